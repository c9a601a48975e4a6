// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.KeyPartitioner;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.OutboundMessageContent;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.runtime.kafka.TopicProvisioner;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes bindings, webhooks and commands in bulk to Kafka, in the form in which the bridge writes
 * them.
 */
public final class KafkaLoadWriter implements AutoCloseable {
  public static final String TENANT = "load";

  private final KafkaSettings kafka;
  private final Producer<String, byte[]> producer;
  private final AtomicLong failures = new AtomicLong();
  private final AtomicReference<Exception> firstFailure = new AtomicReference<>();

  /**
   * Creates the topics that are missing.
   *
   * @param environment settings as roles take them
   */
  public KafkaLoadWriter(Map<String, String> environment) {
    this.kafka = new Environment(environment).bind(KafkaSettings.class);
    new TopicProvisioner(kafka).ensure();
    Map<String, Object> properties = KafkaClientProperties.producer(kafka, "load");
    properties.put("max.block.ms", 60_000);
    properties.put("linger.ms", 20);
    properties.put("batch.size", 256 * 1024);
    properties.put("delivery.timeout.ms", 120_000);
    this.producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }

  /** Returns the key of the instance with a number. */
  public static InstanceKey instance(int number) {
    return InstanceKey.of("n" + number);
  }

  /**
   * Binds instances to {@link #TENANT}.
   *
   * @param ratePerMinute limit of each instance
   */
  public void bind(int instances, int ratePerMinute) {
    bind(instances, ratePerMinute, false);
  }

  /** Binds instances that may be paused: messages of a paused instance wait. */
  public void bind(int instances, int ratePerMinute, boolean paused) {
    for (int n = 0; n < instances; n++) {
      InstanceBinding binding =
          new InstanceBinding(
              1,
              instance(n),
              TENANT,
              null,
              null,
              List.of("http://127.0.0.1:9"),
              "load",
              ratePerMinute,
              paused,
              false,
              null,
              Instant.now(),
              "load");
      write(Topic.INSTANCE, instance(n), binding);
    }
    flush();
  }

  /** Writes a webhook, with the headers that the bridge adds. */
  public void webhook(WebhookMixGenerator.GeneratedWebhook webhook) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            Topic.WEBHOOK.topicName(), instance(webhook.instance()).text(), webhook.body());
    header(record, CarteiroRecordHeaders.RECEIVED_AT, Long.toString(System.currentTimeMillis()));
    header(record, CarteiroRecordHeaders.INGEST_PATH, "/webhooks/evolution");
    header(record, CarteiroRecordHeaders.TRACE_ID, UUID.randomUUID().toString().replace("-", ""));
    producer.send(record, this::noteFailure);
  }

  private static void header(ProducerRecord<String, byte[]> record, String name, String text) {
    record.headers().add(name, CarteiroRecordHeaders.bytes(text));
  }

  private void noteFailure(RecordMetadata where, Exception failure) {
    if (failure != null) {
      failures.incrementAndGet();
      firstFailure.compareAndSet(null, failure);
    }
  }

  /**
   * Writes the command for a message or a schedule of one instance.
   *
   * @param at when it is to be sent; null for at once
   */
  public void command(int instance, Instant at) {
    InstanceKey key = instance(instance);
    int partition = KeyPartitioner.of(key.text(), kafka.partitions());
    String id =
        JobIdFormat.random(
            at == null ? JobIdFormat.JobIdKind.MESSAGE : JobIdFormat.JobIdKind.SCHEDULE,
            partition,
            UUID.randomUUID().toString().replace("-", ""));
    SendMessageCommand command =
        new SendMessageCommand(
            1,
            id,
            at == null ? null : id,
            TENANT,
            "load",
            key,
            key.name(),
            "55119" + (90_000_000 + instance % 10_000_000),
            "Olá, a sua encomenda está a caminho!",
            new OutboundMessageContent.TextContent(),
            Instant.now(),
            at,
            Lane.NORMAL,
            0,
            null,
            null,
            null,
            null,
            null,
            "f",
            id);
    write(at == null ? Topic.SEND_MESSAGE : Topic.SCHEDULE_MESSAGE, key, command);
  }

  /** Writes a record of an instance, as JSON. */
  public void write(Topic topic, InstanceKey key, Object value) {
    producer.send(
        new ProducerRecord<>(topic.topicName(), key.text(), Json.write(value)), this::noteFailure);
  }

  /** Writes the bytes of a record of an instance. */
  public void write(String topic, InstanceKey key, byte[] value) {
    producer.send(new ProducerRecord<>(topic, key.text(), value), this::noteFailure);
  }

  /** Waits until all is acknowledged. */
  public void flush() {
    producer.flush();
    if (failures.get() > 0) {
      throw new IllegalStateException(
          "%d records of the load were not taken: %s".formatted(failures.get(), firstFailure.get()),
          firstFailure.get());
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
