// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.send.Lane;
import dev.carteiro.topology.stage.OutboxLoadSnapshot;
import dev.carteiro.topology.store.OrderedByteStore;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps the load of a partition: the sum over all its instances, updated by what is written, so
 * that no scan is needed for it. Instances that were stored before the start are added by a scan, a
 * little at each tick; until it is complete, the sum is too small.
 */
final class PartitionLoadTracker {
  private static final Lane[] LANES = Lane.values();

  /** The load of one instance; instances without any are not kept. */
  private record InstanceLoad(
      int[] queued, int inFlight, int open, int scheduled, int manual, int held) {
    static InstanceLoad of(InstanceSendState pace) {
      int[] queued = new int[LANES.length];
      for (Lane lane : LANES) {
        queued[lane.ordinal()] = pace.queued(lane);
      }
      return new InstanceLoad(
          queued,
          pace.inFlightCount(),
          pace.openJobs,
          pace.scheduledJobs,
          pace.manualJobs,
          pace.heldFor == null ? 0 : 1);
    }

    boolean isNothing() {
      int waiting = 0;
      for (int lane : queued) {
        waiting += lane;
      }
      return (waiting | inFlight | open | scheduled | manual | held) == 0;
    }
  }

  private final Map<String, InstanceLoad> parts = new HashMap<>();
  private final long[] queued = new long[LANES.length];
  private long inFlight;
  private long open;
  private long scheduled;
  private long manual;
  private long held;
  private byte[] cursor = new byte[0];

  /** Replaces the load of an instance by that of its new state. */
  void is(String instance, InstanceSendState pace) {
    InstanceLoad part = InstanceLoad.of(pace);
    InstanceLoad before = part.isNothing() ? parts.remove(instance) : parts.put(instance, part);
    add(part, 1);
    if (before != null) {
      add(before, -1);
    }
  }

  private void add(InstanceLoad part, int sign) {
    for (int lane = 0; lane < LANES.length; lane++) {
      queued[lane] += sign * part.queued()[lane];
    }
    inFlight += sign * part.inFlight();
    open += sign * part.open();
    scheduled += sign * part.scheduled();
    manual += sign * part.manual();
    held += sign * part.held();
  }

  /**
   * Adds some more instances that were stored before the start; does nothing once all are known.
   */
  void learn(OrderedByteStore paces, int most) {
    if (cursor == null) {
      return;
    }
    int[] left = {most};
    byte[][] next = {null};
    paces.scan(
        cursor,
        (key, value) -> {
          if (left[0]-- == 0) {
            next[0] = key;
            return false;
          }
          if (key.length > OutboxKeyCodec.WATERMARK.length) {
            learn(paces, key, value);
          }
          return true;
        });
    cursor = next[0];
  }

  private void learn(OrderedByteStore paces, byte[] key, byte[] value) {
    String instance = new String(key, StandardCharsets.UTF_8);
    try {
      is(instance, InstanceSendState.decode(instance, value));
    } catch (RuntimeException e) {
      paces.unreadable(key, value, e);
    }
  }

  OutboxLoadSnapshot load() {
    Map<Lane, Long> backlog = new EnumMap<>(Lane.class);
    for (Lane lane : LANES) {
      backlog.put(lane, queued[lane.ordinal()]);
    }
    return new OutboxLoadSnapshot(backlog, inFlight, open, scheduled, manual, held);
  }
}
