// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** The processes behind a base URL. */
@FunctionalInterface
interface Addresses {

  /**
   * One URL for each address that the URL's host has; the URL itself when it has one. A certificate
   * names the host, so an https URL is always itself.
   *
   * @throws UnknownHostException when the name has no address now
   */
  List<URI> of(URI url) throws UnknownHostException;

  /** As the machine's resolver says. */
  static Addresses resolved() {
    return url -> {
      if (url.getScheme().equals("https")) {
        return List.of(url);
      }
      InetAddress[] found = InetAddress.getAllByName(url.getHost());
      // "localhost" is one process, reachable in two ways.
      if (found.length == 1 || Arrays.stream(found).allMatch(InetAddress::isLoopbackAddress)) {
        return List.of(url);
      }
      TreeSet<String> hosts = new TreeSet<>();
      for (InetAddress address : found) {
        String text = address.getHostAddress();
        hosts.add(text.contains(":") ? "[" + text + "]" : text);
      }
      return hosts.stream().map(host -> with(url, host)).toList();
    };
  }

  private static URI with(URI url, String host) {
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return URI.create(url.getScheme() + "://" + host + port + url.getRawPath());
  }
}
