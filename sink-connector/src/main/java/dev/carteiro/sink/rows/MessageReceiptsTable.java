// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.message.MessageReceiptEvent;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.sink.table.MergeRule;
import dev.carteiro.sink.table.SinkTable;
import java.time.Instant;
import java.util.function.Function;

/**
 * The table {@code message_receipts}: when a message was delivered to, read by and played by each
 * member of a group. Receipts come in any order and more than once; the first time of each step
 * counts.
 */
final class MessageReceiptsTable {
  static final SinkTable<MessageReceiptEvent> TABLE =
      SinkTable.<MessageReceiptEvent>named("message_receipts")
          .from(SinkTopics.MESSAGE_STATUS, SinkTopics.StatusRecord::receipts)
          .owner(MessageReceiptEvent::tenantId, MessageReceiptEvent::instance)
          .text("message_id", MessageReceiptEvent::messageId, MergeRule.KEY)
          .text("participant", MessageReceiptEvent::participant, MergeRule.KEY)
          .text("participant_alt", MessageReceiptEvent::participantAlt, MergeRule.FIRST_KNOWN)
          .text("chat_id", MessageReceiptEvent::chatId, MergeRule.FIRST_KNOWN)
          .instant("delivered_at", reached(MessageStatus.DELIVERY_ACK), MergeRule.LEAST)
          .instant("read_at", reached(MessageStatus.READ), MergeRule.LEAST)
          .instant("played_at", reached(MessageStatus.PLAYED), MergeRule.LEAST)
          .instant("received_at", MessageReceiptEvent::receivedAt, MergeRule.LEAST)
          .text("trace_id", MessageReceiptEvent::traceId, MergeRule.FIRST_KNOWN)
          .build();

  private MessageReceiptsTable() {}

  private static Function<MessageReceiptEvent, Instant> reached(MessageStatus step) {
    return event -> event.reached() == step ? event.at() : null;
  }
}
