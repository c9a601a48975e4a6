// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.answer;

import dev.carteiro.topology.store.StoreEntryCodec;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The positions up to which a list has been read in each partition; the content of a page token.
 *
 * @param common position after which to continue in the partitions that are not in {@code own};
 *     null if those below {@code unopened} have been read to their end
 * @param unopened partitions with this number or a higher one have not been read yet; used only if
 *     {@code common} is null
 * @param own positions of single partitions; an empty one is the beginning
 */
record PartitionReadPositions(byte[] common, int unopened, Map<Integer, byte[]> own) {
  private static final int MAX_PARTITIONS = 10_000;
  private static final int MAX_POSITION_BYTES = 4_096;
  static final byte[] BEGINNING = new byte[0];

  PartitionReadPositions {
    own = Map.copyOf(own);
  }

  /** No partition has been read yet. */
  static PartitionReadPositions start() {
    return new PartitionReadPositions(null, 0, Map.of());
  }

  /** The position after which to continue reading a partition. */
  byte[] of(int partition) {
    byte[] position = own.get(partition);
    if (position != null) {
      return position;
    }
    return common == null ? BEGINNING : common;
  }

  byte[] encode() {
    return StoreEntryCodec.write(
        64,
        out -> {
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
        });
  }

  private static void position(DataOutputStream out, byte[] position) throws IOException {
    out.writeShort(position.length);
    out.write(position);
  }

  /**
   * Decodes what {@link #encode} returned.
   *
   * @throws IOException if the bytes are malformed
   */
  static PartitionReadPositions decode(byte[] encoded) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded));
    int unopened = in.readInt();
    byte[] common = in.readBoolean() ? position(in) : null;
    int count = in.readUnsignedShort();
    if (count > MAX_PARTITIONS || unopened < 0) {
      throw new IOException("no bookmarks");
    }
    Map<Integer, byte[]> own = new HashMap<>();
    for (int n = 0; n < count; n++) {
      own.put(in.readUnsignedShort(), position(in));
    }
    return new PartitionReadPositions(common, unopened, own);
  }

  private static byte[] position(DataInputStream in) throws IOException {
    int length = in.readUnsignedShort();
    if (length > MAX_POSITION_BYTES) {
      throw new IOException("no position");
    }
    byte[] position = new byte[length];
    in.readFully(position);
    return position;
  }
}
