// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.job;

import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.topology.store.EnumCodeTable;
import dev.carteiro.topology.store.StoreEntryCodec;

/**
 * The stored state of a bulk request.
 *
 * @param next index of the next message that the last change of state has to reach; -1 when it has
 *     reached all
 */
public record JobBatch(
    String id,
    String tenantId,
    String instance,
    BatchEvent.BatchState state,
    int size,
    int next,
    long createdAt) {

  /** First byte of every encoded batch. */
  public static final byte TAG = 5;

  private static final byte VERSION = 1;
  private static final EnumCodeTable<BatchEvent.BatchState> STATES =
      new EnumCodeTable<>(BatchEvent.BatchState.class, BatchEvent.BatchState::storeCode);

  /** The batch in a new state, which its messages have yet to follow. */
  public JobBatch changed(BatchEvent.BatchState to) {
    return new JobBatch(id, tenantId, instance, to, size, 0, createdAt);
  }

  public JobBatch appliedTo(int index) {
    return new JobBatch(id, tenantId, instance, state, size, index >= size ? -1 : index, createdAt);
  }

  public static boolean isForgettable(byte[] encoded, long nowMs, long afterMs) {
    return StoreEntryCodec.read(
        encoded,
        in -> {
          in.readByte();
          StoreEntryCodec.expect("version of a batch", VERSION, in);
          return nowMs - in.readLong() >= afterMs;
        });
  }

  public byte[] encode() {
    return StoreEntryCodec.write(
        160,
        out -> {
          out.writeByte(TAG);
          out.writeByte(VERSION);
          out.writeLong(createdAt);
          StoreEntryCodec.text(out, id);
          StoreEntryCodec.text(out, tenantId);
          StoreEntryCodec.text(out, instance);
          out.writeByte(state.storeCode());
          out.writeInt(size);
          out.writeInt(next);
        });
  }

  public static JobBatch decode(byte[] encoded) {
    return StoreEntryCodec.read(
        encoded,
        in -> {
          StoreEntryCodec.expect("tag of a batch", TAG, in);
          StoreEntryCodec.expect("version of a batch", VERSION, in);
          long createdAt = in.readLong();
          return new JobBatch(
              StoreEntryCodec.text(in),
              StoreEntryCodec.text(in),
              StoreEntryCodec.text(in),
              STATES.of(in.readByte()),
              in.readInt(),
              in.readInt(),
              createdAt);
        });
  }
}
