// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

/** Whose failure an answer, or none, counts as: decides which circuit breaker counts it. */
public enum FailureScope {
  /** No failure, or one of the message: the instance and its server work. */
  MESSAGE("message"),
  /** The instance: its socket, its key, its group. Its server answers. */
  NUMBER("number"),
  /** The instance, and its server once several have it: no answer in time. */
  NUMBERS("number; server, when several numbers"),
  /** The server: it, or the proxy in front of it, cannot be reached. */
  SERVER("server"),
  LICENSE("licence");

  private final String text;

  FailureScope(String text) {
    this.text = text;
  }

  /** The text in the tables of send errors. */
  public String text() {
    return text;
  }

  static FailureScope of(String text) {
    for (FailureScope one : values()) {
      if (one.text.equals(text)) {
        return one;
      }
    }
    throw new IllegalArgumentException("no trouble counts for " + text);
  }
}
