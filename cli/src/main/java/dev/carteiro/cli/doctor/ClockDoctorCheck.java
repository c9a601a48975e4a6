// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.doctor;

import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.ClockReading;
import dev.carteiro.runtime.kafka.BrokerClock;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Checks how far the clocks of the running processes, and of this machine, are off the brokers'
 * time.
 */
final class ClockDoctorCheck {
  private static final String ADVICE = "synchronise it (chrony, ntpd)";
  private static final int TIMEOUT_MS = 8_000;
  private static final Duration POLL = Duration.ofSeconds(3);

  /** How many of the newest records are read; a process writes one every 15 s. */
  private static final int MOST_RECORDS = 2_000;

  /**
   * A process that wrote nothing for this long before the newest record is not running any more.
   */
  private static final Duration RUNNING = Duration.ofMinutes(1);

  private final KafkaSettings kafka;
  private final Clock own;

  /** The newest record of a process: when the broker appended it, and the process's own time. */
  private record ProcessClockReading(Instant broker, Instant process) {
    Duration offset() {
      return Duration.between(broker, process);
    }
  }

  ClockDoctorCheck(KafkaSettings kafka, Clock own) {
    this.kafka = kafka;
    this.own = own;
  }

  List<DoctorFinding> run() {
    try {
      return judge(newest(), own.instant());
    } catch (KafkaException e) {
      return List.of(
          DoctorFinding.unknown(
              "clocks",
              "%s cannot be read: %s".formatted(Topic.CLOCK.topicName(), e.getMessage()),
              "see the topic and the client's permissions"));
    }
  }

  /**
   * Derives the findings from the records.
   *
   * @param records of {@link Topic#CLOCK}, in their order
   * @param now by this machine's clock
   */
  static List<DoctorFinding> judge(List<ConsumerRecord<byte[], byte[]>> records, Instant now) {
    Map<String, ProcessClockReading> processes = new TreeMap<>();
    Instant newest = Instant.MIN;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.timestampType() != TimestampType.LOG_APPEND_TIME || record.value() == null) {
        continue;
      }
      try {
        ClockReading said = Json.read(record.value(), ClockReading.class);
        Instant broker = Instant.ofEpochMilli(record.timestamp());
        processes.put(said.process(), new ProcessClockReading(broker, said.at()));
        newest = broker;
      } catch (IOException notJson) {
        // Not written by a role; it contains no clock reading.
        continue;
      }
    }
    Instant running = newest.equals(Instant.MIN) ? newest : newest.minus(RUNNING);
    processes.values().removeIf(told -> told.broker().isBefore(running));
    List<DoctorFinding> findings = new ArrayList<>();
    processes.forEach((process, told) -> findings.add(process(process, told.offset())));
    if (processes.isEmpty()) {
      findings.add(
          DoctorFinding.unknown(
              "clocks", "no process has told its time", "ask again when one runs"));
    } else {
      findings.add(machine(Duration.between(newest, now)));
    }
    return findings;
  }

  private static DoctorFinding process(String process, Duration offset) {
    String what = "clock of " + process;
    String detail = "%s the brokers'".formatted(words(offset));
    return isWrong(offset)
        ? DoctorFinding.warn(what, detail, ADVICE)
        : DoctorFinding.ok(what, detail);
  }

  /**
   * Judges this machine's clock.
   *
   * @param sinceNewest from when the newest record was appended until now by this machine's clock
   */
  private static DoctorFinding machine(Duration sinceNewest) {
    String what = "clock of this machine";
    if (sinceNewest.isNegative() && isWrong(sinceNewest)) {
      return DoctorFinding.warn(
          what, "%s the brokers', or more".formatted(words(sinceNewest)), ADVICE);
    }
    if (sinceNewest.compareTo(RUNNING) > 0) {
      return DoctorFinding.unknown(
          what,
          "no process told its time for " + sinceNewest.toSeconds() + " s by this clock",
          "start one; if one runs, this clock is ahead");
    }
    return DoctorFinding.ok(what, "fits the brokers'");
  }

  private static boolean isWrong(Duration offset) {
    return offset.abs().compareTo(BrokerClock.TOLERATED) > 0;
  }

  private static String words(Duration offset) {
    return "%.1f s %s"
        .formatted(offset.abs().toMillis() / 1000.0, offset.isNegative() ? "behind" : "ahead of");
  }

  private List<ConsumerRecord<byte[], byte[]>> newest() {
    Map<String, Object> properties = KafkaClientProperties.consumer(kafka, "carteiro-doctor");
    properties.put("default.api.timeout.ms", TIMEOUT_MS);
    properties.put("allow.auto.create.topics", false);
    TopicPartition partition = new TopicPartition(Topic.CLOCK.topicName(), 0);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> one = List.of(partition);
      long begin = consumer.beginningOffsets(one).get(partition);
      long end = consumer.endOffsets(one).get(partition);
      consumer.assign(one);
      consumer.seek(partition, Math.max(begin, end - MOST_RECORDS));
      long deadline = System.nanoTime() + POLL.toNanos();
      while (consumer.position(partition) < end && System.nanoTime() - deadline < 0) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }
}
