// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import dev.carteiro.topology.record.RecordOrigin;
import dev.carteiro.topology.store.OrderedByteStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Parks the webhooks of instances that are not registered yet, in order of arrival. Limits bound
 * the number per instance, the bytes per partition and the instances per partition.
 *
 * <p>There are two stores. {@code queues}: instance text → {@link ParkedQueueState}; the empty key
 * holds the totals as 8 B bytes, 8 B number of instances. {@code webhooks}: 4 B length of the
 * instance text, the text, 8 B number → {@link ParkedWebhook}.
 */
final class ParkedWebhookStore {
  /**
   * Maximum number of instances per partition. An attacker may invent names; webhooks of further
   * instances become dead letters at once.
   */
  static final long MAX_INSTANCES = 10_000;

  private static final byte[] TOTALS = new byte[0];

  /**
   * @param maxPerInstance webhooks of one instance
   * @param maxBytes bytes of all instances of the partition
   * @param ttlMs how long a webhook is parked, in milliseconds
   */
  record ParkingLimits(int maxPerInstance, long maxBytes, long ttlMs) {}

  private final OrderedByteStore queues;
  private final OrderedByteStore webhooks;
  private final ParkingLimits limits;

  /** The stored totals, read once: only this object writes them, and every webhook needs them. */
  private ParkedWebhookTotals totals;

  /**
   * @param webhooks takes the reports of entries of both stores that cannot be read; they have been
   *     removed, or are rebuilt
   */
  ParkedWebhookStore(OrderedByteStore queues, OrderedByteStore webhooks, ParkingLimits limits) {
    this.queues = queues;
    this.webhooks = webhooks;
    this.limits = limits;
  }

  boolean holds(String instance) {
    return totals().instances > 0 && queue(instance).isPresent();
  }

  /**
   * Parks a webhook at the end of the queue of its instance.
   *
   * @param behindRelease whether the instance is bound and its queue is being released; then no
   *     limit applies, because the queue is shrinking
   * @return false if a limit is reached
   */
  boolean park(String instance, RecordOrigin origin, long nowMs, boolean behindRelease) {
    Optional<ParkedQueueState> queue = queue(instance);
    ParkedWebhookTotals totals = totals();
    byte[] entry = new ParkedWebhook(origin, nowMs).encode();
    if (!behindRelease && !hasRoom(queue, totals, entry.length)) {
      return false;
    }
    long number = queue.map(ParkedQueueState::tail).orElse(0L);
    webhooks.put(webhookKey(instance, number), entry);
    putQueue(
        instance,
        queue
            .map(q -> q.append(entry.length))
            .orElseGet(() -> ParkedQueueState.first(entry.length, nowMs)));
    putTotals(
        new ParkedWebhookTotals(
            totals.bytes + entry.length, totals.instances + (queue.isPresent() ? 0 : 1)));
    return true;
  }

  /** Removes and returns the oldest readable webhook of an instance; empty if there is none. */
  Optional<RecordOrigin> takeOldest(String instance) {
    Optional<ParkedQueueState> found = queue(instance);
    while (found.isPresent()) {
      ParkedQueueState queue = found.get();
      byte[] key = webhookKey(instance, queue.head());
      byte[] entry = webhooks.get(key);
      if (entry == null) {
        found = rebuilt(instance);
        continue;
      }
      take(instance, queue, key, entry);
      try {
        return Optional.of(ParkedWebhook.decode(entry).origin());
      } catch (RuntimeException e) {
        webhooks.unreadable(key, entry, e);
        found = queue(instance);
      }
    }
    return Optional.empty();
  }

  private void take(String instance, ParkedQueueState queue, byte[] key, byte[] entry) {
    webhooks.put(key, null);
    byte[] next = webhooks.get(webhookKey(instance, queue.head() + 1));
    ParkedQueueState rest =
        queue.withoutHead(entry.length, next == null ? 0 : ParkedWebhook.parkedAtMs(next));
    ParkedWebhookTotals totals = totals();
    if (rest.isEmpty()) {
      queues.put(text(instance), null);
    } else {
      putQueue(instance, rest);
    }
    putTotals(
        new ParkedWebhookTotals(
            totals.bytes - entry.length, totals.instances - (rest.isEmpty() ? 1 : 0)));
  }

  boolean isOldestExpired(String instance, long nowMs) {
    return queue(instance).map(queue -> queue.oldestAtMs() + limits.ttlMs() <= nowMs).orElse(false);
  }

  /** The instances with parked webhooks that fulfil a condition; reads every queue. */
  List<String> instances(Predicate<String> condition) {
    List<String> instances = new ArrayList<>();
    // The empty key, which holds the totals, is the first one.
    queues.scan(
        new byte[] {0},
        (key, value) -> {
          String instance = new String(key, StandardCharsets.UTF_8);
          if (condition.test(instance)) {
            instances.add(instance);
          }
          return true;
        });
    return instances;
  }

