// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.storage;

import dev.carteiro.bench.harness.BenchmarkRunContext;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.bench.load.KafkaLoadWriter;
import dev.carteiro.bench.service.BenchmarkTopicAdmin;
import dev.carteiro.bench.service.KafkaService;
import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.sink.rows.MessageEventGenerator;
import dev.carteiro.sink.rows.MessageRecordFormat;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/** A Kafka broker with messages for sinks to write: one topic for each record format. */
final class MessageTopicBroker implements AutoCloseable {
  private static final String FLAT = "bench-messages";

  private final KafkaService kafka;
  private final KafkaLoadWriter load;

  private MessageTopicBroker(KafkaService kafka, KafkaLoadWriter load) {
    this.kafka = kafka;
    this.load = load;
  }

  static MessageTopicBroker start(BenchmarkRunContext context)
      throws ContenderUnavailableException {
    KafkaService kafka =
        KafkaService.start(context.fresh("sink-kafka"), context.fresh("sink-kafka.log"));
    try {
      BenchmarkTopicAdmin.create(kafka.settings(), FLAT);
      return new MessageTopicBroker(
          kafka, new KafkaLoadWriter(Map.of("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers())));
    } catch (RuntimeException e) {
      kafka.close();
      throw e;
    }
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  String name(MessageRecordFormat form) {
    return form == MessageRecordFormat.FLAT ? FLAT : Topic.MESSAGE.topicName();
  }

  /**
   * Empties the topic of a record format and fills it with new messages.
   *
   * @return when all of them were received; no earlier message has this time
   */
  Instant fill(MessageRecordFormat form, int messages) {
    empty(name(form));
    MessageEventGenerator maker = new MessageEventGenerator();
    for (int n = 0; n < messages; n++) {
      MessageEvent event = maker.next();
      load.write(name(form), event.instance(), form.bytes(event));
    }
    load.flush();
    return maker.receivedAt();
  }

  private void empty(String topic) {
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    for (int n = 0; n < kafka.settings().partitions(); n++) {
      all.put(new TopicPartition(topic, n), RecordsToDelete.beforeOffset(-1));
    }
    try (Admin admin =
        Admin.create(KafkaClientProperties.common(kafka.settings(), "bench-admin"))) {
      admin.deleteRecords(all).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka refuses", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    load.close();
    kafka.close();
  }
}
