// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.carteiro.fake.EvolutionFakeSettings;
import dev.carteiro.fake.faults.SimulatedResponse;
import dev.carteiro.fake.whatsapp.DelayTimer;
import dev.carteiro.fake.whatsapp.EvolutionIdGenerator;
import dev.carteiro.fake.whatsapp.EvolutionJidFactory;
import dev.carteiro.fake.whatsapp.FakeEventName;
import dev.carteiro.fake.whatsapp.FakeInstance;
import dev.carteiro.fake.whatsapp.FakeInstanceRegistry;
import dev.carteiro.fake.whatsapp.InstanceConnectionSimulator;
import dev.carteiro.fake.whatsapp.InstanceWebhookPublisher;
import dev.carteiro.fake.whatsapp.InstanceWebhookSubscription;
import dev.carteiro.fake.whatsapp.RequestSchemaValidator;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The endpoints that create, list, log out and delete instances, and show their state. */
public final class InstanceRequestHandler {
  /** Without Meta's Cloud API, whose responses differ. */
  private static final Set<String> INTEGRATIONS =
      Set.of(FakeInstance.BAILEYS, FakeInstance.EVOLUTION);

  private static final int LOGGED_OUT = 401;

  private final EvolutionFakeSettings settings;
  private final Clock clock;
  private final DelayTimer timer;
  private final FakeInstanceRegistry instances;
  private final InstanceWebhookPublisher webhooks;
  private final InstanceConnectionSimulator connections;
  private final WebhookRequestHandler webhookApi;

  public InstanceRequestHandler(
      EvolutionFakeSettings settings,
      Clock clock,
      DelayTimer timer,
      FakeInstanceRegistry instances,
      InstanceWebhookPublisher webhooks,
      WebhookRequestHandler webhookApi) {
    this.settings = settings;
    this.clock = clock;
    this.timer = timer;
    this.instances = instances;
    this.webhooks = webhooks;
    this.connections = new InstanceConnectionSimulator(webhooks);
    this.webhookApi = webhookApi;
  }

  /**
   * Creates an instance; with Baileys it is open half a second later, as if its QR code had been
   * scanned.
   */
  SimulatedResponse create(JsonNode body) {
    String name = body.path("instanceName").asText();
    if (name.isBlank()) {
      return new RequestSchemaValidator(body)
          .requires("instanceName", "integration")
          .refusal()
          .orElseThrow();
    }
    String integration = body.path("integration").asText();
    if (!INTEGRATIONS.contains(integration)) {
      return SimulatedResponse.error(400, "Invalid integration");
    }
    JsonNode webhook = body.path("webhook");
    if (webhook.isObject() && !webhook.path("events").isArray()) {
      // Evolution creates the instance, fails here, and deletes it again.
      return SimulatedResponse.error(400, "Cannot read properties of undefined (reading 'length')");
    }
    String token = body.path("token").asText(EvolutionIdGenerator.token());
    String ownJid = EvolutionJidFactory.of(body.path("number").asText("5511900000000"));
    Optional<FakeInstance> made = instances.create(name, token, integration, ownJid);
    if (made.isEmpty()) {
      return SimulatedResponse.error(403, "This name \"" + name + "\" is already in use.");
    }
    FakeInstance instance = made.get();
    if (webhook.isObject()) {
      instance.webhook(webhookApi.target(webhook, null));
    }
    webhooks.emit(instance, FakeEventName.CREATED, nameAndId(instance));
    if (!integration.equals(FakeInstance.BAILEYS)) {
      instance.state("open");
    }
    SimulatedResponse answer = SimulatedResponse.of(201, created(instance));
    if (integration.equals(FakeInstance.BAILEYS)) {
      connections.connecting(instance);
      timer.after(
          settings.scaled(InstanceConnectionSimulator.UNTIL_OPEN),
          () -> connections.open(instance));
    }
    return answer;
  }

