// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import java.util.List;
import java.util.Set;

/**
 * What a rule says of what was seen.
 *
 * @param known false when it could not be judged: what fires goes on, nothing new begins
 * @param measured the number that the rule compares, for people who watch it; NaN for none
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

  /** About several subjects; the largest number is what is measured. */
  static Verdict of(List<Finding> findings) {
    double measured = findings.stream().mapToDouble(Finding::measured).max().orElse(0);
    return new Verdict(true, measured, findings, Set.of());
  }

  Verdict undecidedOn(Set<String> subjects) {
    return new Verdict(known, measured, findings, subjects);
  }
}
