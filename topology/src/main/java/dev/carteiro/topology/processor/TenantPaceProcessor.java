// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.processor;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.TenantRecord;
import dev.carteiro.contract.send.Permit;
import dev.carteiro.contract.send.PermitRequest;
import dev.carteiro.topology.Nodes;
import dev.carteiro.topology.TenantDirectory;
import dev.carteiro.topology.outbox.TenantPace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Grants the permits of tenants' limits, in the order in which instances ask. Only tenants that set
 * a limit come here, so there are few.
 */
public final class TenantPaceProcessor implements Processor<String, byte[], String, byte[]> {
  private static final Duration TICK = Duration.ofMillis(100);

  private final TenantDirectory tenants;
  private ProcessorContext<String, byte[]> context;
  private KeyValueStore<Bytes, byte[]> paces;
  private Set<String> waiting;

  public TenantPaceProcessor(TenantDirectory tenants) {
    this.tenants = tenants;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    this.context = context;
    this.paces = context.getStateStore(Nodes.TENANT_PACE_STORE);
    // Found at the first tick: init must not scan.
    this.waiting = null;
    context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
  }

  @Override
  public void process(Record<String, byte[]> record) {
    PermitRequest request = request(record.value());
    long now = context.currentSystemTimeMs();
    TenantPace pace = pace(request.tenantId());
    pace.take(request.action(), request.instance().text(), now, rate(request.tenantId()));
    grant(request.tenantId(), pace, now);
  }

  private void tick(long nowMs) {
    if (waiting == null) {
      waiting = new HashSet<>();
      try (KeyValueIterator<Bytes, byte[]> all = paces.all()) {
        while (all.hasNext()) {
          KeyValue<Bytes, byte[]> entry = all.next();
          if (TenantPace.decode(entry.value).isWaitedFor()) {
            waiting.add(new String(entry.key.get(), StandardCharsets.UTF_8));
          }
        }
      }
    }
    for (String tenantId : List.copyOf(waiting)) {
      grant(tenantId, pace(tenantId), nowMs);
    }
  }

  private void grant(String tenantId, TenantPace pace, long nowMs) {
    for (String instance : pace.grant(nowMs, rate(tenantId))) {
      Permit permit =
          new Permit(
              Permit.VERSION, tenantId, InstanceKey.parse(instance), Instant.ofEpochMilli(nowMs));
      context.forward(new Record<>(instance, Json.write(permit), nowMs));
    }
    Bytes key = Bytes.wrap(tenantId.getBytes(StandardCharsets.UTF_8));
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

  private TenantPace pace(String tenantId) {
    byte[] found = paces.get(Bytes.wrap(tenantId.getBytes(StandardCharsets.UTF_8)));
    return found == null ? new TenantPace() : TenantPace.decode(found);
  }

  /** Only the outbox writes them; one that is not readable is a fault that must be seen. */
  private static PermitRequest request(byte[] value) {
    try {
      return Json.read(value, PermitRequest.class);
    } catch (IOException e) {
      throw new UncheckedIOException("not a permit request", e);
    }
  }

  /** The limit; without one everything that is asked is granted. */
  private int rate(String tenantId) {
    return tenants.tenant(tenantId).map(TenantRecord::ratePerMinute).orElse(Integer.MAX_VALUE);
  }
}
