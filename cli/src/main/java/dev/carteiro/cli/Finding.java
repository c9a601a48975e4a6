// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

/**
 * What one check of {@code doctor} found.
 *
 * @param what is looked at
 * @param detail what was found, one line
 * @param advice what to do; "" when nothing
 */
record Finding(Level level, String what, String detail, String advice) {

  /** How bad it is. */
  enum Level {
    OK,
    /** It could not be looked at; it may be in any state. */
    UNKNOWN,
    /** It works, and will not for ever or not for everyone. */
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

  /** One line for people. */
  String line() {
    return "%-7s  %s: %s%s".formatted(level, what, detail, advice.isEmpty() ? "" : " -> " + advice);
  }
}
