// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.webhook;

import dev.carteiro.contract.InstanceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The parsed path of a webhook: {@code BASE[/SECRET][/EVENT]}, with any number of slashes between
 * and after the segments.
 *
 * <p>Parsing is lenient after the base: Evolution never retries a webhook that was answered 404, so
 * everything that could be a secret or an event name goes on to authentication.
 *
 * @param base one of {@link #BASES}
 * @param rest at most two segments after the base
 */
record WebhookPath(String base, List<String> rest) {
  /** The base paths of webhook URLs; all are equivalent. */
  static final List<String> BASES =
      List.of(
          "/webhooks/evolution",
          "/webhooks/whatsapp",
          "/api/webhooks/evolution",
          "/api/chat/webhook/evolution");

  private static final List<List<String>> SPLIT_BASES =
      BASES.stream().map(WebhookPath::segments).toList();

  private static final int MAX_REST = 2;
  private static final int MAX_SEGMENT = 256;
  private static final String GATEWAY = "gateway=";

  /** Evolution's event names in paths; other segments may be secret and are never stored. */
  private static final Set<String> EVENTS =
      Set.of(
          """
          application-startup instance-create instance-delete qrcode-updated
          connection-update status-instance messages-set messages-upsert
          messages-edited messages-update messages-delete send-message
          send-message-update contacts-set contacts-upsert contacts-update
          presence-update chats-set chats-update chats-upsert chats-delete
          groups-upsert groups-update group-update group-participants-update call
          typebot-start typebot-change-status labels-edit labels-association
          remove-instance logout-instance creds-update messaging-history-set error
          """
              .split("\\s+"));

  WebhookPath {
    rest = List.copyOf(rest);
  }

  static Optional<WebhookPath> parse(String rawPath) {
    List<String> segments = segments(rawPath);
    int base = base(segments);
    if (base < 0) {
      return Optional.empty();
    }
    List<String> rest = segments.subList(SPLIT_BASES.get(base).size(), segments.size());
    return rest.size() <= MAX_REST && rest.stream().allMatch(WebhookPath::isSegment)
        ? Optional.of(new WebhookPath(BASES.get(base), rest))
        : Optional.empty();
  }

  /** Whether a raw path is one of {@link #BASES} or below one, whatever follows. */
  static boolean isBelowBase(String rawPath) {
    return base(segments(rawPath)) >= 0;
  }

  /** The segment that may be a secret: the first after the base. */
  Optional<String> secret() {
    return rest.isEmpty() ? Optional.empty() : Optional.of(rest.get(0));
  }

  /** The path to store: the base and a known event name, nothing that could be secret. */
  String withoutSecret() {
    String last = rest.isEmpty() ? "" : rest.get(rest.size() - 1);
    return EVENTS.contains(last) ? base + "/" + last : base;
  }

  /**
   * The gateway that a webhook names; {@code default} for none, empty when not valid or when two
   * differ. A slash ends the value, because Evolution appends {@code /messages-upsert} to the whole
   * URL with its query. A general parser could reject a malformed escape and lose the webhook.
   */
  static Optional<String> gateway(String query) {
    String found = null;
    for (String parameter : query == null ? new String[0] : query.split("&")) {
      if (parameter.startsWith(GATEWAY)) {
        String value = parameter.substring(GATEWAY.length());
        int slash = value.indexOf('/');
        String name = slash < 0 ? value : value.substring(0, slash);
        if (found != null && !found.equals(name)) {
          return Optional.empty();
        }
        found = name;
      }
    }
    if (found == null) {
      return Optional.of(InstanceKey.DEFAULT_GATEWAY);
    }
    return Optional.of(found).filter(InstanceKey::isGateway);
  }

  /** Index in {@link #BASES} of the base that the segments begin with; -1 when there is none. */
  private static int base(List<String> segments) {
    for (int i = 0; i < SPLIT_BASES.size(); i++) {
      List<String> own = SPLIT_BASES.get(i);
      if (segments.size() >= own.size() && segments.subList(0, own.size()).equals(own)) {
        return i;
      }
    }
    return -1;
  }

  // No regular expressions here and below: this runs for every webhook.
  private static boolean isSegment(String text) {
    if (text.length() > MAX_SEGMENT) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!alphanumeric && "._~-".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    int start = 0;
    while (start < path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      if (end > start) {
        segments.add(path.substring(start, end));
      }
      start = end + 1;
    }
    return segments;
  }
}
