// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.contract.Fingerprint;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.ApiKeyRecord;
import dev.carteiro.runtime.access.ApiAuthentication;
import dev.carteiro.runtime.access.Caller;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Handles {@code /api/keys}, for admins: lists, creates and revokes API keys. A key's secret
 * appears only in the response that creates it.
 */
final class KeyApi {
  private static final Set<String> FIELDS = Set.of("role", "tenantId", "name");

  /** How long outcomes are remembered for repeats: not long, because they hold secrets. */
  private static final Duration SECRETS_KEPT = Duration.ofMinutes(10);

  private final ApiAuthentication authentication;
  private final Directory directory;
  private final ApiWrites writes;
  private final ApiAnswers answers;
  private final Clock clock;
  private final RecentRequests<Creation> recent;

  /** Outcome of creating a key. */
  private record Creation(WriteResult result, Created created) {}

  /** The response body of a created key. */
  private record Created(
      String keyId,
      ApiKeyRecord.Role role,
      String tenantId,
      String name,
      Instant createdAt,
      String secret) {

    @Override
    public String toString() {
      return "Created[keyId=" + keyId + "]";
    }
  }

  KeyApi(
      ApiAuthentication authentication,
      Directory directory,
      ApiWrites writes,
      ApiAnswers answers,
      Clock clock) {
    this.authentication = authentication;
    this.directory = directory;
    this.writes = writes;
    this.answers = answers;
    this.clock = clock;
    this.recent = new RecentRequests<>(clock, SECRETS_KEPT, 1_000);
  }

  void addTo(JavalinConfig config) {
    config.routes.get("/api/keys", this::list);
    config.routes.post("/api/keys", this::create);
    config.routes.delete("/api/keys/{keyId}", this::revoke);
  }

  private void list(Context context) {
    authentication.admin(context);
    ApiWrites.json(
        context,
        Page.of(context, directory.apiKeys().entries().values().stream(), ApiKeyRecord::keyId));
  }

  private void create(Context context) {
    Caller caller = authentication.admin(context);
    byte[] body = context.bodyAsBytes();
    JsonFields fields = JsonFields.parse(body, FIELDS);
    ApiKeyRecord.Role role = role(fields.requiredText("role", 20));
    String tenantId = tenantId(fields, role);
    String name = fields.requiredText("name", 200);
    Optional<String> idempotencyKey = IdempotencyKey.of(context);
    CompletableFuture<Creation> creation =
        idempotencyKey.isEmpty()
            ? issue(role, tenantId, name)
            : recent.once(
                caller.keyId() + " " + idempotencyKey.get(),
                Fingerprint.of(body),
                () -> issue(role, tenantId, name),
                made -> made.result() instanceof WriteResult.Written);
    context.future(
        () ->
            answers.when(
                context,
                creation,
                made -> {
                  // No cache may store the secret.
                  context.header("Cache-Control", "no-store");
                  ApiWrites.answer(context, made.result(), 201, made.created());
                }));
  }

  private CompletableFuture<Creation> issue(ApiKeyRecord.Role role, String tenantId, String name) {
    ApiKeys.Issued issued = ApiKeys.generate(role, tenantId, name, clock.instant());
    ApiKeyRecord key = issued.key();
    Created created =
        new Created(
            key.keyId(), key.role(), key.tenantId(), key.name(), key.createdAt(), issued.secret());
    return writes
        .write(issued.toRecord(), directory.apiKeys())
        .thenApply(result -> new Creation(result, created));
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
      throw ApiProblems.unknownKey();
    }
    ProducerRecord<String, byte[]> tombstone =
        new ProducerRecord<>(Topic.API_KEY.topicName(), fingerprint.get(), null);
    writes.answer(context, tombstone, directory.apiKeys(), 204, null);
  }

  private static ApiKeyRecord.Role role(String text) {
    return Arrays.stream(ApiKeyRecord.Role.values())
        .filter(role -> role.text().equals(text))
        .findFirst()
        .orElseThrow(() -> ApiProblems.invalidField("role", "admin, sender or analyst"));
  }

  private String tenantId(JsonFields fields, ApiKeyRecord.Role role) {
    if (role == ApiKeyRecord.Role.ADMIN) {
      if (fields.has("tenantId")) {
        throw ApiProblems.invalidField(
            "tenantId", "absent for the role admin, which is not held to a tenant");
      }
      return null;
    }
    String tenantId = TenantApi.tenantId(fields.requiredText("tenantId", 64));
    if (directory.tenants().get(tenantId).isEmpty()) {
      throw ApiProblems.unknownTenant(tenantId);
    }
    return tenantId;
  }
}
