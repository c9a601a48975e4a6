// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.store;

import dev.carteiro.contract.send.Lane;
import dev.carteiro.topology.outbox.job.OutboxKeyCodec;
import dev.carteiro.topology.outbox.pace.InstanceSendState;
import dev.carteiro.topology.stage.OutboxLoadSnapshot;
import dev.carteiro.topology.store.OrderedByteStore;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Keeps the load of a partition: the sum over all its instances, updated by what is written, so
 * that no scan is needed for it. Instances that were stored before the start are added by a scan, a
 * little at each tick; until it is complete, the sum is too small.
 */
final class PartitionLoadTracker {
  private static final Lane[] LANES = Lane.values();
  private static final int VALUES = LANES.length + 5;

  /** The load of each instance that has any: its lanes by ordinal, then as {@link #snapshot}. */
  private final Map<String, long[]> parts = new HashMap<>();

  private final long[] sum = new long[VALUES];
  private byte[] cursor = new byte[0];

  /** Replaces the load of an instance by that of its new state. */
  void set(InstanceSendState state) {
    long[] part = new long[VALUES];
    int next = 0;
    for (Lane lane : LANES) {
      part[next++] = state.lanes().queued(lane);
    }
    part[next++] = state.inFlight().slots();
    part[next++] = state.openJobs();
    part[next++] = state.scheduledJobs();
    part[next++] = state.manualJobs();
    part[next] = state.heldFor() == null ? 0 : 1;
    boolean isNothing = Arrays.stream(part).allMatch(value -> value == 0);
    long[] before = isNothing ? parts.remove(state.instance()) : parts.put(state.instance(), part);
    for (int n = 0; n < VALUES; n++) {
      sum[n] += part[n] - (before == null ? 0 : before[n]);
    }
  }

  /**
   * Adds some more instances that were stored before the start; does nothing once all are known.
   */
  void scanStored(OrderedByteStore sendStates, int maxCount) {
    if (cursor != null) {
      cursor = scan(sendStates, cursor, maxCount, this::set);
    }
  }

  boolean isComplete() {
    return cursor == null;
  }

  /** Visits some entries of {@code send-pace}; one that cannot be read is reported. */
  static byte[] scan(
      OrderedByteStore sendStates, byte[] from, int maxCount, Consumer<InstanceSendState> visitor) {
    int[] left = {maxCount};
    byte[][] next = {null};
    sendStates.scan(
        from,
        (key, value) -> {
          if (key.length <= OutboxKeyCodec.WATERMARK.length) {
            return true;
          }
          if (left[0]-- == 0) {
            next[0] = key;
            return false;
          }
          try {
            visitor.accept(
                InstanceSendState.decode(new String(key, StandardCharsets.UTF_8), value));
          } catch (RuntimeException e) {
            sendStates.unreadable(key, value, e);
          }
          return true;
        });
    return next[0];
  }

  OutboxLoadSnapshot snapshot() {
    Map<Lane, Long> backlog = new EnumMap<>(Lane.class);
    for (Lane lane : LANES) {
      backlog.put(lane, sum[lane.ordinal()]);
    }
    int next = LANES.length;
    return new OutboxLoadSnapshot(
        backlog, sum[next++], sum[next++], sum[next++], sum[next++], sum[next]);
  }
}
