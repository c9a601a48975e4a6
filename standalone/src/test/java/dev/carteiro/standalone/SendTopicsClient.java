// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import dev.carteiro.config.KafkaClientProperties;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.OutboundMessageContent;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.runtime.kafka.TopicProvisioner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** The topology's side of the sender's topics: writes dispatches, reads what is committed. */
public final class SendTopicsClient implements AutoCloseable {
  public static final int PARTITIONS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KafkaSettings kafka;
  private final Producer<byte[], byte[]> producer;
  private final Consumer<byte[], byte[]> consumer;
  private final List<SendResult> results = new ArrayList<>();
  private final List<AlertEvent> alerts = new ArrayList<>();

  private SendTopicsClient(KafkaSettings kafka) {
    this.kafka = kafka;
    Map<String, Object> properties = KafkaClientProperties.producer(kafka, "test");
    properties.put("max.block.ms", 30_000);
    producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    consumer =
        new KafkaConsumer<>(
            KafkaClientProperties.consumer(kafka, "test"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
  }

  /** All topics, those of the outbox empty. */
  public static SendTopicsClient fresh(String bootstrapServers) {
    KafkaSettings kafka =
        new KafkaSettings(bootstrapServers, Map.of(), PARTITIONS, -1, 256 * 1024, Optional.empty());
    Set<String> names =
        new HashSet<>(
            List.of(
                Topic.SEND_DISPATCH.topicName(),
                Topic.SEND_RESULT.topicName(),
                Topic.ALERT.topicName(),
                Topic.INSTANCE.topicName()));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      names.retainAll(admin.listTopics().names().get());
      admin.deleteTopics(names).all().get();
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> admin.listTopics().names().get().stream().noneMatch(names::contains));
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
    new TopicProvisioner(kafka).ensure();
    SendTopicsClient topics = new SendTopicsClient(kafka);
    topics.readFromTheStart();
    return topics;
  }

  public void bind(InstanceKey instance, String tenant, String credential, String... urls) {
    write(
        Topic.INSTANCE,
        instance.text(),
        new InstanceBinding(
            InstanceBinding.VERSION,
            instance,
            tenant,
            null,
            null,
            List.of(urls),
            credential,
            null,
            false,
            false,
            null,
            Instant.now(),
            "test"));
  }

  public void dispatch(
      SendDispatch.DispatchAction action,
      String id,
      InstanceKey instance,
      String tenant,
      Lane lane,
      Instant notAfter) {
    dispatch(action, id, instance, tenant, lane, Instant.now(), notAfter);
  }

  /**
   * @param dispatchedAt by the topology's clock, as is {@code notAfter}
   */
  public void dispatch(
      SendDispatch.DispatchAction action,
      String id,
      InstanceKey instance,
      String tenant,
      Lane lane,
      Instant dispatchedAt,
      Instant notAfter) {
    boolean message = action == SendDispatch.DispatchAction.SEND;
    write(
        Topic.SEND_DISPATCH,
        instance.text(),
        new SendDispatch(
            SendDispatch.VERSION,
            action,
            id,
            action == SendDispatch.DispatchAction.PROBE ? null : "job-" + id,
            1,
            tenant,
            instance,
            lane,
            action == SendDispatch.DispatchAction.PROBE ? null : "5521988887777",
            message ? "text of " + id : null,
            message ? new OutboundMessageContent.TextContent() : null,
            500,
            null,
            dispatchedAt,
            notAfter,
            "0123456789abcdef0123456789abcdef"));
  }

  /** The results so far, in the order they were read. */
  public synchronized List<SendResult> results() {
    poll();
    return List.copyOf(results);
  }

  public List<SendResult> awaitResults(int count) {
    return Awaitility.await().atMost(PATIENCE).until(this::results, seen -> seen.size() >= count);
  }

  public List<AlertEvent> awaitAlerts(int count) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              results();
              return List.copyOf(alerts);
            },
            seen -> seen.size() >= count);
  }

  @Override
  public synchronized void close() {
    producer.close();
    consumer.close();
  }

  private void readFromTheStart() {
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic topic : List.of(Topic.SEND_RESULT, Topic.ALERT)) {
      for (int i = 0; i < topic.partitions(kafka.partitions()); i++) {
        partitions.add(new TopicPartition(topic.topicName(), i));
      }
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  private void poll() {
    try {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
        if (record.topic().equals(Topic.ALERT.topicName())) {
          alerts.add(Json.read(record.value(), AlertEvent.class));
        } else {
          SendResult result = Json.read(record.value(), SendResult.class);
          // About a partition, of which there are several.
          if (result.kind() != SendResult.SendResultKind.TAKEN_OVER) {
            results.add(result);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Topic topic, String key, Object value) {
    try {
      producer
          .send(
              new ProducerRecord<>(
                  topic.topicName(), key.getBytes(StandardCharsets.UTF_8), Json.write(value)))
          .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
