// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An instance's webhook, as set.
 *
 * @param id of its row
 * @param events wanted, in Evolution's upper-case names
 * @param byEvents whether the event's name is added to the url
 */
record WebhookTarget(
    String id,
    String url,
    boolean enabled,
    Set<String> events,
    boolean byEvents,
    boolean base64,
    Map<String, String> headers,
    Instant createdAt,
    Instant updatedAt) {

  /** All that may be asked for; no list asks for all. {@code GROUPS_UPDATE} is not among them. */
  static final List<String> EVENTS =
      List.of(
          ("APPLICATION_STARTUP,QRCODE_UPDATED,MESSAGES_SET,MESSAGES_UPSERT,MESSAGES_EDITED,MESSAGES_UPDATE,"
                  + "MESSAGES_DELETE,SEND_MESSAGE,SEND_MESSAGE_UPDATE,CONTACTS_SET,CONTACTS_UPSERT,"
                  + "CONTACTS_UPDATE,PRESENCE_UPDATE,CHATS_SET,CHATS_UPSERT,CHATS_UPDATE,CHATS_DELETE,"
                  + "GROUPS_UPSERT,GROUP_UPDATE,GROUP_PARTICIPANTS_UPDATE,CONNECTION_UPDATE,LABELS_EDIT,"
                  + "LABELS_ASSOCIATION,CALL,TYPEBOT_START,TYPEBOT_CHANGE_STATUS,REMOVE_INSTANCE,"
                  + "LOGOUT_INSTANCE,INSTANCE_CREATE,INSTANCE_DELETE,STATUS_INSTANCE")
              .split(","));

  WebhookTarget {
    events = Set.copyOf(events);
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /** All events to an url. */
  static WebhookTarget all(String url, Instant now) {
    return new WebhookTarget(
        Ids.row(), url, true, Set.copyOf(EVENTS), false, true, Map.of(), now, now);
  }

  boolean wants(String event) {
    return enabled && events.contains(upper(event));
  }

  /** Where an event goes: plain concatenation, as Evolution does it. */
  String urlOf(String event) {
    return byEvents ? url + "/" + suffix(event) : url;
  }

  static String suffix(String event) {
    return upper(event).replace('_', '-').toLowerCase(Locale.ROOT);
  }

  /** Values need not be text; Evolution's HTTP client makes them so. */
  static Map<String, String> headers(JsonNode node) {
    Map<String, String> headers = new LinkedHashMap<>();
    node.properties().forEach(entry -> headers.put(entry.getKey(), entry.getValue().asText()));
    return headers;
  }

  private static String upper(String event) {
    return event.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
