// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.topology.stage.RouteStage;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Builds the Kafka Streams properties; comments say why they differ from the defaults. */
final class StreamsPropertiesFactory {
  /**
   * Time from a crash to the takeover by another process. With the default of 45 s an instance
   * would not be served for that long.
   */
  private static final int SESSION_TIMEOUT_MS = 10_000;

  /**
   * How long a thread that is behind works without a commit. It is behind by more than this, and
   * each commit has a price.
   */
  private static final long LONGEST_COMMIT_INTERVAL_MS = 200;

  private StreamsPropertiesFactory() {}

  static Map<String, Object> of(TopologySettings settings, MeterRegistry registry) {
    Map<String, Object> properties =
        KafkaClientProperties.common(settings.kafka(), settings.application().id());
    int maxRecordBytes = settings.kafka().maxRecordBytes();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.application().id());
    properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.state().path().toString());
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbyReplicas());
    properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, settings.kafka().replicationFactor());
    properties.put(
        StreamsConfig.GROUP_PROTOCOL_CONFIG,
        settings.groupProtocol().name().toLowerCase(Locale.ROOT));

    // At-least-once would lose records here: after a crash between storing a fact as seen and
    // writing it, the fact would be dropped as a duplicate.
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    // The longest time without a commit; a thread that keeps up commits earlier (CommitPacer).
    long longestMs = Math.max(settings.commitInterval().toMillis(), LONGEST_COMMIT_INTERVAL_MS);
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, longestMs);
    // The poll returns early when there are records. Without records it bounds how late punctuators
    // run.
    properties.put(StreamsConfig.POLL_MS_CONFIG, 50L);
    properties.put(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, ProcessingFailureHandler.class);
    properties.put(ProcessingFailureHandler.DEAD_LETTERS_CONFIG, RouteStage.deadLetters(registry));
    // The default of Kafka 5. There is no global store here, so this only avoids the warning.
    properties.put("processing.exception.handler.global.enabled", true);
    properties.put(
        StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbMemoryConfigSetter.class);
    properties.put(RocksDbMemoryConfigSetter.CACHE_BYTES_CONFIG, settings.rocksdbCacheBytes());
    properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);

    // A commit flushes the producer, and consumers see nothing before it. A linger below the commit
    // interval would only make many small batches of few large ones.
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), (int) longestMs);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 65_536);
    properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), maxRecordBytes);
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG),
        Math.max(64L * 1024 * 1024, 3L * maxRecordBytes));
    // Changelog records of parked webhooks and message texts are as large as webhook bodies.
    properties.put(
        StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
        Integer.toString(maxRecordBytes));
    // Facts and message states are deleted all the time. A log cleaner that runs rarely would make
    // restores replay entries that were deleted long ago.
    properties.put(
        StreamsConfig.topicPrefix(TopicConfig.SEGMENT_BYTES_CONFIG),
        Integer.toString(segmentBytes(maxRecordBytes)));
    properties.put(StreamsConfig.topicPrefix(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG), "0.3");
    if (settings.groupProtocol() == TopologySettings.GroupProtocol.CLASSIC) {
      properties.put(
          StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
          SESSION_TIMEOUT_MS);
      properties.put(
          StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 3_000);
      // The streams group protocol has no group.instance.id.
      settings
          .kafka()
          .groupInstanceId()
          .ifPresent(
              name ->
                  properties.put(
                      StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                      name));
    }
    // Bindings must be read from the beginning, and so must webhooks that came before the first
    // start.
    properties.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    return properties;
  }

  private static int segmentBytes(int maxRecordBytes) {
    return Math.max(64 * 1024 * 1024, maxRecordBytes);
  }
}
