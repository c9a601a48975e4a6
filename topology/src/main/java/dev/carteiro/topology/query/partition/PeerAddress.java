// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

/** The address under which the other topology processes reach one. */
public record PeerAddress(String host, int port) {

  /** {@code host:port}, with brackets around an IPv6 address. */
  public String address() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public String toString() {
    return address();
  }
}
