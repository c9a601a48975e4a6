// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

/**
 * The address and port of a role's HTTP server.
 *
 * @param host address to bind; only loopback addresses may serve without authentication
 * @param port TCP port; 0 takes any free one
 * @param setting the environment name of the port, for errors that must name it
 */
public record HttpServerSettings(String host, int port, String setting) {

  /** The same address with the port that was bound. */
  public HttpServerSettings onPort(int bound) {
    return new HttpServerSettings(host, bound, setting);
  }

  /** The base URL of this server for clients on the same machine; the port must not be 0. */
  public String localUrl() {
    return "http://" + (isLoopback() ? host : "127.0.0.1") + ":" + port;
  }

  /** Whether only this machine can reach the address. */
  public boolean isLoopback() {
    return isLoopback(host);
  }

  public static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.startsWith("127.")
        || host.equals("::1")
        || host.equals("[::1]");
  }
}
