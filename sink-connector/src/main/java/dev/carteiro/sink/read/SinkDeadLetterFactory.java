// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.read;

import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.sink.write.SqlErrorCategory;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Makes the dead letter of a record. Its id is derived from the record's coordinates, so a repeated
 * dead letter has the same id.
 */
public final class SinkDeadLetterFactory {
  private static final String STAGE = "sink";

  private SinkDeadLetterFactory() {}

  public static DeadLetter unreadable(PendingRecord pending, Instant now) {
    return of(pending, DeadLetter.Reason.UNREADABLE_RECORD, pending.problem(), now);
  }

  static DeadLetter rejected(PendingRecord pending, SQLException error, Instant now) {
    return of(pending, DeadLetter.Reason.REJECTED_BY_DATABASE, describe(error), now);
  }

  /** Describes the error without its message texts, because PostgreSQL quotes values in them. */
  static String describe(SQLException error) {
    StringBuilder text =
        new StringBuilder("PostgreSQL refuses the data, SQLSTATE ")
            .append(SqlErrorCategory.state(error));
    if (error instanceof PSQLException server && server.getServerErrorMessage() != null) {
      ServerErrorMessage message = server.getServerErrorMessage();
      append(text, "table", message.getTable());
      append(text, "column", message.getColumn());
      append(text, "constraint", message.getConstraint());
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String what, String name) {
    if (name != null) {
      text.append(", ").append(what).append(' ').append(name);
    }
  }

  private static DeadLetter of(
      PendingRecord pending, DeadLetter.Reason reason, String detail, Instant now) {
    ConsumerRecord<byte[], byte[]> record = pending.record();
    Map<String, String> headers = CarteiroRecordHeaders.texts(record.headers());
    String traceId = pending.change().traceId();
    return new DeadLetter(
        DeadLetter.VERSION,
        "%s-%d-%d-0".formatted(record.topic(), record.partition(), record.offset()),
        STAGE,
        reason,
        detail,
        pending.change().tenantId(),
        instance(record),
        null,
        record.topic(),
        record.partition(),
        record.offset(),
        headers,
        record.value(),
        now,
        traceId != null
            ? traceId
            : CarteiroRecordHeaders.text(record.headers(), CarteiroRecordHeaders.TRACE_ID)
                .orElse(null));
  }

  private static String instance(ConsumerRecord<byte[], byte[]> record) {
    boolean keyed = Topic.named(record.topic()).map(Topic::keyedByInstance).orElse(false);
    return keyed && record.key() != null ? new String(record.key(), StandardCharsets.UTF_8) : null;
  }
}
