// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageReaction;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Converts records to the small {@code data} objects of live events; cuts texts from outside. */
final class LiveEventDataMapper {
  /** Characters of a message's text; {@code truncated} says whether there are more. */
  static final int MAX_TEXT = 1_000;

  /** Characters of any other text: names, ids, reasons. */
  static final int MAX_WORDS = 300;

  private static final int MAX_REACTIONS = 20;

  private LiveEventDataMapper() {}

  record LiveEventEnvelope(
      String id, String type, Instant at, String tenantId, String instance, Object data) {}

  /**
   * A message's change: created, status, edited, deleted or reaction. What comes from the message
   * itself is null until it was seen.
   */
  record MessageEventData(
      String change,
      String messageId,
      long revision,
      String chatId,
      String chatIdAlt,
      Boolean fromMe,
      String sender,
      String senderName,
      MessageType type,
      String text,
      Boolean truncated,
      Boolean hasMedia,
      String quotedMessageId,
      String parentMessageId,
      Boolean history,
      MessageStatus status,
      Instant statusAt,
      Instant sentAt,
      Instant receivedAt,
      boolean edited,
      boolean deleted,
      List<MessageReactionData> reactions,
      String traceId) {}

  record MessageReactionData(String sender, String emoji) {}

  record InstanceEventData(
      String state, String previous, Integer reason, String ownJid, String profileName) {}

  /** A job; the recipient is in its first event only. */
  record JobEventData(
      String id,
      long revision,
      JobState state,
      JobState previous,
      String reason,
      String detail,
      Lane lane,
      int attempt,
      int fallback,
      Instant scheduledFor,
      Instant nextAttemptAt,
      String batchId,
      String dispatchId,
      String messageId,
      String to,
      String traceId) {}

  record BatchEventData(String id, String state, int size) {}

  record AlertEventData(String id, String rule, String state, String subject, String message) {}

  static MessageEventData dataOf(MessageEvent event) {
    MessageBody body = event.body();
    return new MessageEventData(
        lower(event.change()),
        words(event.messageId()),
        event.revision(),
        body == null ? null : words(body.chatId()),
        body == null ? null : words(body.chatIdAlt()),
        body == null ? null : body.fromMe(),
        body == null ? null : words(body.sender()),
        body == null ? null : words(body.pushName()),
        body == null ? null : body.type(),
        cut(event.text(), MAX_TEXT),
        event.text() != null && event.text().length() > MAX_TEXT ? true : null,
        body == null ? null : body.media() != null,
        body == null ? null : words(body.quotedMessageId()),
        body == null || body.parent() == null ? null : words(body.parent().messageId()),
        body != null && body.history() ? true : null,
        event.status(),
        event.statusAt(),
        body == null ? null : body.sentAt(),
        body == null ? null : body.receivedAt(),
        event.editedAt() != null,
        event.deletedAt() != null,
        reactions(event.reactions()),
        words(event.traceId()));
  }

  private static List<MessageReactionData> reactions(List<MessageReaction> reactions) {
    return reactions.isEmpty()
        ? null
        : reactions.stream()
            .limit(MAX_REACTIONS)
            .map(
                reaction ->
                    new MessageReactionData(words(reaction.sender()), words(reaction.emoji())))
            .toList();
  }

  static InstanceEventData dataOf(InstanceStatusEvent event) {
    return new InstanceEventData(
        words(event.state()),
        words(event.previous()),
        event.reason(),
        words(event.ownJid()),
        words(event.profileName()));
  }

  static JobEventData dataOf(JobEvent event) {
    return new JobEventData(
        event.jobId(),
        event.revision(),
        event.state(),
        event.previous(),
        words(event.reason()),
        words(event.detail()),
        event.lane(),
        event.attempt(),
        event.fallback(),
        event.scheduledFor(),
        event.nextAttemptAt(),
        event.batchId(),
        event.dispatchId(),
        words(event.messageId()),
        event.command() == null ? null : words(event.command().phoneNumber()),
        words(event.traceId()));
  }

  static BatchEventData dataOf(BatchEvent event) {
    return new BatchEventData(event.batchId(), lower(event.state()), event.size());
  }

  static AlertEventData dataOf(AlertEvent event) {
    return new AlertEventData(
        words(event.id()),
        event.rule() == null ? null : event.rule().name(),
        lower(event.state()),
        words(event.subject()),
        words(event.message()));
  }

  static String words(String text) {
    return cut(text, MAX_WORDS);
  }

  private static String cut(String text, int length) {
    if (text == null || text.length() <= length) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
    return text.substring(0, end);
  }

  private static String lower(Enum<?> value) {
    return value == null ? null : value.name().toLowerCase(Locale.ROOT);
  }
}
