// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.TenantRecord;
import dev.carteiro.runtime.View;
import dev.carteiro.runtime.access.ApiAuthentication;
import dev.carteiro.runtime.access.Caller;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Handles {@code /api/tenants}, for admins: lists, reads, creates and replaces tenants. */
final class TenantApi {
  private static final Set<String> FIELDS = Set.of("name", "ratePerMinute", "quietHours");
  static final int MAX_RATE = 100_000;

  private final ApiAuthentication authentication;
  private final View<TenantRecord> tenants;
  private final ApiWrites writes;
  private final Clock clock;

  TenantApi(
      ApiAuthentication authentication, View<TenantRecord> tenants, ApiWrites writes, Clock clock) {
    this.authentication = authentication;
    this.tenants = tenants;
    this.writes = writes;
    this.clock = clock;
  }

  /** A tenant as responses show it. */
  private record Shown(
      String tenantId,
      String name,
      Integer ratePerMinute,
      QuietHoursRequest quietHours,
      Instant updatedAt,
      String updatedBy) {

    private static Shown of(TenantRecord tenant) {
      return new Shown(
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
    ApiWrites.json(
        context,
        Page.of(context, tenants.entries().values().stream().map(Shown::of), Shown::tenantId));
  }

  private void get(Context context) {
    authentication.admin(context);
    String id = context.pathParam("id");
    ApiWrites.json(
        context,
        tenants.get(id).map(Shown::of).orElseThrow(() -> ApiProblems.unknownTenant("{id}")));
  }

  private void put(Context context) {
    Caller caller = authentication.admin(context);
    String id = tenantId(context.pathParam("id"));
    JsonFields fields = JsonFields.parse(context.bodyAsBytes(), FIELDS);
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
        Shown.of(tenant));
  }

  /** Returns the text if it is a valid tenant id; otherwise throws a 400 problem. */
  static String tenantId(String text) {
    if (!TenantRecord.isTenantId(text)) {
      throw ApiProblems.badRequest(
          "INVALID_TENANT_ID",
          "A tenant id has 1 to 64 of letters, digits, '.', '_' and '-', starts with a letter or digit, and is not \""
              + TenantRecord.UNRESOLVED
              + "\".");
    }
    return text;
  }
}
