// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

/** Whose trouble an answer, or none, shows: that decides who is left alone for a while. */
enum Trouble {
  /** Nobody's, or the message's: the number and its server work. */
  MESSAGE("message"),
  /** The number's: its socket, its key, its group. Its server answers. */
  NUMBER("number"),
  /** The number's, and the server's once several numbers have it: no answer in time. */
  NUMBERS("number; server, when several numbers"),
  /** The server's: it cannot be reached, or what stands before it cannot. */
  SERVER("server"),
  /** The server wants a licence. */
  LICENSE("licence");

  private final String text;

  Trouble(String text) {
    this.text = text;
  }

  /** As the tables of send errors say it. */
  String text() {
    return text;
  }

  /**
   * @throws IllegalArgumentException if there is none of that text
   */
  static Trouble of(String text) {
    for (Trouble one : values()) {
      if (one.text.equals(text)) {
        return one;
      }
    }
    throw new IllegalArgumentException("no trouble counts for " + text);
  }
}
