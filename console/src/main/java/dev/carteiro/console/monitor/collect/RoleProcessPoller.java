// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.collect;

import dev.carteiro.console.monitor.snapshot.MonitoredRole;
import dev.carteiro.console.monitor.snapshot.ProcessState;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Polls all processes of one role. */
final class RoleProcessPoller {
  private final MonitoredRole role;
  private final List<URI> urls;
  private final HttpClient http;
  private final Clock clock;
  private final Map<URI, List<URI>> resolved = new ConcurrentHashMap<>();
  private final Map<URI, ProcessStatePoller> pollers = new TreeMap<>();

  /** A configured host name may stand for several processes. */
  RoleProcessPoller(MonitoredRole role, List<URI> urls, HttpClient http, Clock clock) {
    this.role = role;
    this.urls = urls;
    this.http = http;
    this.clock = clock;
  }

  MonitoredRole role() {
    return role;
  }

  List<URI> urls() {
    return urls;
  }

  /** Resolves the host names; blocks as long as the machine's resolver does. */
  void resolve() {
    for (URI url : urls) {
      try {
        resolved.put(url, addresses(url));
      } catch (UnknownHostException e) {
        // A name whose processes are all gone may have no address; it counts as unreachable.
        resolved.put(url, List.of(url));
      }
    }
  }

  /** One URL per address of the host; https keeps the name, which the certificate has. */
  private static List<URI> addresses(URI url) throws UnknownHostException {
    if (url.getScheme().equals("https")) {
      return List.of(url);
    }
    InetAddress[] found = InetAddress.getAllByName(url.getHost());
    // "localhost" is one process with two loopback addresses.
    if (found.length == 1 || Arrays.stream(found).allMatch(InetAddress::isLoopbackAddress)) {
      return List.of(url);
    }
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return Arrays.stream(found)
        .map(InetAddress::getHostAddress)
        .map(host -> host.contains(":") ? "[" + host + "]" : host)
        .distinct()
        .sorted()
        .map(host -> URI.create(url.getScheme() + "://" + host + port + url.getRawPath()))
        .toList();
  }

  /** Starts a poll of each process; never blocks. */
  synchronized void poll() {
    List<URI> now = new ArrayList<>();
    for (URI url : urls) {
      now.addAll(resolved.getOrDefault(url, List.of(url)));
    }
    pollers.keySet().retainAll(now);
    for (URI url : now) {
      pollers
          .computeIfAbsent(url, added -> new ProcessStatePoller(role, added, http, clock))
          .poll();
    }
  }

  synchronized List<ProcessState> states() {
    return pollers.values().stream().map(ProcessStatePoller::state).toList();
  }
}
