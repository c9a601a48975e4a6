// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.doctor;

/** Result of one check; the advice is "" when there is nothing to do. */
record DoctorFinding(DoctorFindingLevel level, String what, String detail, String advice) {

  enum DoctorFindingLevel {
    OK,
    /** It could not be checked, and may be in any state. */
    UNKNOWN,
    /** It works now, but may fail later or for some. */
    WARN,
    /** It does not work. */
    FAIL
  }

  String line() {
    return "%-7s  %s: %s%s".formatted(level, what, detail, advice.isEmpty() ? "" : " -> " + advice);
  }
}
