// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.topology.parse.json.TextTruncator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Evolution's events: the name of each, and what parses the elements of its data. The canonical
 * spelling of a name is the dotted one that Evolution writes in webhooks.
 */
final class EvolutionEventTable {
  /** Parsers by canonical name; null for an event that is kept as a whole. */
  private static final Map<String, EventElementParser> PARSERS = new HashMap<>();

  /** Canonical names by their spelling with dots only, to which every other form is reduced. */
  private static final Map<String, String> CANONICAL = new HashMap<>();

  static {
    add("messages.upsert", withReceipts(MessageObjectParser.MessageOrigin.LIVE));
    add("messages.set", withReceipts(MessageObjectParser.MessageOrigin.HISTORY));
    add("send.message", new MessageObjectParser(MessageObjectParser.MessageOrigin.API));
    add("messages.update", MessageReceiptParser.withStatuses(new MessageUpdateParser()));
    add(
        "message-receipt.update",
        MessageReceiptParser.withStatuses((envelope, element) -> List.of()));
    add("messages.edited", new MessageRevisionParser());
    add("send.message.update", new MessageRevisionParser());
    add("messages.delete", MessageRevisionParser::deletion);
    add("connection.update", ConnectionEventParser::update);
    add("instance.create", ConnectionEventParser.lifecycle(InstanceStatusEvent.CREATED));
    add("instance.delete", ConnectionEventParser.lifecycle(InstanceStatusEvent.DELETED));
    add("remove.instance", ConnectionEventParser.lifecycle(InstanceStatusEvent.REMOVED));
    add("logout.instance", ConnectionEventParser.lifecycle(InstanceStatusEvent.LOGGED_OUT));
    String keptWhole =
        """
        application.startup qrcode.updated status.instance creds.update error
        contacts.set contacts.upsert contacts.update presence.update
        chats.set chats.upsert chats.update chats.delete messaging-history.set
        groups.upsert groups.update group-participants.update
        labels.edit labels.association call typebot.start typebot.change-status""";
    for (String name : keptWhole.split("\\s")) {
      add(name, null);
    }
    // Evolution lets people subscribe to GROUP_UPDATE but writes groups.update.
    CANONICAL.put("group.update", "groups.update");
    CANONICAL.put("messages.receipt.update", "message-receipt.update");
  }

  private EvolutionEventTable() {}

  private static void add(String name, EventElementParser parser) {
    PARSERS.put(name, parser);
    CANONICAL.put(dotted(name), name);
  }

  private static EventElementParser withReceipts(MessageObjectParser.MessageOrigin origin) {
    return MessageReceiptParser.withMessages(new MessageObjectParser(origin));
  }

  /**
   * The canonical name of {@code MESSAGES_UPSERT}, {@code messages-upsert} or {@code
   * messages.upsert}; other names unchanged.
   */
  static String canonical(String name) {
    String known = CANONICAL.get(name);
    if (known != null) {
      return known;
    }
    return name.length() > TextTruncator.LIMIT ? name : CANONICAL.getOrDefault(dotted(name), name);
  }

  static boolean isKnown(String name) {
    return PARSERS.containsKey(name);
  }

  static EventElementParser parser(String name) {
    return PARSERS.get(name);
  }

  private static String dotted(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
  }
}
