// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.topology.merge.MessageState;
import dev.carteiro.topology.outbox.port.OutboxPort;
import dev.carteiro.topology.record.OutputTopicRecord;
import dev.carteiro.topology.record.RecordOrigin;
import dev.carteiro.topology.record.StatsUpdate;
import dev.carteiro.topology.resolve.CachedBindingStore;
import dev.carteiro.topology.stage.LabelledCounter;
import dev.carteiro.topology.stage.TenantRecordLookup;
import dev.carteiro.topology.stats.StatsCounter;
import dev.carteiro.topology.stats.StatsDelta;
import dev.carteiro.topology.store.InstanceScopedKey;
import dev.carteiro.topology.store.OrderedByteStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/**
 * Implements the port of the outbox: reads the stores of other stages, and collects outputs until
 * the outbox commits.
 */
final class OutboxPortAdapter implements OutboxPort {
  /** How many decoded bindings are cached; every message needs one. */
  private static final int MAX_BINDINGS = 20_000;

  /** A record to be written to a topic. */
  record OutboxOutputRecord(Topic topic, String key, byte[] value, Headers headers) {}

  private record JobDeadLetter(
      String instance, String tenantId, String jobId, String detail, String traceId) {}

  private final CachedBindingStore bindings;
  private final OrderedByteStore messages;
  private final TenantRecordLookup tenants;
  private final LabelledCounter counters;
  private final int partition;
  private final List<OutboxOutputRecord> outputs = new ArrayList<>();
  private final List<JobDeadLetter> letters = new ArrayList<>();
  private final List<StatsUpdate> counted = new ArrayList<>();

  OutboxPortAdapter(
      OrderedByteStore bindings,
      OrderedByteStore messages,
      TenantRecordLookup tenants,
      LabelledCounter counters,
      int partition) {
    this.bindings = new CachedBindingStore(bindings, MAX_BINDINGS);
    this.messages = messages;
    this.tenants = tenants;
    this.counters = counters;
    this.partition = partition;
  }

  /** Records written since the last {@link #discard}. */
  List<OutboxOutputRecord> outputs() {
    return outputs;
  }

  /** Dead letters of jobs since the last {@link #discard}. */
  List<OutputTopicRecord> letters(long nowMs) {
    return letters.stream().map(letter -> outgoing(letter, nowMs)).toList();
  }

  /** Statistics of jobs since the last {@link #discard}. */
  List<StatsUpdate> counted() {
    return counted;
  }

  void discard() {
    outputs.clear();
    letters.clear();
    counted.clear();
  }

  void forgetBinding(String instance) {
    bindings.forget(instance);
  }

  @Override
  public Optional<InstanceBinding> binding(String instance) {
    return bindings.of(instance);
  }

  @Override
  public Optional<TenantRecord> tenant(String tenantId) {
    return tenants.tenant(tenantId);
  }

  @Override
  public Optional<MessageDeliveryProgress> progress(InstanceKey instance, String messageId) {
    if (messageId == null) {
      return Optional.empty();
    }
    byte[] found = messages.get(InstanceScopedKey.of(instance.text(), messageId));
    return Optional.ofNullable(found)
        .map(MessageState::decode)
        .filter(state -> state.status() != null)
        .map(state -> new MessageDeliveryProgress(state.status(), state.error()));
  }

  @Override
  public void write(Topic topic, String key, Object value, String traceId) {
    Headers headers = new org.apache.kafka.common.header.internals.RecordHeaders();
    if (traceId != null) {
      headers.add(CarteiroRecordHeaders.TRACE_ID, CarteiroRecordHeaders.bytes(traceId));
    }
    outputs.add(new OutboxOutputRecord(topic, key, Json.write(value), headers));
    if (value instanceof JobEvent event) {
      count(event);
    }
  }

  private void count(JobEvent event) {
    StatsCounter counter =
        switch (event.state()) {
          case FAILED -> StatsCounter.FAILED;
          case MANUAL -> StatsCounter.MANUAL;
          case RETRYING -> StatsCounter.RETRIED;
          case SCHEDULED,
              QUEUED,
              HELD,
              DISPATCHED,
              UNKNOWN,
              ACCEPTED,
              SENT,
              DELIVERED,
              READ,
              CANCELLED,
              EXPIRED ->
              null;
        };
    if (counter != null) {
      counted.add(
          new StatsUpdate(
              event.tenantId(),
              event.instance().text(),
              event.at().toEpochMilli(),
              StatsDelta.one(counter)));
    }
  }

  @Override
  public void deadLetter(
      String instance, String tenantId, String jobId, String detail, String traceId) {
    letters.add(new JobDeadLetter(instance, tenantId, jobId, detail, traceId));
  }

  @Override
  public void count(String what) {
    counters.count(what);
  }

  /**
   * Makes the dead letter of a job. No input record caused it: its coordinates are those of the
   * state topic with the time as offset, and its bytes are the job's id.
   */
  private OutputTopicRecord outgoing(JobDeadLetter letter, long nowMs) {
    Map<String, String> headers =
        letter.traceId() == null
            ? Map.of()
            : Map.of(CarteiroRecordHeaders.TRACE_ID, letter.traceId());
    RecordOrigin origin =
        new RecordOrigin(
            letter.instance(),
            Topic.SEND_STATE.topicName(),
            partition,
            nowMs,
            Instant.ofEpochMilli(nowMs),
            headers,
            letter.jobId().getBytes(StandardCharsets.UTF_8));
    DeadLetter value =
        new DeadLetter(
            DeadLetter.VERSION,
            "job-" + letter.jobId() + "-" + nowMs,
            OutboxStage.NODE,
            DeadLetter.Reason.SEND_FAILED,
            letter.detail(),
            letter.tenantId(),
            letter.instance(),
            null,
            origin.topic(),
            origin.partition(),
            nowMs,
            headers,
            origin.bytes(),
            Instant.ofEpochMilli(nowMs),
            letter.traceId());
    return new OutputTopicRecord(
        origin,
        0,
        letter.tenantId(),
        Topic.DEAD_LETTER,
        Json.write(value),
        DeadLetter.Reason.SEND_FAILED);
  }
}
