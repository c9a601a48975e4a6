// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.runtime.Health;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the sender's threads say of themselves to those who ask over HTTP. Never blocks. */
final class SenderStatus {
  private static final int MOST_NAMED = 5;

  private volatile Health.Check kafka = Health.Check.notReady("kafka", "not connected yet");
  private volatile Health.Check bindings =
      Health.Check.notReady("bindings", "the bindings were not read yet");

  /**
   * @param problem null for none
   */
  void kafka(String problem) {
    kafka = check("kafka", problem);
  }

  void bindings(String problem) {
    bindings = check("bindings", problem);
  }

  /**
   * @param unwritten why results are not written; null when they are
   * @param servers what probing the servers came to; null before probing
   */
  Health health(String unwritten, Map<String, ProbeVerdict> servers) {
    return Health.of(kafka, bindings, check("results", unwritten), evolution(servers));
  }

  /** Ready in any case: an Evolution server that is away is no trouble of the sender. */
  private static Health.Check evolution(Map<String, ProbeVerdict> servers) {
    if (servers == null) {
      return new Health.Check("evolution", true, "not probed yet");
    }
    String trouble =
        new TreeMap<>(servers)
            .entrySet().stream()
                .filter(one -> one.getValue().finding() != ProbeFinding.OK)
                .limit(MOST_NAMED)
                .map(
                    one ->
                        "%s %s: %s"
                            .formatted(
                                one.getKey(), one.getValue().finding(), one.getValue().detail()))
                .collect(Collectors.joining("; "));
    return new Health.Check("evolution", true, trouble);
  }

  private static Health.Check check(String name, String problem) {
    return problem == null ? Health.Check.ready(name) : Health.Check.notReady(name, problem);
  }
}
