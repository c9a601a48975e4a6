// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Encodes and decodes store entries in a compact binary form, because they are rewritten at every
 * step of every message.
 */
public final class StoreEntryCodec {
  private static final int NULL = -1;

  private StoreEntryCodec() {}

  public interface EntryBodyWriter {
    void to(DataOutputStream out) throws IOException;
  }

  public interface EntryBodyReader<T> {
    T from(DataInputStream in) throws IOException;
  }

  public static byte[] write(int size, EntryBodyWriter writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(size);
    try {
      writing.to(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  public static <T> T read(byte[] bytes, EntryBodyReader<T> reading) {
    try {
      return reading.from(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException("a stored entry is not readable", e);
    }
  }

  /**
   * Reads a byte that only one value is known for, as the tag or the version of an entry.
   *
   * @throws IllegalArgumentException if it has another value
   */
  public static void expect(String what, byte known, DataInputStream in) throws IOException {
    byte found = in.readByte();
    if (found != known) {
      throw new IllegalArgumentException(what + " is " + found + ", known is " + known);
    }
  }

  public static void text(DataOutputStream out, String text) throws IOException {
    if (text == null) {
      out.writeInt(NULL);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  public static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length == NULL ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }
}
