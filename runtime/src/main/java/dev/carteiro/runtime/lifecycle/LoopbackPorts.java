// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks and finds free ports on loopback. */
public final class LoopbackPorts {
  public static final String LOOPBACK = "127.0.0.1";

  private static final Logger LOG = LoggerFactory.getLogger(LoopbackPorts.class);

  private LoopbackPorts() {}

  /** Fails with PORT_IN_USE. Kafka and PostgreSQL would report it late, in their logs only. */
  public static void requireFree(int port, String setting, String service) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(address(port));
    } catch (IOException e) {
      throw new StartupException(
          "PORT_IN_USE",
          "port %d on %s, meant for %s, is taken by another process: stop that one, or set %s to a free port"
              .formatted(port, LOOPBACK, service, setting),
          e);
    }
  }

  public static InetSocketAddress address(int port) {
    return new InetSocketAddress(LOOPBACK, port);
  }

  /**
   * A port that is free now, below those that the operating system gives to outgoing connections
   * (from 32768 on), so that none of them takes it before its server starts.
   */
  public static int anyFree() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(12_000, 32_000);
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getByName(LOOPBACK))) {
        return probe.getLocalPort();
      } catch (BindException e) {
        LOG.debug("port {} is taken", port);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
