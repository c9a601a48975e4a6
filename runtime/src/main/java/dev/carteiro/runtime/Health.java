// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime;

import java.util.List;

/**
 * Whether a role is ready, by its dependencies.
 *
 * @param checks one for each dependency
 */
public record Health(List<Check> checks) {

  /**
   * The state of one dependency.
   *
   * @param name short and stable, e.g. {@code kafka}
   * @param ready whether it is as the role needs it
   * @param reason one sentence for an operator: why not ready, or what is notable; "" for nothing
   *     to say
   */
  public record Check(String name, boolean ready, String reason) {

    public static Check ready(String name) {
      return new Check(name, true, "");
    }

    public static Check notReady(String name, String reason) {
      return new Check(name, false, reason);
    }
  }

  public Health {
    checks = List.copyOf(checks);
  }

  public static Health of(Check... checks) {
    return new Health(List.of(checks));
  }

  /** Whether every check is ready. */
  public boolean ready() {
    return checks.stream().allMatch(Check::ready);
  }
}
