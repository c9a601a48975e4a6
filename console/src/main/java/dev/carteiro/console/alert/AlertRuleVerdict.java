// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import java.util.List;
import java.util.Set;

/**
 * The result of judging one rule.
 *
 * @param known if false, firing alerts continue, and no new alert starts
 * @param measured the number that the rule compares, for display; NaN if there is none
 * @param undecided subjects that could not be judged
 */
record AlertRuleVerdict(
    boolean known, double measured, List<AlertRuleFinding> findings, Set<String> undecided) {
  private static final AlertRuleVerdict UNKNOWN =
      new AlertRuleVerdict(false, Double.NaN, List.of(), Set.of());

  static AlertRuleVerdict unknown() {
    return UNKNOWN;
  }

  static AlertRuleVerdict of(boolean holds, double measured, Object... words) {
    return new AlertRuleVerdict(
        true,
        measured,
        holds ? List.of(AlertRuleFinding.part(null, measured, words)) : List.of(),
        Set.of());
  }

  /** About several subjects; the largest number is the measured one. */
  static AlertRuleVerdict of(List<AlertRuleFinding> findings) {
    double measured = findings.stream().mapToDouble(AlertRuleFinding::measured).max().orElse(0);
    return new AlertRuleVerdict(true, measured, findings, Set.of());
  }

  AlertRuleVerdict undecidedOn(Set<String> subjects) {
    return new AlertRuleVerdict(known, measured, findings, subjects);
  }
}
