// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the path of a webhook says: {@code BASE[/SECRET][/EVENT]}, with any number of slashes
 * between and behind.
 *
 * <p>What follows the base is judged leniently: Evolution never repeats a webhook that was answered
 * 404, so everything that could be a secret or an event's name is let through to authentication.
 *
 * @param base one of {@link #BASES}
 * @param rest at most two segments behind the base
 */
record WebhookPath(String base, List<String> rest) {
  /** The paths that Evolution may be pointed at; all mean the same. */
  static final List<String> BASES =
      List.of(
          "/webhooks/evolution",
          "/webhooks/whatsapp",
          "/api/webhooks/evolution",
          "/api/chat/webhook/evolution");

  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._~-]{1,256}");

  /**
   * Evolution's events as its {@code webhookByEvents} writes them. Other segments are never
   * repeated: they may be secret.
   */
  private static final Set<String> EVENTS =
      Set.of(
          "application-startup",
          "instance-create",
          "instance-delete",
          "qrcode-updated",
          "connection-update",
          "status-instance",
          "messages-set",
          "messages-upsert",
          "messages-edited",
          "messages-update",
          "messages-delete",
          "send-message",
          "send-message-update",
          "contacts-set",
          "contacts-upsert",
          "contacts-update",
          "presence-update",
          "chats-set",
          "chats-update",
          "chats-upsert",
          "chats-delete",
          "groups-upsert",
          "groups-update",
          "group-update",
          "group-participants-update",
          "call",
          "typebot-start",
          "typebot-change-status",
          "labels-edit",
          "labels-association",
          "remove-instance",
          "logout-instance",
          "creds-update",
          "messaging-history-set",
          "error");

  WebhookPath {
    rest = List.copyOf(rest);
  }

  /** Reads a raw path; empty when it is no webhook's. */
  static Optional<WebhookPath> parse(String rawPath) {
    List<String> segments = segments(rawPath);
    for (String base : BASES) {
      List<String> own = segments(base);
      if (segments.size() >= own.size() && segments.subList(0, own.size()).equals(own)) {
        List<String> rest = segments.subList(own.size(), segments.size());
        boolean valid =
            rest.size() <= 2
                && rest.stream().allMatch(segment -> SEGMENT.matcher(segment).matches());
        return valid ? Optional.of(new WebhookPath(base, rest)) : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** The segment that may be a secret: the first behind the base. */
  Optional<String> secret() {
    return rest.isEmpty() ? Optional.empty() : Optional.of(rest.get(0));
  }

  /** The path to keep with the record: the base and the event, nothing that could be secret. */
  String withoutSecret() {
    String last = rest.isEmpty() ? "" : rest.get(rest.size() - 1);
    return EVENTS.contains(last) ? base + "/" + last : base;
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    for (String segment : path.split("/", -1)) {
      if (!segment.isEmpty()) {
        segments.add(segment);
      }
    }
    return segments;
  }
}
