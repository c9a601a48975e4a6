// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.tenantpace;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.contract.send.TenantPermitGrant;
import dev.carteiro.contract.send.TenantPermitRequest;
import dev.carteiro.topology.record.OutputTopicRecord;
import dev.carteiro.topology.stage.TenantRecordLookup;
import dev.carteiro.topology.stage.TopologyMetrics;
import dev.carteiro.topology.stage.TopologyNames;
import dev.carteiro.topology.stage.UnreadableEntryReporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The tenant pace stage: grants permits under tenants' limits, in the order in which instances
 * request them. Only instances of tenants with a limit send requests, so there are few.
 */
public final class TenantPaceProcessor implements Processor<String, byte[], String, byte[]> {
  private static final Duration TICK = Duration.ofMillis(100);

  /** A tick starts no further tenant after this time; the next tick goes on there. */
  private static final long BUDGET_NANOS = Duration.ofMillis(20).toNanos();

  private final TenantRecordLookup tenants;
  private final TopologyMetrics metrics;
  private ProcessorContext<String, byte[]> context;
  private KeyValueStore<Bytes, byte[]> paces;
  private UnreadableEntryReporter unreadable;
  private Set<String> waiting;

  public TenantPaceProcessor(TenantRecordLookup tenants, TopologyMetrics metrics) {
    this.tenants = tenants;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    this.context = context;
    this.paces = context.getStateStore(TopologyNames.TENANT_PACE_STORE);
    this.unreadable =
        new UnreadableEntryReporter(
            TopologyNames.TENANT_PACE_STORE, TopologyNames.PACE_TENANTS, context, this::letter);
    // Found at the first tick: init must not scan.
    this.waiting = null;
    context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
  }

  @Override
  public void process(Record<String, byte[]> record) {
    TenantPermitRequest request = request(record.value());
    long now = context.currentSystemTimeMs();
    TenantPaceState pace = pace(request.tenantId());
    pace.take(request.action(), request.instance().text(), now, rate(request.tenantId()));
    grant(request.tenantId(), pace, now);
  }

  private void tick(long nowMs) {
    if (waiting == null) {
      waiting = new LinkedHashSet<>(tenants());
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
        Bytes key = key(tenantId);
        begunAnew(key, paces.get(key), e);
        waiting.remove(tenantId);
      }
    }
  }

  private List<String> tenants() {
    List<String> found = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all = paces.all()) {
      while (all.hasNext()) {
        found.add(new String(all.next().key.get(), StandardCharsets.UTF_8));
      }
    }
    return found;
  }

  /**
   * Reports and deletes an entry that cannot be read. Who waits and what was used is lost with it;
   * waiting instances ask again when their task starts the next time.
   */
  private void begunAnew(Bytes key, byte[] value, RuntimeException reason) {
    unreadable.found(key.get(), value, reason);
    paces.delete(key);
  }

  private void letter(OutputTopicRecord letter) {
    metrics.deadLetter(letter.reason());
    context.forward(
        new Record<>(letter.origin().key(), letter.value(), context.currentSystemTimeMs()),
        TopologyNames.PACE_TENANTS_LETTERS);
  }

  private void grant(String tenantId, TenantPaceState pace, long nowMs) {
    for (String instance : pace.grant(nowMs, rate(tenantId))) {
      TenantPermitGrant permit =
          new TenantPermitGrant(
              TenantPermitGrant.VERSION,
              tenantId,
              InstanceKey.parse(instance),
              Instant.ofEpochMilli(nowMs));
      context.forward(
          new Record<>(instance, Json.write(permit), nowMs), TopologyNames.sink(Topic.PERMIT));
    }
    Bytes key = key(tenantId);
    if (pace.isChanged()) {
      paces.put(key, pace.encode());
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
    Bytes key = key(tenantId);
    byte[] found = paces.get(key);
    try {
      return found == null ? new TenantPaceState() : TenantPaceState.decode(found);
    } catch (RuntimeException e) {
      begunAnew(key, found, e);
      return new TenantPaceState();
    }
  }

  private static Bytes key(String tenantId) {
    return Bytes.wrap(tenantId.getBytes(StandardCharsets.UTF_8));
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
    return tenants.tenant(tenantId).map(TenantRecord::ratePerMinute).orElse(Integer.MAX_VALUE);
  }
}
