// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.collect;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** Resolves a base URL to the addresses of the processes behind it. */
@FunctionalInterface
interface ProcessAddressResolver {

  /**
   * Returns one URL per address of the URL's host, or the URL itself if the host has one address.
   * An https URL is always returned as it is, because the certificate names the host.
   *
   * @throws UnknownHostException when the host has no address now
   */
  List<URI> of(URI url) throws UnknownHostException;

  /** Resolves with the machine's resolver. */
  static ProcessAddressResolver resolved() {
    return url -> {
      if (url.getScheme().equals("https")) {
        return List.of(url);
      }
      InetAddress[] found = InetAddress.getAllByName(url.getHost());
      // "localhost" is one process with two loopback addresses.
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
