// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Jid;
import dev.carteiro.contract.message.MessageEdit;
import dev.carteiro.contract.message.MessageReaction;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.topology.parse.json.JsonTextSlice;
import dev.carteiro.topology.store.InstanceScopedKey;
import dev.carteiro.topology.store.StoreEntryView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A message as merged so far: a readable entry of {@code message-states}. The body is copied as it
 * is stored: to decode it and to encode it again took a third of a query.
 *
 * @param tenantId the tenant of the instance at the first fact about the message
 * @param messageId WhatsApp's id; {@code #} and a hash if it is longer than 200 bytes
 * @param body a {@link dev.carteiro.contract.message.MessageBody}; null if only statuses, edits,
 *     deletions or reactions of the message were seen
 * @param status null if none was reported
 * @param error why it failed, while the status is ERROR; null if no reason was reported
 * @param statuses when each status was received, in the order of statuses; a status that came after
 *     a later one is absent
 * @param edits edits and deletions, oldest first
 * @param text the present text, as Jackson writes it; null for none
 * @param reactions present ones only
 * @param changedAt broker time of the last change
 */
public record MessageStateView(
    String tenantId,
    InstanceKey instance,
    String messageId,
    long revision,
    JsonTextSlice body,
    MessageStatus status,
    MessageStatusError error,
    @JsonSerialize(using = ReachedStatusSerializer.class) Map<MessageStatus, Instant> statuses,
    List<MessageEdit> edits,
    Object text,
    Instant deletedAt,
    List<MessageReaction> reactions,
    Instant changedAt)
    implements StoreEntryView {

  static final class ReachedStatusSerializer extends JsonSerializer<Map<MessageStatus, Instant>> {
    @Override
    public void serialize(
        Map<MessageStatus, Instant> statuses, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartArray();
      for (Map.Entry<MessageStatus, Instant> reached : statuses.entrySet()) {
        out.writeStartObject();
        out.writeStringField("status", reached.getKey().name());
        out.writeStringField("at", reached.getValue().toString());
        out.writeEndObject();
      }
      out.writeEndArray();
    }
  }

  /** Whether members of a group or list may have sent receipts; also if the chat is not known. */
  public boolean mayHaveReceipts() {
    JsonTextSlice chat = body == null ? null : body.field("chatId");
    return chat == null
        || Jid.isManyRecipients(new String(chat.bytes(), StandardCharsets.UTF_8).replace("\"", ""));
  }

  public static byte[] key(InstanceKey instance, String messageId) {
    return InstanceScopedKey.of(instance.text(), messageId);
  }

  public static MessageStateView decode(byte[] key, byte[] value) {
    InstanceScopedKey.ScopedKeyParts parts = InstanceScopedKey.split(key);
    MessageState state = MessageState.decode(value);
    return new MessageStateView(
        state.tenantId(),
        InstanceKey.parse(parts.instance()),
        parts.identifier(),
        state.revision(),
        state.bodyAsStored(),
        state.status(),
        state.error(),
        state.reached(),
        state.edits(),
        state.textAsStored(),
        state.deletedAt(),
        state.reactionsInForce(),
        Instant.ofEpochMilli(state.touchedAtMs()));
  }
}
