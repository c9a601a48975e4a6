// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The webhook configuration of an instance.
 *
 * @param id id of its row in Evolution's database
 * @param events subscribed events, in Evolution's upper-case names
 * @param byEvents whether the event's name is appended to the URL
 */
public record InstanceWebhookSubscription(
    String id,
    String url,
    boolean enabled,
    Set<String> events,
    boolean byEvents,
    boolean base64,
    Map<String, String> headers,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * All events that can be subscribed to; an empty list subscribes to all. {@code GROUPS_UPDATE} is
   * not among them.
   */
  public static final List<String> EVENTS =
      List.of(
          ("APPLICATION_STARTUP,QRCODE_UPDATED,MESSAGES_SET,MESSAGES_UPSERT,MESSAGES_EDITED,MESSAGES_UPDATE,"
                  + "MESSAGES_DELETE,SEND_MESSAGE,SEND_MESSAGE_UPDATE,CONTACTS_SET,CONTACTS_UPSERT,"
                  + "CONTACTS_UPDATE,PRESENCE_UPDATE,CHATS_SET,CHATS_UPSERT,CHATS_UPDATE,CHATS_DELETE,"
                  + "GROUPS_UPSERT,GROUP_UPDATE,GROUP_PARTICIPANTS_UPDATE,CONNECTION_UPDATE,LABELS_EDIT,"
                  + "LABELS_ASSOCIATION,CALL,TYPEBOT_START,TYPEBOT_CHANGE_STATUS,REMOVE_INSTANCE,"
                  + "LOGOUT_INSTANCE,INSTANCE_CREATE,INSTANCE_DELETE,STATUS_INSTANCE")
              .split(","));

  public InstanceWebhookSubscription {
    events = Set.copyOf(events);
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /** Returns a configuration that sends all events to a URL. */
  public static InstanceWebhookSubscription all(String url, Instant now) {
    return new InstanceWebhookSubscription(
        EvolutionIdGenerator.row(), url, true, Set.copyOf(EVENTS), false, true, Map.of(), now, now);
  }

  boolean wants(String event) {
    return enabled && events.contains(upper(event));
  }

  /** Returns the URL for an event: plain concatenation, as in Evolution. */
  String urlOf(String event) {
    return byEvents ? url + "/" + suffix(event) : url;
  }

  static String suffix(String event) {
    return upper(event).replace('_', '-').toLowerCase(Locale.ROOT);
  }

  /** Returns the headers as text; Evolution's HTTP client converts values that are not text. */
  public static Map<String, String> headers(JsonNode node) {
    Map<String, String> headers = new LinkedHashMap<>();
    node.properties().forEach(entry -> headers.put(entry.getKey(), entry.getValue().asText()));
    return headers;
  }

  private static String upper(String event) {
    return event.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
