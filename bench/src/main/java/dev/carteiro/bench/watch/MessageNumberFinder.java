// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.watch;

import dev.carteiro.bench.load.NumberedRequestSource;
import java.nio.charset.StandardCharsets;

/** Finds the number of a message in the bytes of its record. */
final class MessageNumberFinder {
  private final byte[] prefix;

  /**
   * @param prefix text before the number in an id; the id is the first JSON string that begins with
   *     it
   */
  MessageNumberFinder(String prefix) {
    this.prefix = ('"' + prefix).getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns the number; -1 if there is none. */
  long in(byte[] record) {
    int digits = NumberedRequestSource.NUMBER.length();
    for (int at = 0; record != null && at + prefix.length + digits <= record.length; at++) {
      if (startsAt(record, at)) {
        return number(record, at + prefix.length, digits);
      }
    }
    return -1;
  }

  private boolean startsAt(byte[] record, int at) {
    for (int n = 0; n < prefix.length; n++) {
      if (record[at + n] != prefix[n]) {
        return false;
      }
    }
    return true;
  }

  private static long number(byte[] record, int begin, int digits) {
    long number = 0;
    for (int n = begin; n < begin + digits; n++) {
      int digit = record[n] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
