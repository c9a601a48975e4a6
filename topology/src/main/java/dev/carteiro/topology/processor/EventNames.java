// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.processor;

import dev.carteiro.topology.TopologyMetrics;
import dev.carteiro.topology.flow.ParsedWebhook;
import java.util.Set;

/** Counts webhooks by event, and apart those whose event this version has never heard of. */
final class EventNames {
  /** Wire names of Evolution 2.3.7 and 2.4 (src/api/types/wa.types.ts), and the errors webhook's. */
  private static final Set<String> KNOWN =
      Set.of(
          "application.startup",
          "instance.create",
          "instance.delete",
          "qrcode.updated",
          "connection.update",
          "status.instance",
          "messages.set",
          "messages.upsert",
          "messages.edited",
          "messages.update",
          "messages.delete",
          "send.message",
          "send.message.update",
          "contacts.set",
          "contacts.upsert",
          "contacts.update",
          "presence.update",
          "chats.set",
          "chats.update",
          "chats.upsert",
          "chats.delete",
          "groups.upsert",
          "groups.update",
          "group.update",
          "group-participants.update",
          "group.participants.update",
          "call",
          "typebot.start",
          "typebot.change-status",
          "typebot.change.status",
          "labels.edit",
          "labels.association",
          "creds.update",
          "messaging-history.set",
          "messaging.history.set",
          "remove.instance",
          "logout.instance",
          "error");

  private EventNames() {}

  static void count(ParsedWebhook webhook, TopologyMetrics metrics) {
    String name = webhook.envelope().event();
    if (KNOWN.contains(name)) {
      metrics.event(name);
    } else {
      metrics.unknownEvent(name);
    }
  }
}
