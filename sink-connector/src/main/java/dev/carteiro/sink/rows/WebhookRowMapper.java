// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Maps a raw webhook to a row of the archive. The body is searched for the event's name only, and
 * stored whatever it is.
 */
final class WebhookRowMapper {
  private static final byte[] EMPTY = {};

  private WebhookRowMapper() {}

  static RowChange change(ConsumerRecord<byte[], byte[]> record) {
    Instant storedAt = Instant.ofEpochMilli(record.timestamp());
    Instant receivedAt = ReceivedAtHeader.of(record.headers()).orElse(storedAt);
    String traceId =
        CarteiroRecordHeaders.text(record.headers(), CarteiroRecordHeaders.TRACE_ID).orElse(null);
    byte[] body = record.value() == null ? EMPTY : record.value();
    WebhookRow row =
        new WebhookRow(
            storedAt.atOffset(ZoneOffset.UTC).toLocalDate(),
            record.topic(),
            record.partition(),
            record.offset(),
            record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8),
            event(body),
            CarteiroRecordHeaders.text(record.headers(), CarteiroRecordHeaders.INGEST_PATH)
                .orElse(null),
            receivedAt,
            traceId,
            body);
    return new RowChange(null, traceId, receivedAt, batch -> batch.webhooks.add(row));
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
