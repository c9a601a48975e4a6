// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.secret;

/** Finds the end of a string or number in the bytes of a JSON document. */
final class JsonTokenBounds {
  private JsonTokenBounds() {}

  /** The offset of the quote that ends a string; the body's end when none does. */
  static int end(byte[] body, int from) {
    int at = from;
    while (at < body.length && body[at] != '"') {
      at += body[at] == '\\' ? 2 : 1;
    }
    return Math.min(at, body.length);
  }

  /** The offset after a number. */
  static int endOfNumber(byte[] body, int from) {
    int end = from;
    while (end < body.length && "0123456789+-.eE".indexOf(body[end]) >= 0) {
      end++;
    }
    return end;
  }
}
