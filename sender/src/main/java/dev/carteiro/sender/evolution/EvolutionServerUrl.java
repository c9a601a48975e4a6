// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * The base URL of an Evolution server.
 *
 * @param scheme http or https
 * @param host lower case
 * @param port never -1
 * @param path prefix of all paths, without a slash at its end; "" for none
 */
public record EvolutionServerUrl(String scheme, String host, int port, String path) {

  /** Parses a URL; empty when it is not a base URL of a server. */
  public static Optional<EvolutionServerUrl> parse(String text) {
    URI uri;
    try {
      uri = URI.create(text.strip());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")
        || uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      return Optional.empty();
    }
    int port = uri.getPort() != -1 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
    String path = uri.getRawPath().replaceAll("/+$", "");
    return Optional.of(
        new EvolutionServerUrl(scheme, uri.getHost().toLowerCase(Locale.ROOT), port, path));
  }

  /** The key of connections, slots and breakers: {@code host:port}. */
  public String authority() {
    return host + ":" + port;
  }

  /** The server's name for people and metrics, unique among servers. */
  public String shown() {
    return authority() + path;
  }

  public String text() {
    return scheme + "://" + authority() + path;
  }
}
