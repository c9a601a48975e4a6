// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.EvolutionEvent;
import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageStatusEvent;
import dev.carteiro.topology.resolve.ResolveStage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a run left behind: the rows of every table, the committed records of every topic in the
 * order of their partitions, and what still waits for its instance to be registered.
 *
 * @param tables table → rows, each as column → text
 * @param parked instance → webhooks that wait
 * @param ends where each partition that the sink reads ends
 */
record StoredRunSnapshot(
    Map<String, List<Map<String, String>>> tables,
    List<StoredWebhook> webhooks,
    List<MessageEvent> messages,
    List<MessageStatusEvent> statuses,
    List<InstanceStatusEvent> connections,
    List<EvolutionEvent> events,
    List<DeadLetter> deadLetters,
    Map<String, Long> parked,
    Map<TopicPartition, Long> ends) {

  /** A record of the raw topic. */
  record StoredWebhook(int partition, long offset, String instance, byte[] body) {}

  private static final Map<String, String> COLUMNS = new LinkedHashMap<>();

  static {
    COLUMNS.put(
        "messages",
        "tenant_id, instance, message_id, chat_id, from_me, original_text, text, status, deleted_at, edited_at, revision,"
            + " coalesce(jsonb_array_length(reactions), 0) AS reactions");
    COLUMNS.put("message_status_history", "tenant_id, instance, message_id, status, previous");
    COLUMNS.put("message_edits", "tenant_id, instance, message_id, edit_id, kind, text");
    COLUMNS.put("reactions", "tenant_id, instance, message_id, target_message_id, emoji");
    COLUMNS.put("instance_status_history", "tenant_id, instance, event_id, state");
    COLUMNS.put("events", "tenant_id, instance, event_id, event, data");
    COLUMNS.put("dead_letters", "tenant_id, id, reason, instance");
    COLUMNS.put("chats", "tenant_id, instance, chat_id");
    COLUMNS.put("contacts", "tenant_id, instance, contact_id");
    COLUMNS.put("whatsapp_instances", "tenant_id, instance_name AS instance, connection_state");
    COLUMNS.put("sink_offset", "topic, partition, next_offset");
  }

  /** Reads everything; the backbone should be drained. */
  static StoredRunSnapshot of(WholeSystemFixture backbone) {
    Map<String, List<Map<String, String>>> tables = new LinkedHashMap<>();
    COLUMNS.forEach(
        (table, columns) ->
            tables.put(table, backbone.rows("SELECT " + columns + " FROM " + table)));
    return new StoredRunSnapshot(
        tables,
        backbone.records(Topic.WEBHOOK).stream()
            .map(
                record ->
                    new StoredWebhook(
                        record.partition(),
                        record.offset(),
                        bareName(record.key()),
                        record.value()))
            .toList(),
        read(backbone, Topic.MESSAGE, MessageEvent.class),
        read(backbone, Topic.MESSAGE_STATUS, MessageStatusEvent.class),
        read(backbone, Topic.INSTANCE_STATUS, InstanceStatusEvent.class),
        read(backbone, Topic.EVENT, EvolutionEvent.class),
        read(backbone, Topic.DEAD_LETTER, DeadLetter.class),
        parked(backbone),
        backbone.outputEnds());
  }

  /**
   * Instance → webhooks that wait for it to be registered, by the changelog of the store that holds
   * them.
   */
  static Map<String, Long> parked(WholeSystemFixture backbone) {
    String changelog = "carteiro-topology-" + ResolveStage.PARKED_WEBHOOK_STORE + "-changelog";
    Set<ByteBuffer> present = new HashSet<>();
    for (ConsumerRecord<byte[], byte[]> record :
        backbone.records(changelog, new ByteArrayDeserializer())) {
      ByteBuffer key = ByteBuffer.wrap(record.key());
      if (record.value() == null) {
        present.remove(key);
      } else {
        present.add(key);
      }
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    present.forEach(key -> counts.merge(instanceOf(key), 1L, Long::sum));
    return counts;
  }

  /** The store's key: 4 B length of the instance text, the text, 8 B number. */
  private static String instanceOf(ByteBuffer key) {
    byte[] text = new byte[key.getInt(0)];
    key.get(Integer.BYTES, text);
    return bareName(new String(text, StandardCharsets.UTF_8));
  }

  private static String bareName(String key) {
    return key == null ? null : key.substring(key.indexOf('/') + 1);
  }

  List<Map<String, String>> rows(String table) {
    return tables.get(table);
  }

  private static <T> List<T> read(WholeSystemFixture backbone, Topic topic, Class<T> type) {
    List<T> values = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : backbone.records(topic)) {
      try {
        values.add(Json.read(record.value(), type));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return values;
  }
}
