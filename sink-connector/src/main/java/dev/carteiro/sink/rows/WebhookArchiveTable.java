// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.sink.table.MergeRule;
import dev.carteiro.sink.table.SinkTable;
import dev.carteiro.sink.table.SinkTopic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The table {@code webhook_events}: the archive of raw webhooks. A body is searched for the event's
 * name only, and stored whatever it is.
 */
public final class WebhookArchiveTable {
  private static final byte[] EMPTY = {};

  /**
   * An archived webhook.
   *
   * @param day the UTC day of the record's timestamp: it never changes, so a replay writes the same
   *     row
   * @param instance {@code gateway/name}; null when the body named none
   * @param event null when the body is not a JSON object with that field
   */
  public record WebhookRow(
      LocalDate day,
      String topic,
      int partition,
      long offset,
      String instance,
      String event,
      String ingestPath,
      Instant receivedAt,
      String traceId,
      byte[] body) {

    public WebhookRow on(LocalDate otherDay) {
      return new WebhookRow(
          otherDay,
          topic,
          partition,
          offset,
          instance,
          event,
          ingestPath,
          receivedAt,
          traceId,
          body);
    }
  }

  private static final SinkTopic<WebhookRow> TOPIC =
      new SinkTopic<>(
          Topic.WEBHOOK,
          WebhookArchiveTable::row,
          row -> null,
          WebhookRow::traceId,
          WebhookRow::receivedAt);

  public static final SinkTable<WebhookRow> TABLE =
      SinkTable.<WebhookRow>named("webhook_events")
          .from(TOPIC)
          .text("tenant_id", row -> TenantRecord.UNRESOLVED)
          .asText("day", "date", WebhookRow::day, MergeRule.KEY)
          .text("topic", WebhookRow::topic, MergeRule.KEY)
          .integer("partition", WebhookRow::partition, MergeRule.KEY)
          .bigint("record_offset", WebhookRow::offset, MergeRule.KEY)
          .text("gateway", row -> HistoryTables.gateway(row.instance()))
          .text("instance", row -> HistoryTables.instanceName(row.instance()))
          .text("event", WebhookRow::event)
          .text("ingest_path", WebhookRow::ingestPath)
          .instant("received_at", WebhookRow::receivedAt)
          .text("trace_id", WebhookRow::traceId)
          .bytes("body", WebhookRow::body)
          .build();

  private WebhookArchiveTable() {}

  private static WebhookRow row(ConsumerRecord<byte[], byte[]> record) {
    Instant storedAt = Instant.ofEpochMilli(record.timestamp());
    byte[] body = record.value() == null ? EMPTY : record.value();
    return new WebhookRow(
        storedAt.atOffset(ZoneOffset.UTC).toLocalDate(),
        record.topic(),
        record.partition(),
        record.offset(),
        record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8),
        event(body),
        header(record, CarteiroRecordHeaders.INGEST_PATH),
        SinkRecordReader.receivedAt(record.headers()).orElse(storedAt),
        header(record, CarteiroRecordHeaders.TRACE_ID),
        body);
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return CarteiroRecordHeaders.text(record.headers(), name).orElse(null);
  }

  private static String event(byte[] body) {
    try (JsonParser parser = Json.mapper().createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean isEvent = parser.currentName().equals("event");
        JsonToken value = parser.nextToken();
        if (isEvent && value == JsonToken.VALUE_STRING) {
          return parser.getText();
        }
        parser.skipChildren();
      }
      return null;
    } catch (IOException notJson) {
      return null;
    }
  }
}
