// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.send.OutboundMessageContent.OutboundContentType;
import dev.carteiro.fake.EvolutionFakeSettings;
import dev.carteiro.fake.faults.SimulatedResponse;
import dev.carteiro.fake.whatsapp.FakeInstance;
import dev.carteiro.fake.whatsapp.FakeInstanceRegistry;
import dev.carteiro.fake.whatsapp.OutgoingMessageKind;
import dev.carteiro.fake.whatsapp.RecentEntryList;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Routes Evolution's paths and applies its checks in their order: the body is parsed, the instance
 * must exist, the API key must match the instance of the <em>path</em>. Only then {@code
 * ?instanceName=} replaces the instance: by this flaw of Evolution the key of one tenant can send
 * for another.
 */
public final class EvolutionApiRouter {
  private final EvolutionFakeSettings settings;
  private final Clock clock;
  private final FakeInstanceRegistry instances;
  private final SimulatedResponseWriter exchange;
  private final RecentEntryList<HandledRequest> requests;
  private final AtomicLong count = new AtomicLong();
  private volatile boolean licensed = true;

  public EvolutionApiRouter(
      EvolutionFakeSettings settings,
      Clock clock,
      FakeInstanceRegistry instances,
      SimulatedResponseWriter exchange) {
    this.settings = settings;
    this.clock = clock;
    this.instances = instances;
    this.exchange = exchange;
    this.requests = new RecentEntryList<>(settings.kept());
  }

  /**
   * Sets whether the server has a licence; without it every path but {@code /} is answered as by
   * version 2.4.
   */
  public void licensed(boolean has) {
    licensed = has;
  }

  public RecentEntryList<HandledRequest> requests() {
    return requests;
  }

  public void addTo(
      JavalinConfig config,
      SendRequestHandler sends,
      InstanceRequestHandler instanceApi,
      WebhookRequestHandler webhookApi) {
    for (OutboundContentType type : OutboundContentType.values()) {
      OutgoingMessageKind kind = OutgoingMessageKind.of(type);
      config.routes.post(
          "/message/" + kind.endpoint() + "/{instance}",
          context -> guarded(context, call -> sends.send(kind, call, exchange.aliveNow())));
    }
    config.routes.post(
        "/chat/sendPresence/{instance}", context -> guarded(context, sends::presence));
    config.routes.get(
        "/instance/connectionState/{instance}",
        context -> guarded(context, call -> now(instanceApi.state(call.instance()))));
    config.routes.delete(
        "/instance/logout/{instance}",
        context -> guarded(context, call -> now(instanceApi.logout(call.instance()))));
    config.routes.delete(
        "/instance/delete/{instance}",
        context -> guarded(context, call -> now(instanceApi.delete(call.instance()))));
    config.routes.post(
        "/webhook/set/{instance}",
        context -> guarded(context, call -> now(webhookApi.set(call.instance(), call.body()))));
    config.routes.get(
        "/webhook/find/{instance}",
        context -> guarded(context, call -> now(webhookApi.find(call.instance()))));
    config.routes.get(
        "/instance/fetchInstances",
        context ->
            open(
                context,
                call ->
                    instanceApi.fetch(
                        context.header("apikey"), context.queryParam("instanceName"))));
    config.routes.post(
        "/instance/create",
        context ->
            open(
                context,
                call ->
                    settings.apiKey().equals(context.header("apikey"))
                        ? instanceApi.create(call.body())
                        : unauthorized()));
    config.routes.get("/", context -> open(context, call -> SimulatedResponse.of(200, welcome())));
    config.routes.exception(NotFoundResponse.class, (absent, context) -> noRoute(context));
  }

  /** Handles a path that names an instance. */
  private void guarded(
      Context context, Function<FakeApiRequest, CompletableFuture<SimulatedResponse>> handler) {
    long id = count.incrementAndGet();
    String name = context.pathParam("instance");
    Optional<FakeInstance> instance = instances.find(name);
    FakeApiRequest call = call(id, context, instance.orElse(null));
    if (call == null) {
      return;
    }
    if (!licensed) {
      answer(context, call, now(unlicensed()));
      return;
    }
    if (instance.isEmpty()) {
      answer(
          context,
          call,
          now(SimulatedResponse.error(404, "The \"" + name + "\" instance does not exist")));
      return;
    }
    String key = context.header("apikey");
    if (!settings.apiKey().equals(key) && !instance.get().token().equals(key)) {
      answer(context, call, now(unauthorized()));
      return;
    }
    String other = context.queryParam("instanceName");
    FakeInstance acting = other == null ? instance.get() : instances.find(other).orElse(null);
    if (acting == null) {
      answer(
          context,
          call,
          now(SimulatedResponse.error(404, "The \"" + other + "\" instance does not exist")));
      return;
    }
    FakeApiRequest acted =
        new FakeApiRequest(
            id, clock.instant(), context.method().name(), context.path(), call.body(), acting);
    answer(context, acted, handler.apply(acted));
  }

  /** Handles a path without an instance. */
  private void open(Context context, Function<FakeApiRequest, SimulatedResponse> handler) {
    FakeApiRequest call = call(count.incrementAndGet(), context, null);
    if (call != null) {
      boolean refused = !licensed && !context.path().equals("/");
      answer(context, call, now(refused ? unlicensed() : handler.apply(call)));
    }
  }

  /** Returns null if the body is not JSON; the error response is written then. */
  private FakeApiRequest call(long id, Context context, FakeInstance instance) {
    byte[] bytes = context.bodyAsBytes();
    JsonNode body = JsonNodeFactory.instance.objectNode();
    boolean readable = true;
    if (bytes.length > 0) {
      try {
        body = Json.read(bytes, JsonNode.class);
      } catch (IOException e) {
        readable = false;
      }
    }
    FakeApiRequest call =
        new FakeApiRequest(
            id, clock.instant(), context.method().name(), context.path(), body, instance);
    if (readable) {
      return call;
    }
    answer(
        context,
        call,
        now(
            SimulatedResponse.error(
                400,
                "Internal Server Error",
                TextNode.valueOf("Expected property name or '}' in JSON at position 1"))));
    return null;
  }

  private void answer(
      Context context, FakeApiRequest call, CompletableFuture<SimulatedResponse> answer) {
    exchange.answer(context, answer, given -> requests.add(call.handled(given.status())));
  }

  private void noRoute(Context context) {
    exchange.write(
        context, SimulatedResponse.error(404, "Cannot " + context.method() + " " + context.path()));
  }

  private ObjectNode welcome() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("status", 200)
        .put("message", "Welcome to the Evolution API, it is working!")
        .put("version", settings.version())
        .put("clientName", "evolution_exchange");
  }

  private static SimulatedResponse unlicensed() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("error", "service not activated").put("code", "LICENSE_REQUIRED");
    return SimulatedResponse.of(
        503, body.put("message", "This Evolution API instance is not activated."));
  }

  private static SimulatedResponse unauthorized() {
    return SimulatedResponse.error(401, TextNode.valueOf("Unauthorized"));
  }

  private static CompletableFuture<SimulatedResponse> now(SimulatedResponse answer) {
    return CompletableFuture.completedFuture(answer);
  }
}
