// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.event.MessageEdit;
import dev.carteiro.contract.event.MessageEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Maps a message's record to rows: the message, its chat, its edits, its media, its reaction. */
final class MessageRows {
  private MessageRows() {}

  static Change change(MessageEvent event, Instant recordTime, Optional<Instant> header)
      throws UnreadableRecordException {
    Required.field("tenantId", event.tenantId());
    Required.field("instance", event.instance());
    Required.field("messageId", event.messageId());
    Required.field("change", event.change());
    for (MessageEdit edit : event.edits()) {
      Required.field("editId", edit.editId());
      Required.field("kind", edit.kind());
    }
    MessageRow row = MessageRow.of(event, recordTime);
    boolean created = event.change() == MessageEvent.Change.CREATED && event.body() != null;
    Instant received =
        header.orElse(
            created && event.body().receivedAt() != null
                ? event.body().receivedAt()
                : row.changedAt());
    return new Change(event.tenantId(), event.traceId(), received, batch -> add(event, row, batch));
  }

  private static void add(MessageEvent event, MessageRow row, RowBatch batch) {
    batch.messages.add(row);
    event.edits().forEach(edit -> batch.edits.add(new Histories.EditRow(event, edit)));
    if (event.body() == null) {
      return;
    }
    Instant receivedAt =
        event.body().receivedAt() == null ? row.changedAt() : event.body().receivedAt();
    if (event.change() == MessageEvent.Change.CREATED) {
      link(event, event.body().chatId(), event.body().chatIdAlt(), receivedAt, batch);
      link(event, event.body().sender(), event.body().senderAlt(), receivedAt, batch);
    }
    if (event.change() == MessageEvent.Change.CREATED
        && event.body().chatId() != null
        && event.body().standsAlone()) {
      batch.chats.add(ChatRow.of(event, receivedAt));
    }
    if (event.body().reaction() != null) {
      batch.reactions.add(new Histories.ReactionRow(event, receivedAt));
    }
    if (event.body().media() != null && event.body().media().base64() != null) {
      batch.media.add(media(event, receivedAt));
    }
  }

  private static void link(
      MessageEvent event, String one, String other, Instant seenAt, RowBatch batch) {
    AddressLinks.add(batch, event.tenantId(), event.instance(), one, other, seenAt);
  }

  private static Histories.MediaRow media(MessageEvent event, Instant receivedAt) {
    String base64 = event.body().media().base64();
    // Evolution writes plain base64; a data URL is accepted as well.
    int comma = base64.startsWith("data:") ? base64.indexOf(',') + 1 : 0;
    try {
      // Not the MIME decoder, which skips invalid characters and so accepts any text.
      return new Histories.MediaRow(
          event, Base64.getDecoder().decode(base64.substring(comma).strip()), true, receivedAt);
    } catch (IllegalArgumentException notBase64) {
      return new Histories.MediaRow(
          event, base64.getBytes(StandardCharsets.UTF_8), false, receivedAt);
    }
  }
}
