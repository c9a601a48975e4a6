// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.carteiro.config.FakeSettings;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The endpoints that create, list, log out and delete instances, and show their state. */
final class InstanceApi {
  /** Without Meta's Cloud API, whose responses differ. */
  private static final Set<String> INTEGRATIONS = Set.of(Instance.BAILEYS, Instance.EVOLUTION);

  private static final int LOGGED_OUT = 401;

  private final FakeSettings settings;
  private final Clock clock;
  private final Timer timer;
  private final Instances instances;
  private final Webhooks webhooks;
  private final Connections connections;
  private final WebhookApi webhookApi;

  InstanceApi(
      FakeSettings settings,
      Clock clock,
      Timer timer,
      Instances instances,
      Webhooks webhooks,
      WebhookApi webhookApi) {
    this.settings = settings;
    this.clock = clock;
    this.timer = timer;
    this.instances = instances;
    this.webhooks = webhooks;
    this.connections = new Connections(webhooks);
    this.webhookApi = webhookApi;
  }

  /**
   * Creates an instance; with Baileys it is open half a second later, as if its QR code had been
   * scanned.
   */
  Answer create(JsonNode body) {
    String name = body.path("instanceName").asText();
    if (name.isBlank()) {
      return new Schema(body).requires("instanceName", "integration").refusal().orElseThrow();
    }
    String integration = body.path("integration").asText();
    if (!INTEGRATIONS.contains(integration)) {
      return Answer.error(400, "Invalid integration");
    }
    JsonNode webhook = body.path("webhook");
    if (webhook.isObject() && !webhook.path("events").isArray()) {
      // Evolution creates the instance, fails here, and deletes it again.
      return Answer.error(400, "Cannot read properties of undefined (reading 'length')");
    }
    String token = body.path("token").asText(Ids.token());
    String ownJid = Jids.of(body.path("number").asText("5511900000000"));
    Optional<Instance> made = instances.create(name, token, integration, ownJid);
    if (made.isEmpty()) {
      return Answer.error(403, "This name \"" + name + "\" is already in use.");
    }
    Instance instance = made.get();
    if (webhook.isObject()) {
      instance.webhook(webhookApi.target(webhook, null));
    }
    webhooks.emit(instance, Events.CREATED, nameAndId(instance));
    if (!integration.equals(Instance.BAILEYS)) {
      instance.state("open");
    }
    Answer answer = Answer.of(201, created(instance));
    if (integration.equals(Instance.BAILEYS)) {
      connections.connecting(instance);
      timer.after(settings.scaled(Connections.UNTIL_OPEN), () -> connections.open(instance));
    }
    return answer;
  }

  Answer state(Instance instance) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer
        .putObject("instance")
        .put("instanceName", instance.name())
        .put("state", instance.state());
    return Answer.of(200, answer);
  }

  /**
   * @param apiKey the global key shows all instances, an instance's own key that instance
   * @param name filter; null for none
   */
  Answer fetch(String apiKey, String name) {
    List<Instance> visible =
        instances.all().stream()
            .filter(one -> settings.apiKey().equals(apiKey) || one.token().equals(apiKey))
            .toList();
    if (visible.isEmpty() && !settings.apiKey().equals(apiKey)) {
      return Answer.error(401, TextNode.valueOf("Unauthorized"));
    }
    List<Instance> found =
        visible.stream().filter(one -> name == null || one.name().equals(name)).toList();
    if (name != null && found.isEmpty()) {
      return Answer.error(404, "Instance \"" + name + "\" not found");
    }
    ArrayNode answer = JsonNodeFactory.instance.arrayNode();
    found.forEach(one -> answer.add(row(one)));
    return Answer.of(200, answer);
  }

  Answer logout(Instance instance) {
    if (instance.state().equals("close")) {
      return Answer.error(400, "The \"" + instance.name() + "\" instance is not connected");
    }
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("instance", instance.name()).put("status", "closed");
    status.put("disconnectionAt", clock.instant().toString());
    status.put("disconnectionReasonCode", LOGGED_OUT);
    status.put("disconnectionObject", "{\"error\":{\"data\":null,\"isBoom\":true}}");
    webhooks.emit(instance, Events.STATUS, status);
    webhooks.emit(instance, Events.LOGGED_OUT, JsonNodeFactory.instance.nullNode());
    connections.close(instance, LOGGED_OUT);
    return done("Instance logged out");
  }

  /**
   * Deletes an instance. The response comes at once; the instance stays until its last webhook was
   * delivered or given up.
   */
  Answer delete(Instance instance) {
    if (!instance.state().equals("close")) {
      connections.close(instance, LOGGED_OUT);
    }
    webhooks.emit(instance, Events.DELETED, nameAndId(instance));
    webhooks
        .emit(instance, Events.REMOVED, JsonNodeFactory.instance.nullNode())
        .thenRun(() -> instances.remove(instance));
    return done("Instance deleted");
  }

  private static ObjectNode created(Instance instance) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ObjectNode shown = answer.putObject("instance");
    shown.put("instanceName", instance.name()).put("instanceId", instance.id());
    shown.put("integration", instance.integration());
    shown.putNull("webhookWaBusiness").put("accessTokenWaBusiness", "");
    shown.put("status", instance.state());
    answer.put("hash", instance.token());
    ObjectNode webhook = answer.putObject("webhook");
    WebhookTarget target = instance.webhook();
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

  private static ObjectNode row(Instance instance) {
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
    ObjectNode setting = row.putObject("Setting").put("id", Ids.row());
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

  private static ObjectNode nameAndId(Instance instance) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("instanceName", instance.name())
        .put("instanceId", instance.id());
  }

  private static Answer done(String message) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("status", "SUCCESS").put("error", false);
    answer.putObject("response").put("message", message);
    return Answer.of(200, answer);
  }
}
