// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

import java.util.HashMap;
import java.util.Map;

/**
 * Properties of the project's Kafka clients. Each value that differs from Kafka's default says
 * because of what. Property names are written out: this module has no dependency.
 */
public final class KafkaClientProperties {
  private KafkaClientProperties() {}

  /** Properties of every client: brokers, credentials and client id. */
  public static Map<String, Object> common(KafkaSettings kafka, String clientId) {
    Map<String, Object> properties = new HashMap<>(kafka.security());
    properties.put("bootstrap.servers", kafka.bootstrapServers());
    properties.put("client.id", clientId);
    // Metrics leave through the metrics endpoint. Kafka's own exports, thousands of JMX beans and
    // reports to the broker, cost seconds of CPU time at every start and nobody reads them.
    properties.put("metric.reporters", "");
    properties.put("enable.metrics.push", false);
    return properties;
  }

  /**
   * Properties of a producer with durable acknowledgements and fast failures: the bridge answers
   * 503 while Evolution still waits (30 s per attempt in its code).
   */
  public static Map<String, Object> producer(KafkaSettings kafka, String clientId) {
    Map<String, Object> properties = common(kafka, clientId);
    // Defaults since Kafka 3, set explicitly because the guarantees depend on them.
    properties.put("acks", "all");
    properties.put("enable.idempotence", true);
    // The default of 5 ms adds latency without a gain below about 200 connections; batches of 64
    // KiB still combine a burst.
    properties.put("linger.ms", 1);
    properties.put("batch.size", 65_536);
    // Webhook JSON compresses well, and lz4 cost no throughput in any measurement.
    properties.put("compression.type", "lz4");
    // send() must not block a request: metadata is loaded at start, and a full buffer is answered
    // 503 at once.
    properties.put("max.block.ms", 0);
    // By default the metadata of an idle topic expires after 5 minutes; the next send() would have
    // to wait for it.
    properties.put("metadata.max.idle.ms", 7L * 24 * 60 * 60 * 1000);
    // A webhook that Kafka has not acknowledged in 10 s is answered 503, and Evolution retries it.
    properties.put("request.timeout.ms", 5_000);
    properties.put("delivery.timeout.ms", 10_000);
    properties.put("max.request.size", kafka.maxRecordBytes());
    // Room for several of the largest bodies; beyond it the bridge answers 503.
    properties.put("buffer.memory", Math.max(64L * 1024 * 1024, 3L * kafka.maxRecordBytes()));
    return properties;
  }

  /**
   * Properties of a consumer that reads committed records only and never commits offsets by itself.
   */
  public static Map<String, Object> consumer(KafkaSettings kafka, String clientId) {
    Map<String, Object> properties = common(kafka, clientId);
    // The topology writes in transactions; aborted work must not be seen.
    properties.put("isolation.level", "read_committed");
    // Offsets are stored with the data (sink) or not at all (views of compacted topics).
    properties.put("enable.auto.commit", false);
    properties.put("auto.offset.reset", "earliest");
    return properties;
  }

  /** Properties of the same consumer as a member of a consumer group. */
  public static Map<String, Object> groupConsumer(
      KafkaSettings kafka, String clientId, String groupId) {
    Map<String, Object> properties = consumer(kafka, clientId);
    properties.put("group.id", groupId);
    kafka.groupInstanceId().ifPresent(name -> properties.put("group.instance.id", name));
    // Most partitions stay where they are when a member starts or stops.
    properties.put(
        "partition.assignment.strategy",
        "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
    // The provisioner creates topics, with the settings of the catalogue.
    properties.put("allow.auto.create.topics", false);
    return properties;
  }
}
