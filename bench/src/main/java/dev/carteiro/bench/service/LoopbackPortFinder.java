// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Chooses loopback ports for processes whose port must be set by their starter. */
public final class LoopbackPortFinder {
  private LoopbackPortFinder() {}

  /** Returns a port that was free a moment ago. */
  public static int anyFree() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the loopback address of a port. */
  public static InetSocketAddress local(int port) {
    return new InetSocketAddress("127.0.0.1", port);
  }
}
