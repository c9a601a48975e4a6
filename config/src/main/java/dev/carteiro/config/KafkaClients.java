// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

import java.util.HashMap;
import java.util.Map;

/**
 * Properties of the project's Kafka clients. Each value that differs from Kafka's default says
 * because of what. Property names are written out: this module has no dependency.
 */
public final class KafkaClients {
  private KafkaClients() {}

  /** What every client needs: where, and with which credentials. */
  public static Map<String, Object> common(KafkaSettings kafka, String clientId) {
    Map<String, Object> properties = new HashMap<>(kafka.security());
    properties.put("bootstrap.servers", kafka.bootstrapServers());
    properties.put("client.id", clientId);
    // Figures leave by the metrics endpoint. Kafka's own ways out, a JMX bean for each of thousands
    // and reports to the broker, cost seconds of compute at every start and nobody reads them.
    properties.put("metric.reporters", "");
    properties.put("enable.metrics.push", false);
    return properties;
  }

  /**
   * A producer whose acknowledgement is a promise and whose failure is prompt: the bridge answers
   * 503 while Evolution still waits (30 s per attempt in its code).
   */
  public static Map<String, Object> producer(KafkaSettings kafka, String clientId) {
    Map<String, Object> properties = common(kafka, clientId);
    // Defaults since Kafka 3, spelled out because the promises stand on them.
    properties.put("acks", "all");
    properties.put("enable.idempotence", true);
    // The default of 5 ms is latency without gain below some 200 connections; 64 KiB lets a burst
    // still travel together.
    properties.put("linger.ms", 1);
    properties.put("batch.size", 65_536);
    // Webhook JSON shrinks well and lz4 cost no throughput in any measurement.
    properties.put("compression.type", "lz4");
    // send() may not hold a request: metadata is loaded at start, and a full buffer is answered 503
    // at once.
    properties.put("max.block.ms", 0);
    // By default an idle topic's metadata is forgotten after 5 minutes; the next send() would then
    // have to wait for it.
    properties.put("metadata.max.idle.ms", 7L * 24 * 60 * 60 * 1000);
    // A record that Kafka has not taken in 10 s is given back to Evolution, which tries again.
    properties.put("request.timeout.ms", 5_000);
    properties.put("delivery.timeout.ms", 10_000);
    properties.put("max.request.size", kafka.maxRecordBytes());
    // Room for several of the largest bodies; beyond it the bridge answers 503.
    properties.put("buffer.memory", Math.max(64L * 1024 * 1024, 3L * kafka.maxRecordBytes()));
    return properties;
  }

  /** A consumer that sees committed records only and never commits by itself. */
  public static Map<String, Object> consumer(KafkaSettings kafka, String clientId) {
    Map<String, Object> properties = common(kafka, clientId);
    // The topology writes in transactions; aborted work must not be seen.
    properties.put("isolation.level", "read_committed");
    // Positions are kept with the data (the sink) or not at all (compacted views).
    properties.put("enable.auto.commit", false);
    properties.put("auto.offset.reset", "earliest");
    return properties;
  }

  /** The same as a member of a group. */
  public static Map<String, Object> groupConsumer(
      KafkaSettings kafka, String clientId, String groupId) {
    Map<String, Object> properties = consumer(kafka, clientId);
    properties.put("group.id", groupId);
    kafka.groupInstanceId().ifPresent(name -> properties.put("group.instance.id", name));
    return properties;
  }
}
