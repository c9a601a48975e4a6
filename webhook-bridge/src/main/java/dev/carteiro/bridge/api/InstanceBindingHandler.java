// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.bridge.kafka.BridgeTopicViews;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.runtime.access.ApiCaller;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Handles {@code /api/instances}: admins bind instances, every key reads those of its tenant,
 * senders pause and resume them. {@code ?gateway=} names another than {@code default}.
 */
final class InstanceBindingHandler {
  private final ApiKeyAuthenticator authentication;
  private final BridgeTopicViews directory;
  private final AdminChangeWriter changeWriter;
  private final Clock clock;

  /** Runs an instance's changes in order, because each writes back what it read. */
  private final KeyedSerialExecutor serialExecutor;

  private final BindingUpdater updates;

  InstanceBindingHandler(
      ApiKeyAuthenticator authentication,
      BridgeTopicViews directory,
      AdminChangeWriter changeWriter,
      Executor executor,
      Clock clock) {
    this.authentication = authentication;
    this.directory = directory;
    this.changeWriter = changeWriter;
    this.clock = clock;
    this.serialExecutor = new KeyedSerialExecutor(executor);
    this.updates =
        new BindingUpdater(
            directory.instances(),
            change -> changeWriter.write(change, directory.instances()),
            executor,
            clock);
  }

  void addTo(JavalinConfig config) {
    config.routes.get("/api/instances", this::list);
    config.routes.get("/api/instances/{name}", this::get);
    config.routes.put("/api/instances/{name}", this::put);
    config.routes.patch("/api/instances/{name}", this::patch);
    config.routes.delete("/api/instances/{name}", this::delete);
    config.routes.post("/api/instances/{name}/pause", context -> pause(context, true));
    config.routes.post("/api/instances/{name}/resume", context -> pause(context, false));
  }

  private void list(Context context) {
    ApiCaller caller = authentication.caller(context);
    String gateway = context.queryParam("gateway");
    AdminChangeWriter.json(
        context,
        ApiListPage.of(
            context,
            directory.instances().entries().values().stream()
                .filter(binding -> caller.mayRead(binding.tenantId()))
                .filter(binding -> gateway == null || binding.instance().gateway().equals(gateway)),
            binding -> binding.instance().text()));
  }

  private void get(Context context) {
    ApiCaller caller = authentication.caller(context);
    // Another tenant's instance is 404 like an unknown one, so that names cannot be probed.
    AdminChangeWriter.json(
        context, requireVisible(directory.instances().get(key(context).text()), caller));
  }

  private void put(Context context) {
    ApiCaller caller = authentication.admin(context);
    InstanceKey key = key(context);
    InstanceBinding binding =
        BindingFieldReader.read(context.bodyAsBytes(), key, clock.instant(), caller.keyId());
    TenantAdminHandler.requireKnown(directory.tenants(), binding.tenantId());
    inOrder(
        context,
        key,
        () -> {
          int status = directory.instances().get(key.text()).isPresent() ? 200 : 201;
          return written(context, change(key, Json.write(binding)), status, binding);
        });
  }

  private void delete(Context context) {
    authentication.admin(context);
    InstanceKey key = key(context);
    inOrder(
        context,
        key,
        () -> {
          if (directory.instances().get(key.text()).isEmpty()) {
            throw ApiProblemFactory.unknownInstance();
          }
          return written(context, change(key, null), 204, null);
        });
  }

  private void patch(Context context) {
    ApiCaller caller = authentication.admin(context);
    InstanceKey key = key(context);
    BindingPatchRequest patch = BindingPatchRequest.read(context.bodyAsBytes());
    patch
        .tenantId()
        .ifPresent(tenant -> TenantAdminHandler.requireKnown(directory.tenants(), tenant));
    inOrder(context, key, () -> updated(context, caller, key, patch));
  }

  /** Pauses or resumes an instance; the rest of its binding stays. Idempotent. */
  private void pause(Context context, boolean paused) {
    ApiCaller caller = authentication.sender(context);
    InstanceKey key = key(context);
    inOrder(
        context,
        key,
        () -> {
          requireVisible(directory.instances().get(key.text()), caller);
          return updated(context, caller, key, BindingPatchRequest.paused(paused));
        });
  }

  private CompletableFuture<Void> updated(
      Context context, ApiCaller caller, InstanceKey key, BindingPatchRequest patch) {
    return updates
        .update(key, patch, caller.keyId())
        .thenAccept(
            binding ->
                // The instance may have moved to another tenant meanwhile.
                AdminChangeWriter.json(context, requireVisible(Optional.of(binding), caller)));
  }

  private static InstanceBinding requireVisible(
      Optional<InstanceBinding> binding, ApiCaller caller) {
    return binding
        .filter(found -> caller.mayRead(found.tenantId()))
        .orElseThrow(ApiProblemFactory::unknownInstance);
  }

  private void inOrder(Context context, InstanceKey key, Supplier<CompletableFuture<Void>> change) {
    context.future(() -> serialExecutor.execute(key.text(), change));
  }

  private CompletableFuture<Void> written(
      Context context, ProducerRecord<String, byte[]> change, int status, Object document) {
    return changeWriter.written(context, change, directory.instances(), status, document);
  }

  private static ProducerRecord<String, byte[]> change(InstanceKey key, byte[] value) {
    return new ProducerRecord<>(Topic.INSTANCE.topicName(), key.text(), value);
  }

  private static InstanceKey key(Context context) {
    return key(
        Optional.ofNullable(context.queryParam("gateway")).orElse(InstanceKey.DEFAULT_GATEWAY),
        context.pathParam("name"));
  }

  /** The key of the instance that a request names. An invalid name or gateway is answered 400. */
  static InstanceKey key(String gateway, String name) {
    // U+FFFD is what a malformed escape decodes to.
    if (name.isBlank()
        || name.indexOf('\uFFFD') >= 0
        || name.getBytes(StandardCharsets.UTF_8).length > InstanceKey.MAX_NAME_BYTES) {
      throw ApiProblemFactory.badRequest(
          "INVALID_INSTANCE_NAME",
          "An instance name has 1 to "
              + InstanceKey.MAX_NAME_BYTES
              + " bytes of UTF-8, percent-encoded once in a path.");
    }
    if (!InstanceKey.isGateway(gateway)) {
      throw ApiProblemFactory.badRequest(
          "INVALID_GATEWAY", "gateway must be 1 to 64 of a-z, 0-9, '.', '_' and '-'.");
    }
    return new InstanceKey(gateway, name);
  }
}
