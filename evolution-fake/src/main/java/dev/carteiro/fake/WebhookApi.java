// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** The endpoints that set and show an instance's webhook. */
final class WebhookApi {
  private final Clock clock;
  private final Webhooks webhooks;

  WebhookApi(Clock clock, Webhooks webhooks) {
    this.clock = clock;
    this.webhooks = webhooks;
  }

  Answer set(Instance instance, JsonNode body) {
    JsonNode webhook = body.path("webhook");
    ArrayNode errors = JsonNodeFactory.instance.arrayNode();
    if (!webhook.isObject()) {
      errors.add("instance requires property \"webhook\"");
    } else if (!webhook.has("url")) {
      errors.add("webhook requires property \"url\"");
    }
    JsonNode events = webhook.path("events");
    for (int i = 0; i < events.size(); i++) {
      if (!WebhookTarget.EVENTS.contains(events.get(i).asText())) {
        errors.add(
            "webhook.events[%d] is not one of enum values: %s"
                .formatted(i, String.join(",", WebhookTarget.EVENTS)));
      }
    }
    if (!errors.isEmpty()) {
      return Answer.schemaErrors(errors);
    }
    if (!events.isArray()) {
      return Answer.error(
          500, TextNode.valueOf("Cannot read properties of undefined (reading 'length')"));
    }
    WebhookTarget target = target(webhook, webhooks.targetOf(instance));
    instance.webhook(target);
    return Answer.of(201, row(instance, target));
  }

  Answer find(Instance instance) {
    WebhookTarget target = webhooks.targetOf(instance);
    return Answer.of(
        200, target == null ? JsonNodeFactory.instance.nullNode() : row(instance, target));
  }

  /**
   * @param before the webhook that is replaced; null if none
   */
  WebhookTarget target(JsonNode webhook, WebhookTarget before) {
    Instant now = clock.instant();
    boolean enabled = webhook.path("enabled").asBoolean(true);
    Set<String> events = new HashSet<>();
    webhook.path("events").forEach(event -> events.add(event.asText()));
    Collection<String> wanted = events.isEmpty() ? WebhookTarget.EVENTS : events;
    return new WebhookTarget(
        before == null ? Ids.row() : before.id(),
        webhook.path("url").asText(),
        enabled,
        enabled ? new HashSet<>(wanted) : Set.of(),
        webhook.path("byEvents").asBoolean(false),
        webhook.path("base64").asBoolean(false),
        WebhookTarget.headers(webhook.path("headers")),
        before == null ? now : before.createdAt(),
        now);
  }

  private static ObjectNode row(Instance instance, WebhookTarget target) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("id", target.id()).put("url", target.url());
    ObjectNode headers = row.putObject("headers");
    target.headers().forEach(headers::put);
    row.put("enabled", target.enabled());
    ArrayNode events = row.putArray("events");
    WebhookTarget.EVENTS.stream().filter(target.events()::contains).forEach(events::add);
    row.put("webhookByEvents", target.byEvents()).put("webhookBase64", target.base64());
    row.put("createdAt", target.createdAt().toString());
    row.put("updatedAt", target.updatedAt().toString());
    return row.put("instanceId", instance.id());
  }
}
