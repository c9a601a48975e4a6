// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Jid;
import dev.carteiro.contract.event.EvolutionEvent;
import java.time.Instant;
import java.util.List;

/**
 * Maps Evolution's events about contacts, chats and groups to rows. {@code data} is an array or,
 * for a single entry, the object itself (Evolution writes both); version 1 names the jid {@code
 * id}. Entries without a jid, like the Cloud channel's contacts, are only in the table {@code
 * events}.
 */
final class ContactChatRowMapper {
  private ContactChatRowMapper() {}

  static void add(EvolutionEvent event, SinkRowBatch batch) {
    if (event.event() == null || event.data() == null) {
      return;
    }
    switch (event.event()) {
      case "contacts.upsert", "contacts.update", "contacts.set" ->
          entries(event)
              .forEach(
                  entry -> {
                    addContact(event, entry, batch);
                    addLinks(event, entry, batch);
                  });
      case "chats.upsert" ->
          entries(event).forEach(entry -> addChat(event, entry, event.receivedAt(), batch));
      // chats.set is history, and chats.update comes without content: neither shows that the chat
      // is in use.
      case "chats.update", "chats.set" ->
          entries(event).forEach(entry -> addChat(event, entry, null, batch));
      case "groups.upsert", "groups.update", "group-participants.update" ->
          entries(event)
              .forEach(
                  entry -> {
                    entry.path("participants").forEach(member -> addLinks(event, member, batch));
                    entry
                        .path("participantsData")
                        .forEach(member -> addLinks(event, member, batch));
                  });
      case "chats.delete" -> entries(event).forEach(entry -> deleteChat(event, entry, batch));
      default -> {
        // Every event is in the table events.
      }
    }
  }

  private static Iterable<JsonNode> entries(EvolutionEvent event) {
    return event.data().isArray() ? event.data() : List.of(event.data());
  }

  private static void addContact(EvolutionEvent event, JsonNode entry, SinkRowBatch batch) {
    String jid = jid(entry);
    if (jid != null) {
      batch.contacts.add(
          new ContactsTable.ContactRow(
              event.tenantId(),
              event.instance(),
              jid,
              text(entry, "pushName"),
              picture(entry),
              event.receivedAt(),
              event.receivedAt()));
    }
  }

  /** Adds the links between a person's addresses, when the entry has several. */
  private static void addLinks(EvolutionEvent event, JsonNode entry, SinkRowBatch batch) {
    String jid = Jid.normal(text(entry, "jid") == null ? jid(entry) : text(entry, "jid"));
    for (String field : new String[] {"phoneNumber", "lid", "remoteJidAlt"}) {
      String other = text(entry, field);
      // Where Evolution does not know a member's phone number, it writes the digits of the LID.
      boolean namesAnother = other != null && other.indexOf('@') > 0;
      if (namesAnother) {
        AddressLinksTable.add(
            batch, event.tenantId(), event.instance(), jid, Jid.normal(other), event.receivedAt());
      }
    }
  }

  private static void addChat(
      EvolutionEvent event, JsonNode entry, Instant seenAt, SinkRowBatch batch) {
    String jid = jid(entry);
    if (jid != null) {
      JsonNode unread = entry.path("unreadMessages");
      batch.chats.add(
          new ChatRow(
              event.tenantId(),
              event.instance(),
              jid,
              text(entry, "name"),
              unread.canConvertToLong() && unread.isIntegralNumber()
                  ? (Long) unread.longValue()
                  : null,
              null,
              null,
              seenAt,
              null,
              event.receivedAt()));
    }
  }

  private static void deleteChat(EvolutionEvent event, JsonNode entry, SinkRowBatch batch) {
    String jid = entry.isTextual() ? textOrNull(entry) : jid(entry);
    if (jid != null) {
      batch.chats.add(
          new ChatRow(
              event.tenantId(),
              event.instance(),
              jid,
              null,
              null,
              null,
              null,
              null,
              event.receivedAt(),
              event.receivedAt()));
    }
  }

  private static String picture(JsonNode entry) {
    String url = text(entry, "profilePicUrl");
    return url != null ? url : text(entry, "profilePictureUrl");
  }

  private static String jid(JsonNode entry) {
    String remoteJid = text(entry, "remoteJid");
    return remoteJid != null ? remoteJid : text(entry, "id");
  }

  private static String text(JsonNode entry, String field) {
    return textOrNull(entry.path(field));
  }

  private static String textOrNull(JsonNode node) {
    return node.isTextual() && !node.textValue().isEmpty() ? node.textValue() : null;
  }
}
