// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone.embedded;

import dev.carteiro.runtime.lifecycle.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Checks and finds free ports on loopback. */
public final class LoopbackPorts {
  static final String LOOPBACK = "127.0.0.1";

  private LoopbackPorts() {}

  /** Fails with PORT_IN_USE. Kafka and PostgreSQL would report it late, in their logs only. */
  static void requireFree(int port, String setting, String service) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(LOOPBACK), port));
    } catch (IOException e) {
      throw new StartupException(
          "PORT_IN_USE",
          "port %d on %s, meant for %s, is taken by another process: stop that one, or set %s to a free port"
              .formatted(port, LOOPBACK, service, setting),
          e);
    }
  }

  public static int anyFree() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
