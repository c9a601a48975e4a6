// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.runtime.access.ApiCaller;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import dev.carteiro.runtime.kafka.TopicView;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Handles {@code /api/tenants}, for admins: lists, reads, creates and replaces tenants. */
record TenantAdminHandler(
    ApiKeyAuthenticator authentication,
    TopicView<TenantRecord> tenants,
    AdminChangeWriter writes,
    Clock clock) {
  private static final Set<String> FIELDS = Set.of("name", "ratePerMinute", "quietHours");
  static final int MAX_RATE = 100_000;

  private record TenantResponse(
      String tenantId,
      String name,
      Integer ratePerMinute,
      QuietHoursRequest quietHours,
      Instant updatedAt,
      String updatedBy) {
    private static TenantResponse of(TenantRecord tenant) {
      return new TenantResponse(
          tenant.tenantId(),
          tenant.name(),
          tenant.ratePerMinute(),
          QuietHoursRequest.of(tenant.quietHours()),
          tenant.updatedAt(),
          tenant.updatedBy());
    }
  }

  void addTo(JavalinConfig config) {
    config.routes.get("/api/tenants", this::list);
    config.routes.get("/api/tenants/{id}", this::get);
    config.routes.put("/api/tenants/{id}", this::put);
  }

  private void list(Context context) {
    authentication.admin(context);
    AdminChangeWriter.json(
        context,
        ApiListPage.of(
            context,
            tenants.entries().values().stream().map(TenantResponse::of),
            TenantResponse::tenantId));
  }

  private void get(Context context) {
    authentication.admin(context);
    AdminChangeWriter.json(
        context,
        tenants
            .get(context.pathParam("id"))
            .map(TenantResponse::of)
            .orElseThrow(() -> ApiProblemFactory.unknownTenant("{id}")));
  }

  private void put(Context context) {
    ApiCaller caller = authentication.admin(context);
    String id = tenantId(context.pathParam("id"));
    RequestFieldReader fields = RequestFieldReader.parse(context.bodyAsBytes(), FIELDS);
    String name = fields.text("name", 200);
    TenantRecord tenant =
        new TenantRecord(
            TenantRecord.VERSION,
            id,
            name == null ? id : name,
            fields.integer("ratePerMinute", 1, MAX_RATE),
            QuietHoursRequest.read(fields),
            clock.instant(),
            caller.keyId());
    int status = tenants.get(id).isPresent() ? 200 : 201;
    writes.answer(
        context,
        new ProducerRecord<>(Topic.TENANT.topicName(), id, Json.write(tenant)),
        tenants,
        status,
        TenantResponse.of(tenant));
  }

  /** Throws a 404 problem unless the tenant exists. */
  static void requireKnown(TopicView<TenantRecord> tenants, String id) {
    if (tenants.get(id).isEmpty()) {
      throw ApiProblemFactory.unknownTenant(id);
    }
  }

  /** Returns the text if it is a valid tenant id; otherwise throws a 400 problem. */
  static String tenantId(String text) {
    if (!TenantRecord.isTenantId(text)) {
      throw ApiProblemFactory.badRequest(
          "INVALID_TENANT_ID",
          "A tenant id has 1 to 64 of letters, digits, '.', '_' and '-', starts with a letter or digit, and is not \""
              + TenantRecord.UNRESOLVED
              + "\".");
    }
    return text;
  }
}