  /**
   * When the oldest webhook of all instances will have been parked for the maximum time, in
   * milliseconds since the epoch; empty if none is parked.
   */
  Optional<Long> nextExpiryMs() {
    long oldest = Long.MAX_VALUE;
    for (String instance : instances(any -> true)) {
      oldest = Math.min(oldest, queue(instance).map(ParkedQueueState::oldestAtMs).orElse(oldest));
    }
    return oldest == Long.MAX_VALUE ? Optional.empty() : Optional.of(oldest + limits.ttlMs());
  }

  private boolean hasRoom(Optional<ParkedQueueState> queue, ParkedWebhookTotals totals, int size) {
    return queue.map(ParkedQueueState::count).orElse(0L) < limits.maxPerInstance()
        && totals.bytes + size <= limits.maxBytes()
        && (queue.isPresent() || totals.instances < MAX_INSTANCES);
  }

  /** Bytes of all parked webhooks, and the number of their instances. */
  record ParkedWebhookTotals(long bytes, long instances) {
    private static ParkedWebhookTotals decode(byte[] encoded) {
      if (encoded == null) {
        return new ParkedWebhookTotals(0, 0);
      }
      ByteBuffer buffer = ByteBuffer.wrap(encoded);
      return new ParkedWebhookTotals(buffer.getLong(), buffer.getLong());
    }

    private byte[] encode() {
      return ByteBuffer.allocate(2 * Long.BYTES).putLong(bytes).putLong(instances).array();
    }
  }

  ParkedWebhookTotals totals() {
    if (totals == null) {
      byte[] found = queues.get(TOTALS);
      try {
        totals = ParkedWebhookTotals.decode(found);
      } catch (RuntimeException e) {
        webhooks.unreadable(TOTALS, found, e);
        recount();
      }
    }
    return totals;
  }

  private void recount() {
    long bytes = 0;
    long count = 0;
    for (String instance : instances(any -> true)) {
      byte[] found = queues.get(text(instance));
      try {
        bytes += ParkedQueueState.decode(found).bytes();
        count++;
      } catch (RuntimeException e) {
        // It is rebuilt, and counted, when its instance is read the next time.
      }
    }
    putTotals(new ParkedWebhookTotals(bytes, count));
  }

  /** Rebuilds the queue of an instance from its webhooks; empty if there are none. */
  private Optional<ParkedQueueState> rebuilt(String instance) {
    byte[] prefix = webhookPrefix(instance);
    long[] found = {-1, -1, 0, 0};
    webhooks.scan(
        prefix,
        (key, entry) -> {
          if (!Arrays.equals(
              prefix, 0, prefix.length, key, 0, Math.min(key.length, prefix.length))) {
            return false;
          }
          if (key.length == prefix.length + Long.BYTES) {
            long number = ByteBuffer.wrap(key, prefix.length, Long.BYTES).getLong();
            if (found[0] < 0) {
              found[0] = number;
              found[3] = ParkedWebhook.parkedAtMs(entry);
            }
            found[1] = number + 1;
            found[2] += entry.length;
          }
          return true;
        });
    Optional<ParkedQueueState> queue =
        found[0] < 0
            ? Optional.empty()
            : Optional.of(new ParkedQueueState(found[0], found[1], found[2], found[3]));
    queues.put(text(instance), queue.map(ParkedQueueState::encode).orElse(null));
    recount();
    return queue;
  }

  private void putTotals(ParkedWebhookTotals changed) {
    queues.put(TOTALS, changed.encode());
    totals = changed;
  }

  private Optional<ParkedQueueState> queue(String instance) {
    byte[] found = queues.get(text(instance));
    try {
      return Optional.ofNullable(found).map(ParkedQueueState::decode);
    } catch (RuntimeException e) {
      webhooks.unreadable(text(instance), found, e);
      return rebuilt(instance);
    }
  }

  private void putQueue(String instance, ParkedQueueState queue) {
    queues.put(text(instance), queue.encode());
  }

  static byte[] webhookKey(String instance, long number) {
    byte[] prefix = webhookPrefix(instance);
    return ByteBuffer.allocate(prefix.length + Long.BYTES).put(prefix).putLong(number).array();
  }

  private static byte[] webhookPrefix(String instance) {
    byte[] text = text(instance);
    return ByteBuffer.allocate(Integer.BYTES + text.length).putInt(text.length).put(text).array();
  }

  private static byte[] text(String instance) {
    return instance.getBytes(StandardCharsets.UTF_8);
  }
}
