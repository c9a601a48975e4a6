// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.bridge.kafka.BridgeTopicViews;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.ApiKeyRecord;
import dev.carteiro.contract.registry.ApiKeyRecord.ApiKeyRole;
import dev.carteiro.runtime.access.ApiCaller;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Handles {@code /api/keys}, for admins. A secret appears only in the response that creates it. */
final class ApiKeyAdminHandler {
  private static final Set<String> FIELDS = Set.of("role", "tenantId", "name");

  /** How long outcomes are remembered for repeats: not long, because they hold secrets. */
  private static final Duration SECRETS_KEPT = Duration.ofMinutes(10);

  private final ApiKeyAuthenticator authentication;
  private final BridgeTopicViews directory;
  private final AdminChangeWriter writes;
  private final AsyncResponseWriter responses;
  private final Clock clock;
  private final IdempotentRequestCache<CreatedKeyResponse> requestCache;

  private record CreatedKeyResponse(
      String keyId,
      ApiKeyRole role,
      String tenantId,
      String name,
      Instant createdAt,
      String secret) {

    @Override
    public String toString() {
      return "CreatedKeyResponse[keyId=" + keyId + "]";
    }
  }

  ApiKeyAdminHandler(
      ApiKeyAuthenticator authentication,
      BridgeTopicViews directory,
      AdminChangeWriter writes,
      AsyncResponseWriter responses,
      Clock clock) {
    this.authentication = authentication;
    this.directory = directory;
    this.writes = writes;
    this.responses = responses;
    this.clock = clock;
    this.requestCache = new IdempotentRequestCache<>(clock, SECRETS_KEPT, 1_000);
  }

  void addTo(JavalinConfig config) {
    config.routes.get("/api/keys", this::list);
    config.routes.post("/api/keys", this::create);
    config.routes.delete("/api/keys/{keyId}", this::revoke);
  }

  private void list(Context context) {
    authentication.admin(context);
    AdminChangeWriter.json(
        context,
        ApiListPage.of(
            context, directory.apiKeys().entries().values().stream(), ApiKeyRecord::keyId));
  }

  private void create(Context context) {
    ApiCaller caller = authentication.admin(context);
    byte[] body = context.bodyAsBytes();
    RequestFieldReader fields = RequestFieldReader.parse(body, FIELDS);
    fields.require("role");
    ApiKeyRole role = fields.choice("role", List.of(ApiKeyRole.values()), ApiKeyRole::text);
    String tenantId = tenantId(fields, role);
    String name = fields.requiredText("name", 200);
    CompletableFuture<CreatedKeyResponse> creation =
        requestCache.once(
            SendApiContext.idempotencyKey(context).map(key -> caller.keyId() + " " + key),
            Sha256Fingerprint.of(body),
            () -> issue(role, tenantId, name),
            created -> true);
    // No cache may store the secret.
    context.header("Cache-Control", "no-store");
    context.future(
        () -> responses.when(creation, created -> AdminChangeWriter.answer(context, 201, created)));
  }

  private CompletableFuture<CreatedKeyResponse> issue(
      ApiKeyRole role, String tenantId, String name) {
    ApiKeyGenerator.IssuedApiKey issued =
        ApiKeyGenerator.generate(role, tenantId, name, clock.instant());
    ApiKeyRecord key = issued.key();
    CreatedKeyResponse created =
        new CreatedKeyResponse(
            key.keyId(), key.role(), key.tenantId(), key.name(), key.createdAt(), issued.secret());
    return writes.write(issued.toRecord(), directory.apiKeys()).thenApply(stored -> created);
  }

  private void revoke(Context context) {
    authentication.admin(context);
    String keyId = context.pathParam("keyId");
    Optional<String> fingerprint =
        directory.apiKeys().entries().entrySet().stream()
            .filter(entry -> entry.getValue().keyId().equals(keyId))
            .map(Map.Entry::getKey)
            .findFirst();
    if (fingerprint.isEmpty()) {
      throw ApiProblemFactory.unknownKey();
    }
    ProducerRecord<String, byte[]> tombstone =
        new ProducerRecord<>(Topic.API_KEY.topicName(), fingerprint.get(), null);
    writes.answer(context, tombstone, directory.apiKeys(), 204, null);
  }

  private String tenantId(RequestFieldReader fields, ApiKeyRole role) {
    if (role == ApiKeyRole.ADMIN) {
      if (fields.has("tenantId")) {
        throw ApiProblemFactory.invalidField(
            "tenantId", "absent for the role admin, which is not held to a tenant");
      }
      return null;
    }
    String tenantId = TenantAdminHandler.tenantId(fields.requiredText("tenantId", 64));
    TenantAdminHandler.requireKnown(directory.tenants(), tenantId);
    return tenantId;
  }
}
