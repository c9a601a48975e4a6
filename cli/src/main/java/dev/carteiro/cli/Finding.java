// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

/**
 * Result of one check of {@code doctor}.
 *
 * @param what the checked part, e.g. {@code kafka}
 * @param detail what was found, one line
 * @param advice what to do; "" when nothing
 */
record Finding(Level level, String what, String detail, String advice) {

  /** How severe a finding is. */
  enum Level {
    OK,
    /** It could not be checked, and may be in any state. */
    UNKNOWN,
    /** It works now, but may fail later or for some. */
    WARN,
    /** It does not work. */
    FAIL
  }

  static Finding ok(String what, String detail) {
    return new Finding(Level.OK, what, detail, "");
  }

  static Finding unknown(String what, String detail, String advice) {
    return new Finding(Level.UNKNOWN, what, detail, advice);
  }

  static Finding warn(String what, String detail, String advice) {
    return new Finding(Level.WARN, what, detail, advice);
  }

  static Finding fail(String what, String detail, String advice) {
    return new Finding(Level.FAIL, what, detail, advice);
  }

  /** Formats the finding as one line. */
  String line() {
    return "%-7s  %s: %s%s".formatted(level, what, detail, advice.isEmpty() ? "" : " -> " + advice);
  }
}
