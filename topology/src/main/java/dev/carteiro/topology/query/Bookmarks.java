// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * How far a list was read, partition by partition.
 *
 * @param common the position behind which partitions go on that are not in {@code own}; null when
 *     those below {@code unopened} are done
 * @param unopened partitions from this number on were not read at all; only without {@code common}
 * @param own positions of single partitions; an empty one is the beginning
 */
record Bookmarks(byte[] common, int unopened, Map<Integer, byte[]> own) {
  private static final int MOST_PARTITIONS = 10_000;
  private static final int LONGEST_POSITION = 4_096;
  static final byte[] BEGINNING = new byte[0];

  Bookmarks {
    own = Map.copyOf(own);
  }

  /** Nothing was read. */
  static Bookmarks start() {
    return new Bookmarks(null, 0, Map.of());
  }

  /** Where a partition that is to be read goes on. */
  byte[] of(int partition) {
    byte[] position = own.get(partition);
    if (position != null) {
      return position;
    }
    return common == null ? BEGINNING : common;
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(unopened);
      out.writeBoolean(common != null);
      if (common != null) {
        position(out, common);
      }
      out.writeShort(own.size());
      for (Map.Entry<Integer, byte[]> one : own.entrySet()) {
        out.writeShort(one.getKey());
        position(out, one.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  private static void position(DataOutputStream out, byte[] position) throws IOException {
    out.writeShort(position.length);
    out.write(position);
  }

  /**
   * Reads bookmarks.
   *
   * @throws IOException if the bytes are none
   */
  static Bookmarks decode(byte[] encoded) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded));
    int unopened = in.readInt();
    byte[] common = in.readBoolean() ? position(in) : null;
    int count = in.readUnsignedShort();
    if (count > MOST_PARTITIONS || unopened < 0) {
      throw new IOException("no bookmarks");
    }
    Map<Integer, byte[]> own = new HashMap<>();
    for (int n = 0; n < count; n++) {
      own.put(in.readUnsignedShort(), position(in));
    }
    return new Bookmarks(common, unopened, own);
  }

  private static byte[] position(DataInputStream in) throws IOException {
    int length = in.readUnsignedShort();
    if (length > LONGEST_POSITION) {
      throw new IOException("no position");
    }
    byte[] position = new byte[length];
    in.readFully(position);
    return position;
  }
}
