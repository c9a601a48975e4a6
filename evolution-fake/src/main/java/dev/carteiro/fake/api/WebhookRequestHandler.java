// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.carteiro.fake.faults.SimulatedResponse;
import dev.carteiro.fake.whatsapp.EvolutionIdGenerator;
import dev.carteiro.fake.whatsapp.FakeInstance;
import dev.carteiro.fake.whatsapp.InstanceWebhookPublisher;
import dev.carteiro.fake.whatsapp.InstanceWebhookSubscription;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** The endpoints that set and show an instance's webhook. */
public final class WebhookRequestHandler {
  private final Clock clock;
  private final InstanceWebhookPublisher webhooks;

  public WebhookRequestHandler(Clock clock, InstanceWebhookPublisher webhooks) {
    this.clock = clock;
    this.webhooks = webhooks;
  }

  SimulatedResponse set(FakeInstance instance, JsonNode body) {
    JsonNode webhook = body.path("webhook");
    ArrayNode errors = JsonNodeFactory.instance.arrayNode();
    if (!webhook.isObject()) {
      errors.add("instance requires property \"webhook\"");
    } else if (!webhook.has("url")) {
      errors.add("webhook requires property \"url\"");
    }
    JsonNode events = webhook.path("events");
    for (int i = 0; i < events.size(); i++) {
      if (!InstanceWebhookSubscription.EVENTS.contains(events.get(i).asText())) {
        errors.add(
            "webhook.events[%d] is not one of enum values: %s"
                .formatted(i, String.join(",", InstanceWebhookSubscription.EVENTS)));
      }
    }
    if (!errors.isEmpty()) {
      return SimulatedResponse.schemaErrors(errors);
    }
    if (!events.isArray()) {
      return SimulatedResponse.error(
          500, TextNode.valueOf("Cannot read properties of undefined (reading 'length')"));
    }
    InstanceWebhookSubscription target = target(webhook, webhooks.targetOf(instance));
    instance.webhook(target);
    return SimulatedResponse.of(201, row(instance, target));
  }

  SimulatedResponse find(FakeInstance instance) {
    InstanceWebhookSubscription target = webhooks.targetOf(instance);
    return SimulatedResponse.of(
        200, target == null ? JsonNodeFactory.instance.nullNode() : row(instance, target));
  }

  /**
   * @param before the webhook that is replaced; null if none
   */
  public InstanceWebhookSubscription target(JsonNode webhook, InstanceWebhookSubscription before) {
    Instant now = clock.instant();
    boolean enabled = webhook.path("enabled").asBoolean(true);
    Set<String> events = new HashSet<>();
    webhook.path("events").forEach(event -> events.add(event.asText()));
    Collection<String> wanted = events.isEmpty() ? InstanceWebhookSubscription.EVENTS : events;
    return new InstanceWebhookSubscription(
        before == null ? EvolutionIdGenerator.row() : before.id(),
        webhook.path("url").asText(),
        enabled,
        enabled ? new HashSet<>(wanted) : Set.of(),
        webhook.path("byEvents").asBoolean(false),
        webhook.path("base64").asBoolean(false),
        InstanceWebhookSubscription.headers(webhook.path("headers")),
        before == null ? now : before.createdAt(),
        now);
  }

  private static ObjectNode row(FakeInstance instance, InstanceWebhookSubscription target) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    row.put("id", target.id()).put("url", target.url());
    ObjectNode headers = row.putObject("headers");
    target.headers().forEach(headers::put);
    row.put("enabled", target.enabled());
    ArrayNode events = row.putArray("events");
    InstanceWebhookSubscription.EVENTS.stream()
        .filter(target.events()::contains)
        .forEach(events::add);
    row.put("webhookByEvents", target.byEvents()).put("webhookBase64", target.base64());
    row.put("createdAt", target.createdAt().toString());
    row.put("updatedAt", target.updatedAt().toString());
    return row.put("instanceId", instance.id());
  }
}
