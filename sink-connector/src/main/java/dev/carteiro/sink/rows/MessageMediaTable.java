// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.sink.table.MergeRule;
import dev.carteiro.sink.table.SinkTable;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;

/** The table {@code message_media}: media that was part of the webhook. */
final class MessageMediaTable {

  /**
   * The media of a message.
   *
   * @param decoded false when it was not valid base64; the content is then the original text
   */
  record MessageMediaRow(MessagesTable.MessageRow message, byte[] content, boolean decoded) {}

  static final SinkTable<MessageMediaRow> TABLE =
      SinkTable.<MessageMediaRow>named("message_media")
          .from(SinkTopics.MESSAGE, MessageMediaTable::rows)
          .owner(row -> row.message().event().tenantId(), row -> row.message().event().instance())
          .text("message_id", row -> row.message().event().messageId(), MergeRule.KEY)
          .text("mimetype", row -> row.message().event().body().media().mimetype())
          .text("file_name", row -> row.message().event().body().media().fileName())
          .bigint("size_bytes", row -> (long) row.content().length)
          .bool("decoded", MessageMediaRow::decoded)
          .bytes("content", MessageMediaRow::content)
          .instant("received_at", row -> row.message().receivedAt())
          .build();

  private MessageMediaTable() {}

  private static Stream<MessageMediaRow> rows(MessagesTable.MessageRow message) {
    return Stream.ofNullable(message.event().body())
        .flatMap(body -> Stream.ofNullable(body.media()))
        .flatMap(media -> Stream.ofNullable(media.base64()))
        .map(base64 -> row(message, base64));
  }

  private static MessageMediaRow row(MessagesTable.MessageRow message, String base64) {
    // Evolution writes plain base64; a data URL is accepted as well.
    int comma = base64.startsWith("data:") ? base64.indexOf(',') + 1 : 0;
    try {
      // Not the MIME decoder, which skips invalid characters and so accepts any text.
      return new MessageMediaRow(
          message, Base64.getDecoder().decode(base64.substring(comma).strip()), true);
    } catch (IllegalArgumentException notBase64) {
      return new MessageMediaRow(message, base64.getBytes(StandardCharsets.UTF_8), false);
    }
  }
}
