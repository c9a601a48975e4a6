// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.MessageStatus;
import dev.carteiro.contract.event.ReceiptEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * The table {@code message_receipts}: when a message was delivered to, read by and played by each
 * member of a group. Receipts come in any order and more than once; the first time of each step
 * counts.
 */
final class ReceiptsTable implements Table<ReceiptsTable.ReceiptRow> {

  /** The receipts of one member, merged. */
  record ReceiptRow(
      String tenantId,
      InstanceKey instance,
      String messageId,
      String participant,
      String participantAlt,
      String chatId,
      Instant deliveredAt,
      Instant readAt,
      Instant playedAt,
      Instant receivedAt,
      String traceId) {

    static ReceiptRow of(ReceiptEvent event) {
      return new ReceiptRow(
          event.tenantId(),
          event.instance(),
          event.messageId(),
          event.participant(),
          event.participantAlt(),
          event.chatId(),
          at(event, MessageStatus.DELIVERY_ACK),
          at(event, MessageStatus.READ),
          at(event, MessageStatus.PLAYED),
          event.receivedAt(),
          event.traceId());
    }

    private static Instant at(ReceiptEvent event, MessageStatus step) {
      return event.reached() == step ? event.at() : null;
    }

    ReceiptRow and(ReceiptRow later) {
      return new ReceiptRow(
          tenantId,
          instance,
          messageId,
          participant,
          participantAlt == null ? later.participantAlt : participantAlt,
          chatId == null ? later.chatId : chatId,
          earlier(deliveredAt, later.deliveredAt),
          earlier(readAt, later.readAt),
          earlier(playedAt, later.playedAt),
          earlier(receivedAt, later.receivedAt),
          traceId == null ? later.traceId : traceId);
    }

    private static Instant earlier(Instant one, Instant other) {
      return one == null || other != null && other.isBefore(one) ? other : one;
    }
  }

  private static final Unnest<ReceiptRow> INSERT =
      Unnest.insert(
          "message_receipts",
          Column.and(
              Column.owner(ReceiptRow::tenantId, ReceiptRow::instance),
              Column.text("message_id", ReceiptRow::messageId),
              Column.text("participant", ReceiptRow::participant),
              Column.text("participant_alt", ReceiptRow::participantAlt),
              Column.text("chat_id", ReceiptRow::chatId),
              Column.instant("delivered_at", ReceiptRow::deliveredAt),
              Column.instant("read_at", ReceiptRow::readAt),
              Column.instant("played_at", ReceiptRow::playedAt),
              Column.instant("received_at", ReceiptRow::receivedAt),
              Column.text("trace_id", ReceiptRow::traceId)),
          """
          ON CONFLICT (tenant_id, gateway, instance, message_id, participant) DO UPDATE SET
            participant_alt = coalesce(t.participant_alt, excluded.participant_alt),
            chat_id = coalesce(t.chat_id, excluded.chat_id),
            delivered_at = least(t.delivered_at, excluded.delivered_at),
            read_at = least(t.read_at, excluded.read_at),
            played_at = least(t.played_at, excluded.played_at),
            received_at = least(t.received_at, excluded.received_at),
            trace_id = coalesce(t.trace_id, excluded.trace_id)""");

  @Override
  public String name() {
    return "message_receipts";
  }

  @Override
  public List<String> key(ReceiptRow row) {
    return List.of(
        row.tenantId(),
        row.instance().gateway(),
        row.instance().name(),
        row.messageId(),
        row.participant());
  }

  @Override
  public ReceiptRow fold(ReceiptRow earlier, ReceiptRow later) {
    return earlier.and(later);
  }

  @Override
  public int write(Connection connection, List<ReceiptRow> rows) throws SQLException {
    return INSERT.execute(connection, rows);
  }
}
