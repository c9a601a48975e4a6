// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.send.JobEvent;
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

/** Collects what a unit of work puts out, until it is committed or discarded. */
final class OutboxOutputCollector {

  /** A record to be written to a topic. */
  record OutboxOutputRecord(Topic topic, String key, byte[] value, String traceId) {}

  private record JobDeadLetter(
      String instance, String tenantId, String jobId, String detail, String traceId) {}

  private final int partition;
  private final List<OutboxOutputRecord> outputs = new ArrayList<>();
  private final List<JobDeadLetter> letters = new ArrayList<>();
  private final List<StatsUpdate> counted = new ArrayList<>();

  OutboxOutputCollector(int partition) {
    this.partition = partition;
  }

  List<OutboxOutputRecord> outputs() {
    return outputs;
  }

  List<OutputTopicRecord> letters(long nowMs) {
    return letters.stream().map(letter -> outgoing(letter, nowMs)).toList();
  }

  List<StatsUpdate> counted() {
    return counted;
  }

  void discard() {
    outputs.clear();
    letters.clear();
    counted.clear();
  }

  /** Adds a record; the event of a job is counted, too. */
  void write(Topic topic, String key, Object value, String traceId) {
    outputs.add(new OutboxOutputRecord(topic, key, Json.write(value), traceId));
    if (value instanceof JobEvent event) {
      count(event);
    }
  }

  void deadLetter(String instance, String tenantId, String jobId, String detail, String traceId) {
    letters.add(new JobDeadLetter(instance, tenantId, jobId, detail, traceId));
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
