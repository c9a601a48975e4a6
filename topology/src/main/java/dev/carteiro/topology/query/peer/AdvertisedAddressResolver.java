// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.peer;

import dev.carteiro.config.HttpServerSettings;
import dev.carteiro.runtime.lifecycle.StartupException;
import dev.carteiro.topology.query.QuerySettings;
import dev.carteiro.topology.query.partition.PeerAddress;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;

/** Resolves the address under which the other topology processes reach this one. */
public final class AdvertisedAddressResolver {
  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "[::]", "*");

  private AdvertisedAddressResolver() {}

  /** Supplies the host name of this machine. */
  @FunctionalInterface
  interface HostNameSource {
    String get() throws UnknownHostException;
  }

  /** Resolves the address from the settings and, if need be, the name of this machine. */
  public static PeerAddress of(HttpServerSettings http, QuerySettings query, int boundPort) {
    return of(http, query.advertised(), boundPort, () -> InetAddress.getLocalHost().getHostName());
  }

  /**
   * Resolves the address: as configured; else the host that the server listens on; else, when it
   * listens on all addresses, the name of this machine.
   *
   * @throws StartupException ADVERTISED_ADDRESS_UNKNOWN if the address is not {@code host:port}, or
   *     the name of this machine is unknown or a loopback name
   */
  static PeerAddress of(
      HttpServerSettings http, Optional<String> advertised, int boundPort, HostNameSource name) {
    if (advertised.isPresent()) {
      return checked(advertised.get());
    }
    if (!WILDCARDS.contains(http.host())) {
      return checked(new PeerAddress(bare(http.host()), boundPort).address());
    }
    try {
      String host = name.get();
      if (host.equals("localhost") || host.startsWith("127.")) {
        throw unknown("this machine calls itself " + host);
      }
      return checked(new PeerAddress(host, boundPort).address());
    } catch (UnknownHostException e) {
      throw unknown("this machine's name is not known: " + e.getMessage());
    }
  }

  private static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static PeerAddress checked(String address) {
    // Parse it as the other processes will: "_", for example, is not valid in the host of a URL.
    URI uri;
    try {
      uri = URI.create("http://" + address);
    } catch (IllegalArgumentException e) {
      throw unknown("\"" + address + "\" is not host:port");
    }
    if (uri.getHost() == null || uri.getPort() < 1 || uri.getPort() > 65_535) {
      throw unknown("\"" + address + "\" is not host:port");
    }
    return new PeerAddress(bare(uri.getHost()), uri.getPort());
  }

  private static StartupException unknown(String reason) {
    return new StartupException(
        "ADVERTISED_ADDRESS_UNKNOWN",
        "other topology processes would not reach this one: %s; set %s to host:port"
            .formatted(reason, "TOPOLOGY_ADVERTISED_ADDRESS"));
  }
}
