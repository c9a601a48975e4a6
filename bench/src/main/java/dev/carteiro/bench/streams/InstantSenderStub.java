// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.streams;

import dev.carteiro.bench.load.KafkaLoadWriter;
import dev.carteiro.bench.watch.PaceLimitChecker;
import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Simulates a sender and an Evolution API that take no time: each dispatch is started and accepted
 * as soon as it is read. It starts at the beginning of the topic.
 */
public final class InstantSenderStub implements AutoCloseable {
  private final Consumer<String, byte[]> dispatches;
  private final KafkaLoadWriter load;
  private final PaceLimitChecker pace;

  /**
   * @param load writes the answers
   * @param pace gets each dispatch, with the time that the topology gave it
   */
  public InstantSenderStub(KafkaSettings kafka, KafkaLoadWriter load, PaceLimitChecker pace) {
    this.load = load;
    this.pace = pace;
    Map<String, Object> properties = KafkaClientProperties.consumer(kafka, "bench-sender");
    properties.put("fetch.max.wait.ms", 20);
    dispatches =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    dispatches.assign(
        IntStream.range(0, kafka.partitions())
            .mapToObj(n -> new TopicPartition(Topic.SEND_DISPATCH.topicName(), n))
            .toList());
    dispatches.seekToBeginning(dispatches.assignment());
  }

  /** Answers all dispatches that come within a time; returns their number. */
  public long answer(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    long count = 0;
    while (System.nanoTime() < end) {
      count += answer();
    }
    return count;
  }

  /** Answers the dispatches of one poll; returns their number. */
  public int answer() {
    int count = 0;
    for (ConsumerRecord<String, byte[]> record : dispatches.poll(Duration.ofMillis(50))) {
      SendDispatch dispatch = read(record.value());
      pace.sent(dispatch.instance().text(), dispatch.dispatchedAt().toEpochMilli());
      load.write(
          Topic.SEND_RESULT,
          dispatch.instance(),
          result(dispatch, SendResult.SendResultKind.STARTED));
      load.write(
          Topic.SEND_RESULT,
          dispatch.instance(),
          result(dispatch, SendResult.SendResultKind.ACCEPTED));
      count++;
    }
    return count;
  }

  private static SendDispatch read(byte[] value) {
    try {
      return Json.read(value, SendDispatch.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SendResult result(SendDispatch dispatch, SendResult.SendResultKind kind) {
    return new SendResult(
        1,
        dispatch.dispatchId(),
        dispatch.jobId(),
        dispatch.attempt(),
        dispatch.tenantId(),
        dispatch.instance(),
        dispatch.lane(),
        kind,
        Instant.now(),
        kind == SendResult.SendResultKind.ACCEPTED ? "M-" + dispatch.dispatchId() : null,
        null,
        null,
        201,
        "http://127.0.0.1:9",
        1L,
        null,
        null,
        null,
        "bench",
        dispatch.traceId(),
        false);
  }

  @Override
  public void close() {
    dispatches.close();
  }
}
