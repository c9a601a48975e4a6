// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.json;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Evolution's event names, each in one canonical spelling: the dotted one that Evolution writes in
 * webhooks.
 */
public final class EvolutionEventNames {
  public static final String MESSAGES_UPSERT = "messages.upsert";
  public static final String MESSAGES_SET = "messages.set";
  public static final String SEND_MESSAGE = "send.message";
  public static final String MESSAGES_UPDATE = "messages.update";
  public static final String MESSAGES_EDITED = "messages.edited";
  public static final String SEND_MESSAGE_UPDATE = "send.message.update";
  public static final String MESSAGES_DELETE = "messages.delete";
  public static final String RECEIPT_UPDATE = "message-receipt.update";
  public static final String CONNECTION_UPDATE = "connection.update";
  public static final String INSTANCE_CREATE = "instance.create";
  public static final String INSTANCE_DELETE = "instance.delete";
  public static final String REMOVE_INSTANCE = "remove.instance";
  public static final String LOGOUT_INSTANCE = "logout.instance";

  /** Wire names by their spelling with dots only, to which every other form is reduced. */
  private static final Map<String, String> CANONICAL = new HashMap<>();

  static {
    for (String name :
        new String[] {
          MESSAGES_UPSERT,
          MESSAGES_SET,
          SEND_MESSAGE,
          MESSAGES_UPDATE,
          MESSAGES_EDITED,
          SEND_MESSAGE_UPDATE,
          MESSAGES_DELETE,
          RECEIPT_UPDATE,
          CONNECTION_UPDATE,
          "application.startup",
          "qrcode.updated",
          "contacts.set",
          "contacts.upsert",
          "contacts.update",
          "presence.update",
          "chats.set",
          "chats.upsert",
          "chats.update",
          "chats.delete",
          "groups.upsert",
          "groups.update",
          "group-participants.update",
          "labels.edit",
          "labels.association",
          "call",
          "typebot.start",
          "typebot.change-status",
          INSTANCE_CREATE,
          INSTANCE_DELETE,
          REMOVE_INSTANCE,
          LOGOUT_INSTANCE,
          "status.instance",
          "messaging-history.set",
          "creds.update",
          "error"
        }) {
      CANONICAL.put(dotted(name), name);
    }
    // Evolution lets people subscribe to GROUP_UPDATE but writes groups.update.
    CANONICAL.put("group.update", "groups.update");
    CANONICAL.put("messages.receipt.update", RECEIPT_UPDATE);
  }

  private static final Set<String> KNOWN = Set.copyOf(CANONICAL.values());

  private EvolutionEventNames() {}

  /**
   * The wire name of {@code MESSAGES_UPSERT}, {@code messages-upsert} or {@code messages.upsert};
   * other names unchanged.
   */
  static String canonical(String name) {
    String wire = CANONICAL.get(name);
    if (wire != null) {
      return wire;
    }
    return name.length() > TextTruncator.LIMIT ? name : CANONICAL.getOrDefault(dotted(name), name);
  }

  /** Whether this version knows the event of that wire name. */
  public static boolean isKnown(String wireName) {
    return KNOWN.contains(wireName);
  }

  private static String dotted(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
  }
}
