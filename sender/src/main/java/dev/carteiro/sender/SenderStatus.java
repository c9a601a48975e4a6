// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.runtime.Health;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The sender's health: its threads set it, HTTP requests read it. Never blocks. */
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
   * @param servers probe results by server; null before probing
   */
  Health health(String unwritten, Map<String, ProbeVerdict> servers) {
    return Health.of(kafka, bindings, check("results", unwritten), evolution(servers));
  }

  /** Always ready: an Evolution server that is down does not make the sender unready. */
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
