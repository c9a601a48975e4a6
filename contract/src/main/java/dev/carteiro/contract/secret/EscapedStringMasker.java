// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.secret;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Masks the content of a JSON string with escapes: unescapes it to UTF-8, and keeps the offset of
 * each byte in the body.
 */
final class EscapedStringMasker {
  private final byte[] body;
  private final int to;

  private byte[] content;
  private int[] origin;
  private int size;

  private EscapedStringMasker(byte[] body, int from, int to) {
    this.body = body;
    this.to = to;
    this.content = new byte[to - from];
    this.origin = new int[to - from + 1];
    int at = from;
    while (at < to) {
      at = body[at] == '\\' ? escape(at) : plain(at);
    }
    origin[size] = to;
  }

  /** Lets {@code masking} change the unescaped content; adds what changed to {@code ranges}. */
  static void mask(
      byte[] body, int from, int to, MaskRangeBuffer ranges, Consumer<byte[]> masking) {
    new EscapedStringMasker(body, from, to).mask(ranges, masking);
  }

  private void mask(MaskRangeBuffer ranges, Consumer<byte[]> masking) {
    byte[] given = Arrays.copyOf(content, size);
    byte[] masked = given.clone();
    masking.accept(masked);
    for (int i = 0; i < size; i++) {
      if (masked[i] != given[i]) {
        add(ranges, origin[i], origin[i + 1], masked[i]);
      }
    }
  }

  private static void add(MaskRangeBuffer ranges, int from, int to, byte with) {
    if (with == '0' && from < to) {
      // A digit of a number that was written as an escape.
      ranges.number(from, to);
    } else {
      ranges.fill(from, to, with);
    }
  }

  private int plain(int at) {
    put(body[at], at);
    return at + 1;
  }

  private int escape(int at) {
    if (at + 1 >= to) {
      return plain(at);
    }
    int c = body[at + 1];
    int simple = "bfnrt".indexOf(c);
    if (c == 'u' && at + 6 <= to) {
      return unicode(at);
    }
    put(simple < 0 ? (byte) c : (byte) "\b\f\n\r\t".charAt(simple), at);
    return at + 2;
  }

  private int unicode(int at) {
    StringBuilder text = new StringBuilder(2).append(unit(at));
    int end = at + 6;
    if (Character.isHighSurrogate(text.charAt(0))
        && end + 6 <= to
        && body[end] == '\\'
        && body[end + 1] == 'u'
        && Character.isLowSurrogate(unit(end))) {
      text.append(unit(end));
      end += 6;
    }
    byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
    put(utf8[0], at);
    for (int i = 1; i < utf8.length; i++) {
      put(utf8[i], end);
    }
    return end;
  }

  /** The UTF-16 unit of an escape; a character that is no hexadecimal digit counts as 0. */
  private char unit(int at) {
    int value = 0;
    for (int i = at + 2; i < at + 6; i++) {
      value = value * 16 + Math.max(0, Character.digit(body[i], 16));
    }
    return (char) value;
  }

  private void put(byte b, int from) {
    content[size] = b;
    origin[size] = from;
    size++;
  }
}
