// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.runtime.lifecycle.RoleHealth;
import dev.carteiro.runtime.lifecycle.RoleHealth.HealthCheck;
import dev.carteiro.sender.evolution.ServerProbeFinding;
import dev.carteiro.sender.evolution.ServerProbeVerdict;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The sender's health: its threads set it, HTTP requests read it. Never blocks. */
public final class SenderStatus {
  private static final int MAX_NAMED = 5;

  private volatile HealthCheck kafka = HealthCheck.notReady("kafka", "not connected yet");
  private volatile HealthCheck bindings =
      HealthCheck.notReady("bindings", "the bindings were not read yet");

  /** Sets the problem with Kafka; null for none. */
  public void kafka(String problem) {
    kafka = HealthCheck.of("kafka", problem);
  }

  void bindings(String problem) {
    bindings = HealthCheck.of("bindings", problem);
  }

  /** {@code unwritten} is null when results are written, {@code servers} before probing. */
  RoleHealth health(String unwritten, Map<String, ServerProbeVerdict> servers) {
    return RoleHealth.of(kafka, bindings, HealthCheck.of("results", unwritten), evolution(servers));
  }

  /** Always ready: an Evolution server that is down does not make the sender unready. */
  private static HealthCheck evolution(Map<String, ServerProbeVerdict> servers) {
    if (servers == null) {
      return new HealthCheck("evolution", true, "not probed yet");
    }
    String trouble =
        new TreeMap<>(servers)
            .entrySet().stream()
                .filter(one -> one.getValue().finding() != ServerProbeFinding.OK)
                .limit(MAX_NAMED)
                .map(
                    one ->
                        "%s %s: %s"
                            .formatted(
                                one.getKey(), one.getValue().finding(), one.getValue().detail()))
                .collect(Collectors.joining("; "));
    return new HealthCheck("evolution", true, trouble);
  }
}
