// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Loopback ports for processes that must be told theirs. */
public final class Ports {
  private Ports() {}

  /** A port that was free a moment ago. */
  public static int anyFree() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A port of this machine as clients connect to it. */
  public static InetSocketAddress local(int port) {
    return new InetSocketAddress("127.0.0.1", port);
  }
}
