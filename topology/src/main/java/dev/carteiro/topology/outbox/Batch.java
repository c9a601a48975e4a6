// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.send.BatchEvent;

/**
 * The stored state of a bulk request.
 *
 * @param walk index of the next message that the last change of state has to reach; -1 when it has
 *     reached all
 */
record Batch(
    String id,
    String tenantId,
    String instance,
    BatchEvent.State state,
    int size,
    int walk,
    long createdAt) {

  /** First byte of every encoded batch. */
  static final byte TAG = 5;

  private static final byte VERSION = 1;

  /** The batch in a new state, which its messages have yet to follow. */
  Batch changed(BatchEvent.State to) {
    return new Batch(id, tenantId, instance, to, size, 0, createdAt);
  }

  Batch walkedTo(int index) {
    return new Batch(id, tenantId, instance, state, size, index >= size ? -1 : index, createdAt);
  }

  static boolean isForgettable(byte[] encoded, long nowMs, long afterMs) {
    return Codec.read(
        encoded,
        in -> {
          in.readByte();
          in.readByte();
          return nowMs - in.readLong() >= afterMs;
        });
  }

  byte[] encode() {
    return Codec.write(
        160,
        out -> {
          out.writeByte(TAG);
          out.writeByte(VERSION);
          out.writeLong(createdAt);
          Codec.text(out, id);
          Codec.text(out, tenantId);
          Codec.text(out, instance);
          out.writeByte(state.ordinal());
          out.writeInt(size);
          out.writeInt(walk);
        });
  }

  static Batch decode(byte[] encoded) {
    return Codec.read(
        encoded,
        in -> {
          in.readByte();
          in.readByte();
          long createdAt = in.readLong();
          return new Batch(
              Codec.text(in),
              Codec.text(in),
              Codec.text(in),
              BatchEvent.State.values()[in.readByte()],
              in.readInt(),
              in.readInt(),
              createdAt);
        });
  }
}
