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
   * @param event null when the body is not a JSON object with that field
   */
  public record WebhookRow(LocalDate day, ConsumerRecord<byte[], byte[]> record, String event) {

    public WebhookRow on(LocalDate otherDay) {
      return new WebhookRow(otherDay, record, event);
    }

    /** {@code gateway/name}; null when the body named none. */
    String instance() {
      return record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
    }

    Instant receivedAt() {
      return SinkRecordReader.receivedAt(record.headers())
          .orElseGet(() -> Instant.ofEpochMilli(record.timestamp()));
    }

    String header(String name) {
      return CarteiroRecordHeaders.text(record.headers(), name).orElse(null);
    }
  }

  private static final SinkTopic<WebhookRow> TOPIC =
      new SinkTopic<>(
          Topic.WEBHOOK,
          WebhookArchiveTable::row,
          row -> null,
          row -> row.header(CarteiroRecordHeaders.TRACE_ID),
          WebhookRow::receivedAt);

  public static final SinkTable<WebhookRow> TABLE =
      SinkTable.<WebhookRow>named("webhook_events")
          .from(TOPIC)
          .text("tenant_id", row -> TenantRecord.UNRESOLVED)
          .asText("day", "date", WebhookRow::day, MergeRule.KEY)
          .text("topic", row -> row.record().topic(), MergeRule.KEY)
          .integer("partition", row -> row.record().partition(), MergeRule.KEY)
          .bigint("record_offset", row -> row.record().offset(), MergeRule.KEY)
          .text("gateway", row -> HistoryTables.gateway(row.instance()))
          .text("instance", row -> HistoryTables.instanceName(row.instance()))
          .text("event", WebhookRow::event)
          .text("ingest_path", row -> row.header(CarteiroRecordHeaders.INGEST_PATH))
          .instant("received_at", WebhookRow::receivedAt)
          .text("trace_id", row -> row.header(CarteiroRecordHeaders.TRACE_ID))
          .bytes("body", row -> body(row.record()))
          .build();

  private WebhookArchiveTable() {}

  private static WebhookRow row(ConsumerRecord<byte[], byte[]> record) {
    Instant storedAt = Instant.ofEpochMilli(record.timestamp());
    return new WebhookRow(
        storedAt.atOffset(ZoneOffset.UTC).toLocalDate(), record, event(body(record)));
  }

  private static byte[] body(ConsumerRecord<byte[], byte[]> record) {
    return record.value() == null ? EMPTY : record.value();
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