  SimulatedResponse state(FakeInstance instance) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer
        .putObject("instance")
        .put("instanceName", instance.name())
        .put("state", instance.state());
    return SimulatedResponse.of(200, answer);
  }

  /**
   * @param apiKey the global key shows all instances, an instance's own key that instance
   * @param name filter; null for none
   */
  SimulatedResponse fetch(String apiKey, String name) {
    List<FakeInstance> visible =
        instances.all().stream()
            .filter(one -> settings.apiKey().equals(apiKey) || one.token().equals(apiKey))
            .toList();
    if (visible.isEmpty() && !settings.apiKey().equals(apiKey)) {
      return SimulatedResponse.error(401, TextNode.valueOf("Unauthorized"));
    }
    List<FakeInstance> found =
        visible.stream().filter(one -> name == null || one.name().equals(name)).toList();
    if (name != null && found.isEmpty()) {
      return SimulatedResponse.error(404, "Instance \"" + name + "\" not found");
    }
    ArrayNode answer = JsonNodeFactory.instance.arrayNode();
    found.forEach(one -> answer.add(row(one)));
    return SimulatedResponse.of(200, answer);
  }

  SimulatedResponse logout(FakeInstance instance) {
    if (instance.state().equals("close")) {
      return SimulatedResponse.error(
          400, "The \"" + instance.name() + "\" instance is not connected");
    }
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("instance", instance.name()).put("status", "closed");
    status.put("disconnectionAt", clock.instant().toString());
    status.put("disconnectionReasonCode", LOGGED_OUT);
    status.put("disconnectionObject", "{\"error\":{\"data\":null,\"isBoom\":true}}");
    webhooks.emit(instance, FakeEventName.STATUS, status);
    webhooks.emit(instance, FakeEventName.LOGGED_OUT, JsonNodeFactory.instance.nullNode());
    connections.close(instance, LOGGED_OUT);
    return done("Instance logged out");
  }

  /**
   * Deletes an instance. The response comes at once; the instance stays until its last webhook was
   * delivered or given up.
   */
  SimulatedResponse delete(FakeInstance instance) {
    if (!instance.state().equals("close")) {
      connections.close(instance, LOGGED_OUT);
    }
    webhooks.emit(instance, FakeEventName.DELETED, nameAndId(instance));
    webhooks
        .emit(instance, FakeEventName.REMOVED, JsonNodeFactory.instance.nullNode())
        .thenRun(() -> instances.remove(instance));
    return done("Instance deleted");
  }

  private static ObjectNode created(FakeInstance instance) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ObjectNode shown = answer.putObject("instance");
    shown.put("instanceName", instance.name()).put("instanceId", instance.id());
    shown.put("integration", instance.integration());
    shown.putNull("webhookWaBusiness").put("accessTokenWaBusiness", "");
    shown.put("status", instance.state());
    answer.put("hash", instance.token());
    ObjectNode webhook = answer.putObject("webhook");
    InstanceWebhookSubscription target = instance.webhook();
    if (target != null) {
      webhook.put("webhookUrl", target.url());
      if (!target.headers().isEmpty()) {
        ObjectNode headers = webhook.putObject("webhookHeaders");
        target.headers().forEach(headers::put);
      }
      webhook.put("webhookByEvents", target.byEvents()).put("webhookBase64", target.base64());
    }
    List.of("websocket", "rabbitmq", "nats", "sqs").forEach(answer::putObject);
    switches(answer.putObject("settings"));
    return answer;
  }

  private static ObjectNode row(FakeInstance instance) {
    ObjectNode row = JsonNodeFactory.instance.objectNode();
    String createdAt = instance.createdAt().toString();
    row.put("id", instance.id()).put("name", instance.name());
    row.put("connectionStatus", instance.state());
    row.put("ownerJid", instance.shownJid());
    row.putNull("profileName").putNull("profilePicUrl");
    row.put("integration", instance.integration());
    row.put("number", instance.ownJid().split("@", 2)[0]);
    row.putNull("businessId").put("token", instance.token());
    row.put("clientName", "evolution_exchange");
    row.putNull("disconnectionReasonCode").putNull("disconnectionObject");
    row.putNull("disconnectionAt").put("createdAt", createdAt).put("updatedAt", createdAt);
    List.of("Chatwoot", "Proxy", "Rabbitmq", "Nats", "Sqs", "Websocket").forEach(row::putNull);
    ObjectNode setting = row.putObject("Setting").put("id", EvolutionIdGenerator.row());
    switches(setting).put("createdAt", createdAt).put("updatedAt", createdAt);
    setting.put("instanceId", instance.id());
    row.putObject("_count").put("Message", 0).put("Contact", 0).put("Chat", 0);
    return row;
  }

  private static ObjectNode switches(ObjectNode node) {
    return node.put("rejectCall", false)
        .put("msgCall", "")
        .put("groupsIgnore", false)
        .put("alwaysOnline", false)
        .put("readMessages", false)
        .put("readStatus", false)
        .put("syncFullHistory", false)
        .put("wavoipToken", "");
  }

  private static ObjectNode nameAndId(FakeInstance instance) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("instanceName", instance.name())
        .put("instanceId", instance.id());
  }

  private static SimulatedResponse done(String message) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("status", "SUCCESS").put("error", false);
    answer.putObject("response").put("message", message);
    return SimulatedResponse.of(200, answer);
  }
}
