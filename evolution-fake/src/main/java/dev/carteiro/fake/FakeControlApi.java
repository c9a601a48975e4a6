// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carteiro.contract.Json;
import dev.carteiro.fake.faults.InstanceFaultSettings;
import dev.carteiro.fake.faults.SendFault;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The endpoints {@code /fake/…}, which a real Evolution server does not have: they switch faults,
 * simulate contacts and connections, and show what was delivered. They need no API key, because the
 * server listens on a loopback address only.
 */
final class FakeControlApi {
  private static final JsonMapper LENIENT_NAMES =
      Json.mapper().rebuild().enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS).build();

  private final EvolutionFakeServer fake;

  FakeControlApi(EvolutionFakeServer fake) {
    this.fake = fake;
  }

  /**
   * @param instance instance that is changed; null for all
   * @param next faults of the next sends of the instance
   * @param offlineFor how long the server goes offline from now on; null leaves it online
   * @param licensed whether there is a licence; null leaves it as it is
   */
  record FaultSwitchRequest(
      String instance,
      InstanceFaultSettings faults,
      List<String> next,
      Duration offlineFor,
      Boolean licensed) {}

  /** A text message between a contact and an instance, in either direction. */
  record SimulatedMessageRequest(
      @JsonProperty(required = true) String instance,
      @JsonProperty(required = true) String contact,
      @JsonProperty(required = true) String text) {}

  record ConnectionChangeRequest(
      @JsonProperty(required = true) String instance,
      @JsonProperty(required = true) String state) {}

  record NumberExistenceRequest(
      @JsonProperty(required = true) String number,
      @JsonProperty(required = true) boolean exists) {}

  void addTo(JavalinConfig config) {
    config.routes.post("/fake/faults", checked(this::faults));
    config.routes.post("/fake/contact-says", checked(this::contactSays));
    config.routes.post("/fake/phone-sends", checked(this::phoneSends));
    config.routes.post("/fake/connection", checked(this::connection));
    config.routes.post("/fake/contacts", checked(this::contacts));
    config.routes.get("/fake/delivered", context -> show(context, fake.delivered()));
    config.routes.get("/fake/requests", context -> show(context, fake.requests()));
    config.routes.get("/fake/state", context -> show(context, state()));
  }

  private void faults(Context context) throws IOException {
    FaultSwitchRequest wanted = read(context, FaultSwitchRequest.class);
    List<SendFault> next =
        wanted.next() == null ? List.of() : wanted.next().stream().map(SendFault::of).toList();
    if (!next.isEmpty()) {
      fake.nextSends(required(wanted.instance(), "instance"), next.toArray(SendFault[]::new));
    }
    if (wanted.faults() != null && wanted.instance() == null) {
      fake.faults(wanted.faults());
    } else if (wanted.faults() != null) {
      fake.faults(wanted.instance(), wanted.faults());
    }
    if (wanted.licensed() != null) {
      fake.licensed(wanted.licensed());
    }
    context.status(204);
    if (wanted.offlineFor() != null) {
      fake.goOffline(wanted.offlineFor());
    }
  }

  private void contactSays(Context context) throws IOException {
    SimulatedMessageRequest said = read(context, SimulatedMessageRequest.class);
    id(context, fake.contactSays(said.instance(), said.contact(), said.text()));
  }

  private void phoneSends(Context context) throws IOException {
    SimulatedMessageRequest said = read(context, SimulatedMessageRequest.class);
    id(context, fake.phoneSends(said.instance(), said.contact(), said.text()));
  }

  private void connection(Context context) throws IOException {
    ConnectionChangeRequest change = read(context, ConnectionChangeRequest.class);
    switch (change.state().toLowerCase(Locale.ROOT)) {
      case "open" -> fake.connect(change.instance());
      case "close" -> fake.disconnect(change.instance());
      case "lost" -> fake.loseConnection(change.instance());
      default -> throw new IllegalArgumentException("state must be open, close or lost");
    }
    context.status(204);
  }

  private void contacts(Context context) throws IOException {
    NumberExistenceRequest existence = read(context, NumberExistenceRequest.class);
    fake.onWhatsApp(existence.number(), existence.exists());
    context.status(204);
  }

  private JsonNode state() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("pendingWebhooks", fake.pendingWebhooks())
        .put("deliveredWebhooks", fake.deliveredWebhooks())
        .put("lostWebhooks", fake.lostWebhooks())
        .setAll(
            Map.of(
                "instances", Json.mapper().valueToTree(fake.instances()),
                "mostConnections", Json.mapper().valueToTree(fake.mostConnections())));
  }

  private static <T> T read(Context context, Class<T> type) throws IOException {
    return LENIENT_NAMES.readValue(context.bodyAsBytes(), type);
  }

  private static String required(String value, String name) {
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  private static void id(Context context, String id) {
    context.status(201);
    show(context, JsonNodeFactory.instance.objectNode().put("id", id));
  }

  private static void show(Context context, Object value) {
    context.contentType("application/json; charset=utf-8").result(Json.write(value));
  }

  /** Answers invalid input with 400 and the error's message. */
  private static Handler checked(Handler handler) {
    return context -> {
      try {
        handler.handle(context);
      } catch (IOException | IllegalArgumentException e) {
        context.status(400);
        show(context, JsonNodeFactory.instance.objectNode().put("error", e.getMessage()));
      }
    };
  }
}
