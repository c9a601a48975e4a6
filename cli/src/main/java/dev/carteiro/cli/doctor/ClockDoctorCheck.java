// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.doctor;

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
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;

/** Checks the clocks of the running processes and of this machine against the brokers' time. */
final class ClockDoctorCheck extends DoctorCheck {
  private static final String ADVICE = "synchronise it (chrony, ntpd)";
  private static final Duration POLL = Duration.ofSeconds(3);

  /** How many of the newest records are read; a process writes one every 15 s. */
  private static final int MAX_RECORDS = 2_000;

  /** A process without a record in this time before the newest does not run any more. */
  private static final Duration RUNNING = Duration.ofMinutes(1);

  private final Supplier<List<ConsumerRecord<byte[], byte[]>>> newest;
  private final Clock own;

  /** The newest record of a process: when the broker appended it, and the process's own time. */
  private record ProcessClockReading(Instant broker, Instant process) {
    Duration offset() {
      return Duration.between(broker, process);
    }
  }

  ClockDoctorCheck(KafkaSettings kafka, Clock own) {
    this(() -> newest(kafka), own);
  }

  /** Judges the newest records of {@link Topic#CLOCK}, in their order. */
  ClockDoctorCheck(Supplier<List<ConsumerRecord<byte[], byte[]>>> newest, Clock own) {
    this.newest = newest;
    this.own = own;
  }

  @Override
  void check() {
    Map<String, ProcessClockReading> processes = new TreeMap<>();
    Instant last = Instant.MIN;
    try {
      for (ConsumerRecord<byte[], byte[]> record : newest.get()) {
        if (record.timestampType() == TimestampType.LOG_APPEND_TIME && record.value() != null) {
          try {
            ClockReading reading = Json.read(record.value(), ClockReading.class);
            last = Instant.ofEpochMilli(record.timestamp());
            processes.put(reading.process(), new ProcessClockReading(last, reading.at()));
          } catch (IOException notJson) {
            // Not written by a role; it contains no clock reading.
          }
        }
      }
    } catch (KafkaException e) {
      unknown(
          "clocks",
          "%s cannot be read: %s".formatted(Topic.CLOCK.topicName(), e.getMessage()),
          "check the topic and the client's permissions");
      return;
    }
    if (processes.isEmpty()) {
      unknown("clocks", "no process has reported its time", "try again when one runs");
      return;
    }
    Instant running = last.minus(RUNNING);
    processes.values().removeIf(reading -> reading.broker().isBefore(running));
    processes.forEach((process, reading) -> process(process, reading.offset()));
    machine(Duration.between(last, own.instant()));
  }

  private void process(String process, Duration offset) {
    String what = "clock of " + process;
    String detail = "%s the brokers'".formatted(words(offset));
    if (isWrong(offset)) {
      warn(what, detail, ADVICE);
    } else {
      ok(what, detail);
    }
  }

  /** Judges this machine's clock by the time since the newest record was appended. */
  private void machine(Duration sinceNewest) {
    String what = "clock of this machine";
    if (sinceNewest.isNegative() && isWrong(sinceNewest)) {
      warn(what, "%s the brokers', or more".formatted(words(sinceNewest)), ADVICE);
    } else if (sinceNewest.compareTo(RUNNING) > 0) {
      unknown(
          what,
          "no process reported its time for " + sinceNewest.toSeconds() + " s by this clock",
          "start one; if one runs, this clock is ahead");
    } else {
      ok(what, "agrees with the brokers'");
    }
  }

  private static boolean isWrong(Duration offset) {
    return offset.abs().compareTo(BrokerClock.TOLERATED) > 0;
  }

  private static String words(Duration offset) {
    return "%.1f s %s"
        .formatted(offset.abs().toMillis() / 1000.0, offset.isNegative() ? "behind" : "ahead of");
  }

  private static List<ConsumerRecord<byte[], byte[]>> newest(KafkaSettings kafka) {
    TopicPartition partition = new TopicPartition(Topic.CLOCK.topicName(), 0);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka)) {
      List<TopicPartition> one = List.of(partition);
      long begin = consumer.beginningOffsets(one).get(partition);
      long end = consumer.endOffsets(one).get(partition);
      consumer.assign(one);
      consumer.seek(partition, Math.max(begin, end - MAX_RECORDS));
      long deadline = System.nanoTime() + POLL.toNanos();
      while (consumer.position(partition) < end && System.nanoTime() - deadline < 0) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }
}
