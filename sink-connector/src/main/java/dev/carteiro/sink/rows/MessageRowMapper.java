// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.message.MessageEdit;
import dev.carteiro.contract.message.MessageEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Maps a message's record to rows: the message, its chat, its edits, its media, its reaction. */
final class MessageRowMapper {
  private MessageRowMapper() {}

  static RowChange change(MessageEvent event, Instant recordTime, Optional<Instant> header)
      throws UnreadableRecordException {
    RequiredField.field("tenantId", event.tenantId());
    RequiredField.field("instance", event.instance());
    RequiredField.field("messageId", event.messageId());
    RequiredField.field("change", event.change());
    for (MessageEdit edit : event.edits()) {
      RequiredField.field("editId", edit.editId());
      RequiredField.field("kind", edit.kind());
    }
    MessageRow row = MessageRow.of(event, recordTime);
    boolean created =
        event.change() == MessageEvent.MessageChangeKind.CREATED && event.body() != null;
    Instant received =
        header.orElse(
            created && event.body().receivedAt() != null
                ? event.body().receivedAt()
                : row.changedAt());
    return new RowChange(
        event.tenantId(), event.traceId(), received, batch -> add(event, row, batch));
  }

  private static void add(MessageEvent event, MessageRow row, SinkRowBatch batch) {
    batch.messages.add(row);
    event.edits().forEach(edit -> batch.edits.add(new HistoryTables.MessageEditRow(event, edit)));
    if (event.body() == null) {
      return;
    }
    Instant receivedAt =
        event.body().receivedAt() == null ? row.changedAt() : event.body().receivedAt();
    if (event.change() == MessageEvent.MessageChangeKind.CREATED) {
      link(event, event.body().chatId(), event.body().chatIdAlt(), receivedAt, batch);
      link(event, event.body().sender(), event.body().senderAlt(), receivedAt, batch);
    }
    if (event.change() == MessageEvent.MessageChangeKind.CREATED
        && event.body().chatId() != null
        && event.body().standsAlone()) {
      batch.chats.add(ChatRow.of(event, receivedAt));
    }
    if (event.body().reaction() != null) {
      batch.reactions.add(new HistoryTables.MessageReactionRow(event, receivedAt));
    }
    if (event.body().media() != null && event.body().media().base64() != null) {
      batch.media.add(media(event, receivedAt));
    }
  }

  private static void link(
      MessageEvent event, String one, String other, Instant seenAt, SinkRowBatch batch) {
    AddressLinksTable.add(batch, event.tenantId(), event.instance(), one, other, seenAt);
  }

  private static HistoryTables.MessageMediaRow media(MessageEvent event, Instant receivedAt) {
    String base64 = event.body().media().base64();
    // Evolution writes plain base64; a data URL is accepted as well.
    int comma = base64.startsWith("data:") ? base64.indexOf(',') + 1 : 0;
    try {
      // Not the MIME decoder, which skips invalid characters and so accepts any text.
      return new HistoryTables.MessageMediaRow(
          event, Base64.getDecoder().decode(base64.substring(comma).strip()), true, receivedAt);
    } catch (IllegalArgumentException notBase64) {
      return new HistoryTables.MessageMediaRow(
          event, base64.getBytes(StandardCharsets.UTF_8), false, receivedAt);
    }
  }
}
