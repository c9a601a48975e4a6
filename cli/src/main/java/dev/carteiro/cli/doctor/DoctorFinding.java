// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.doctor;

/**
 * Result of one check of {@code doctor}.
 *
 * @param what the checked part, e.g. {@code kafka}
 * @param detail what was found, one line
 * @param advice what to do; "" when nothing
 */
record DoctorFinding(DoctorFindingLevel level, String what, String detail, String advice) {

  /** How severe a finding is. */
  enum DoctorFindingLevel {
    OK,
    /** It could not be checked, and may be in any state. */
    UNKNOWN,
    /** It works now, but may fail later or for some. */
    WARN,
    /** It does not work. */
    FAIL
  }

  /** Formats the finding as one line. */
  String line() {
    return "%-7s  %s: %s%s".formatted(level, what, detail, advice.isEmpty() ? "" : " -> " + advice);
  }
}
