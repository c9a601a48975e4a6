// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.topology.record.OutputTopicRecord;
import dev.carteiro.topology.record.RecordOrigin;
import dev.carteiro.topology.record.StatsUpdate;
import dev.carteiro.topology.stats.StatsCounter;
import dev.carteiro.topology.stats.StatsDelta;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** Collects what a unit of work puts out, until it is committed or discarded. */
final class OutboxOutputCollector {
  /** A record to be written to a topic. */
  record OutboxOutputRecord(Topic topic, String key, byte[] value, String traceId) {}

  private static final Map<JobState, StatsCounter> COUNTERS =
      Map.of(
          JobState.FAILED, StatsCounter.FAILED,
          JobState.MANUAL, StatsCounter.MANUAL,
          JobState.RETRYING, StatsCounter.RETRIED);

  final List<OutboxOutputRecord> outputs = new ArrayList<>();
  final List<StatsUpdate> statsUpdates = new ArrayList<>();
  private final List<LongFunction<OutputTopicRecord>> deadLetters = new ArrayList<>();
  private final int partition;

  OutboxOutputCollector(int partition) {
    this.partition = partition;
  }

  List<OutputTopicRecord> deadLetters(long nowMs) {
    return deadLetters.stream().map(letter -> letter.apply(nowMs)).toList();
  }

  void discard() {
    outputs.clear();
    deadLetters.clear();
    statsUpdates.clear();
  }

  /** Adds a record; the event of a job is counted, too. */
  void write(Topic topic, String key, Object value, String traceId) {
    outputs.add(new OutboxOutputRecord(topic, key, Json.write(value), traceId));
    if (value instanceof JobEvent event && COUNTERS.containsKey(event.state())) {
      statsUpdates.add(
          new StatsUpdate(
              event.tenantId(),
              event.instance().text(),
              event.at().toEpochMilli(),
              StatsDelta.one(COUNTERS.get(event.state()))));
    }
  }

  void deadLetter(String instance, String tenantId, String jobId, String detail, String traceId) {
    deadLetters.add(nowMs -> deadLetter(instance, tenantId, jobId, detail, traceId, nowMs));
  }

  /**
   * Makes the dead letter of a job. No input record caused it: its coordinates are those of the
   * state topic with the time as offset, and its bytes are the job's id.
   */
  private OutputTopicRecord deadLetter(
      String instance, String tenantId, String jobId, String detail, String traceId, long nowMs) {
    Instant now = Instant.ofEpochMilli(nowMs);
    String topic = Topic.SEND_STATE.topicName();
    byte[] bytes = jobId.getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers =
        traceId == null ? Map.of() : Map.of(CarteiroRecordHeaders.TRACE_ID, traceId);
    DeadLetter value =
        new DeadLetter(
            DeadLetter.VERSION,
            "job-" + jobId + "-" + nowMs,
            OutboxStage.NODE,
            DeadLetter.Reason.SEND_FAILED,
            detail,
            tenantId,
            instance,
            null,
            topic,
            partition,
            nowMs,
            headers,
            bytes,
            now,
            traceId);
    return new OutputTopicRecord(
        new RecordOrigin(instance, topic, partition, nowMs, now, headers, bytes),
        0,
        tenantId,
        Topic.DEAD_LETTER,
        Json.write(value),
        value.reason());
  }
}
