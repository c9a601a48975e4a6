// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import java.util.List;
import java.util.Set;

/**
 * The result of judging one rule.
 *
 * @param known false when the rule could not be judged: firing alerts continue, and no new alert
 *     starts
 * @param measured the number that the rule compares, for display; NaN if there is none
 * @param findings where the condition holds
 * @param undecided subjects that could not be judged
 */
record Verdict(boolean known, double measured, List<Finding> findings, Set<String> undecided) {
  private static final Verdict UNKNOWN = new Verdict(false, Double.NaN, List.of(), Set.of());

  Verdict {
    findings = List.copyOf(findings);
    undecided = Set.copyOf(undecided);
  }

  static Verdict unknown() {
    return UNKNOWN;
  }

  /** About the platform as a whole. */
  static Verdict of(boolean holds, double measured, Object... words) {
    return new Verdict(
        true, measured, holds ? List.of(Finding.platform(measured, words)) : List.of(), Set.of());
  }

  /** About several subjects; the largest number is the measured one. */
  static Verdict of(List<Finding> findings) {
    double measured = findings.stream().mapToDouble(Finding::measured).max().orElse(0);
    return new Verdict(true, measured, findings, Set.of());
  }

  Verdict undecidedOn(Set<String> subjects) {
    return new Verdict(known, measured, findings, subjects);
  }
}
