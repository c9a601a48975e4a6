// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.event.EvolutionEvent;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One entry in the data of Evolution's events about contacts, chats and groups. {@code data} is an
 * array or, for a single entry, the object itself (Evolution writes both); version 1 names the jid
 * {@code id}. Entries without a jid, like the Cloud channel's contacts, are only in the table
 * {@code events}.
 */
record EventDataEntry(JsonNode node) {

  /** The entries of an event; none when it has no name or no data. */
  static Stream<EventDataEntry> of(EvolutionEvent event) {
    if (event.event() == null || event.data() == null) {
      return Stream.empty();
    }
    return event.data().isArray()
        ? children(event.data())
        : Stream.of(new EventDataEntry(event.data()));
  }

  /** The entries about a person: contacts, and members of groups. */
  static Stream<EventDataEntry> persons(EvolutionEvent event) {
    return switch (String.valueOf(event.event())) {
      case "contacts.upsert", "contacts.update", "contacts.set" -> of(event);
      case "groups.upsert", "groups.update", "group-participants.update" ->
          of(event)
              .flatMap(
                  group ->
                      Stream.concat(
                          children(group.node.path("participants")),
                          children(group.node.path("participantsData"))));
      default -> Stream.empty();
    };
  }

  private static Stream<EventDataEntry> children(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false).map(EventDataEntry::new);
  }

  /** The jid; null for an entry without one. */
  String jid() {
    String remoteJid = text("remoteJid");
    return remoteJid != null ? remoteJid : text("id");
  }

  /** The jid of an entry that may be the jid itself; null for none. */
  String jidOrText() {
    return node.isTextual() ? textOrNull(node) : jid();
  }

  /** The text of a field; null when it is absent, empty or no text. */
  String text(String field) {
    return textOrNull(node.path(field));
  }

  /** The number of a field; null when it is absent or no whole number. */
  Long number(String field) {
    JsonNode number = node.path(field);
    return number.canConvertToLong() && number.isIntegralNumber()
        ? (Long) number.longValue()
        : null;
  }

  private static String textOrNull(JsonNode node) {
    return node.isTextual() && !node.textValue().isEmpty() ? node.textValue() : null;
  }
}
