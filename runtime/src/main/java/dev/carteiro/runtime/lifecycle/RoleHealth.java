// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.lifecycle;

import java.util.List;
import java.util.stream.Collectors;

/** Whether a role is ready, by its dependencies. */
public record RoleHealth(List<HealthCheck> checks) {

  /**
   * The state of one dependency.
   *
   * @param name short and stable, e.g. {@code kafka}
   * @param ready whether it is as the role needs it
   * @param reason one sentence for an operator: why not ready, or what is notable; "" for nothing
   *     to say
   */
  public record HealthCheck(String name, boolean ready, String reason) {

    public static HealthCheck ready(String name) {
      return new HealthCheck(name, true, "");
    }

    public static HealthCheck notReady(String name, String reason) {
      return new HealthCheck(name, false, reason);
    }

    /** The state of a dependency with a problem; null for none. */
    public static HealthCheck of(String name, String problem) {
      return problem == null ? ready(name) : notReady(name, problem);
    }
  }

  public RoleHealth {
    checks = List.copyOf(checks);
  }

  public static RoleHealth of(HealthCheck... checks) {
    return new RoleHealth(List.of(checks));
  }

  public boolean ready() {
    return checks.stream().allMatch(HealthCheck::ready);
  }

  /** What is not ready, with the reasons, for a log line. */
  public String missing() {
    return checks.stream()
        .filter(check -> !check.ready())
        .map(check -> check.name() + ": " + check.reason())
        .collect(Collectors.joining("; "));
  }
}
