// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.tenantpace;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.contract.send.TenantPermitGrant;
import dev.carteiro.contract.send.TenantPermitRequest;
import dev.carteiro.topology.record.OutputTopicRecord;
import dev.carteiro.topology.stage.OrderedStoreAdapter;
import dev.carteiro.topology.stage.StageProcessor;
import dev.carteiro.topology.stage.StageTimer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Grants permits under tenants' limits, in the order in which instances request them. Only
 * instances of tenants with a limit send requests, so there are few.
 */
final class TenantPaceProcessor extends StageProcessor<byte[]> {
  private static final Duration TICK = Duration.ofMillis(100);

  /** A tick starts no further tenant after this time; the next tick goes on there. */
  private static final long BUDGET_NANOS = Duration.ofMillis(20).toNanos();

  private final TenantPaceStage stage;
  private OrderedStoreAdapter paces;
  private StageTimer timer;

  /** Tenants with instances that wait; null until the first tick finds them in the store. */
  private Set<String> waiting;

  TenantPaceProcessor(TenantPaceStage stage) {
    super(stage);
    this.stage = stage;
  }

  @Override
  protected void start() {
    paces = store(TenantPaceStage.TENANT_PACE_STORE);
    // A task that Kafka Streams revives after an abort starts this processor again.
    waiting = null;
    timer = every(TICK, this::tick);
  }

  @Override
  public void process(Record<String, byte[]> record) {
    timer.wake();
    TenantPermitRequest request = request(record.value());
    long now = nowMs();
    TenantPaceState pace = pace(request.tenantId());
    pace.take(request.action(), request.instance().text(), now, rate(request.tenantId()));
    grant(request.tenantId(), pace, now);
  }

  private long tick(long nowMs) {
    if (waiting == null) {
      Set<String> found = new LinkedHashSet<>();
      paces.scan(new byte[0], (key, value) -> found.add(new String(key, StandardCharsets.UTF_8)));
      waiting = found;
    }
    long start = System.nanoTime();
    for (String tenantId : List.copyOf(waiting)) {
      if (System.nanoTime() - start > BUDGET_NANOS) {
        break;
      }
      // To the end, so that tenants that this tick does not reach come first at the next one.
      waiting.remove(tenantId);
      waiting.add(tenantId);
      try {
        grant(tenantId, pace(tenantId), nowMs);
      } catch (KafkaException e) {
        throw e;
      } catch (RuntimeException e) {
        reset(tenantId, paces.get(key(tenantId)), e);
        waiting.remove(tenantId);
      }
    }
    return waiting.isEmpty() ? Long.MAX_VALUE : nowMs;
  }

  /**
   * Reports and deletes an entry that cannot be read. Who waits and what was used is lost with it;
   * waiting instances ask again when their task starts the next time.
   */
  private void reset(String tenantId, byte[] value, RuntimeException reason) {
    paces.unreadable(key(tenantId), value, reason);
    paces.put(key(tenantId), null);
  }

  @Override
  protected void letter(OutputTopicRecord letter) {
    stage.deadLetters.count(letter.reason().name());
    write(Topic.DEAD_LETTER, new Record<>(letter.origin().key(), letter.value(), nowMs()));
  }

  private void grant(String tenantId, TenantPaceState pace, long nowMs) {
    for (String instance : pace.grant(nowMs, rate(tenantId))) {
      TenantPermitGrant permit =
          new TenantPermitGrant(
              TenantPermitGrant.VERSION,
              tenantId,
              InstanceKey.parse(instance),
              Instant.ofEpochMilli(nowMs));
      write(Topic.PERMIT, new Record<>(instance, Json.write(permit), nowMs));
    }
    if (pace.isChanged()) {
      paces.put(key(tenantId), pace.encode());
    }
    if (waiting != null) {
      if (pace.isWaitedFor()) {
        waiting.add(tenantId);
      } else {
        waiting.remove(tenantId);
      }
    }
  }

  private TenantPaceState pace(String tenantId) {
    byte[] found = paces.get(key(tenantId));
    try {
      return found == null ? new TenantPaceState() : TenantPaceState.decode(found);
    } catch (RuntimeException e) {
      reset(tenantId, found, e);
      return new TenantPaceState();
    }
  }

  private static byte[] key(String tenantId) {
    return tenantId.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Decodes a permit request. Only the outbox writes them, so one that cannot be read is a bug and
   * fails.
   */
  private static TenantPermitRequest request(byte[] value) {
    try {
      return Json.read(value, TenantPermitRequest.class);
    } catch (IOException e) {
      throw new UncheckedIOException("not a permit request", e);
    }
  }

  /** The tenant's limit in messages per minute; without a limit every request is granted. */
  private int rate(String tenantId) {
    return stage
        .tenants
        .tenant(tenantId)
        .map(TenantRecord::ratePerMinute)
        .orElse(Integer.MAX_VALUE);
  }
}
