// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.message.MessageReceiptEvent;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.sink.table.SinkTable;
import dev.carteiro.sink.table.TableColumn;
import dev.carteiro.sink.table.UnnestStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * The table {@code message_receipts}: when a message was delivered to, read by and played by each
 * member of a group. Receipts come in any order and more than once; the first time of each step
 * counts.
 */
final class MessageReceiptsTable implements SinkTable<MessageReceiptsTable.MessageReceiptRow> {

  /** The receipts of one member, merged. */
  record MessageReceiptRow(
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

    static MessageReceiptRow of(MessageReceiptEvent event) {
      return new MessageReceiptRow(
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

    private static Instant at(MessageReceiptEvent event, MessageStatus step) {
      return event.reached() == step ? event.at() : null;
    }

    MessageReceiptRow and(MessageReceiptRow later) {
      return new MessageReceiptRow(
          tenantId,
          instance,
          messageId,
          participant,
          participantAlt == null ? later.participantAlt : participantAlt,
          chatId == null ? later.chatId : chatId,
          NullableTime.earlier(deliveredAt, later.deliveredAt),
          NullableTime.earlier(readAt, later.readAt),
          NullableTime.earlier(playedAt, later.playedAt),
          NullableTime.earlier(receivedAt, later.receivedAt),
          traceId == null ? later.traceId : traceId);
    }
  }

  private static final UnnestStatement<MessageReceiptRow> INSERT =
      UnnestStatement.insert(
          "message_receipts",
          TableColumn.and(
              TableColumn.owner(MessageReceiptRow::tenantId, MessageReceiptRow::instance),
              TableColumn.text("message_id", MessageReceiptRow::messageId),
              TableColumn.text("participant", MessageReceiptRow::participant),
              TableColumn.text("participant_alt", MessageReceiptRow::participantAlt),
              TableColumn.text("chat_id", MessageReceiptRow::chatId),
              TableColumn.instant("delivered_at", MessageReceiptRow::deliveredAt),
              TableColumn.instant("read_at", MessageReceiptRow::readAt),
              TableColumn.instant("played_at", MessageReceiptRow::playedAt),
              TableColumn.instant("received_at", MessageReceiptRow::receivedAt),
              TableColumn.text("trace_id", MessageReceiptRow::traceId)),
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
  public List<String> key(MessageReceiptRow row) {
    return List.of(
        row.tenantId(),
        row.instance().gateway(),
        row.instance().name(),
        row.messageId(),
        row.participant());
  }

  @Override
  public MessageReceiptRow fold(MessageReceiptRow earlier, MessageReceiptRow later) {
    return earlier.and(later);
  }

  @Override
  public int write(Connection connection, List<MessageReceiptRow> rows) throws SQLException {
    return INSERT.execute(connection, rows);
  }
}
