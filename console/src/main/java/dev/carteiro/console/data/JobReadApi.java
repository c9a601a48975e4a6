// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.console.request.ConsoleProblems;
import dev.carteiro.console.request.ListQueryParameters;
import dev.carteiro.console.request.TenantReadScope;
import dev.carteiro.contract.StorableTextCodec;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code GET /api/jobs}, {@code /api/batches} and {@code /api/schedules}: outgoing messages. */
final class JobReadApi {
  private static final String MANUAL = "status = 'manual' AND manual_at >= ?";

  /**
   * The outcome of an attempt was never known, or the topology forgot the job: see docs/SENDING.md.
   */
  private static final String UNCERTAIN =
      "(unknown_at IS NOT NULL OR reason IS NOT DISTINCT FROM 'TOO_OLD')";

  private static final List<SelectQueryBuilder.SortKeyColumn> NEWEST_JOB =
      List.of(
          new SelectQueryBuilder.SortKeyColumn("created_at", "timestamptz"),
          new SelectQueryBuilder.SortKeyColumn("tenant_id", "text"),
          new SelectQueryBuilder.SortKeyColumn("id", "text"));
  private static final List<SelectQueryBuilder.SortKeyColumn> NEXT_SCHEDULE =
      List.of(
          new SelectQueryBuilder.SortKeyColumn("scheduled_for", "timestamptz"),
          new SelectQueryBuilder.SortKeyColumn("tenant_id", "text"),
          new SelectQueryBuilder.SortKeyColumn("id", "text"));
  private static final List<SelectQueryBuilder.SortKeyColumn> NEWEST_BATCH =
      List.of(
          new SelectQueryBuilder.SortKeyColumn("b.created_at", "timestamptz"),
          new SelectQueryBuilder.SortKeyColumn("b.tenant_id", "text"),
          new SelectQueryBuilder.SortKeyColumn("b.batch_id", "text"));

  private final ApiKeyAuthenticator authentication;
  private final ScopedDatabaseReader reads;

  JobReadApi(ApiKeyAuthenticator authentication, ScopedDatabaseReader reads) {
    this.authentication = authentication;
    this.reads = reads;
  }

  void addTo(JavalinConfig config) {
    config.routes.get("/api/jobs", this::jobs);
    config.routes.get("/api/jobs/{id}", this::job);
    config.routes.get("/api/batches", this::batches);
    config.routes.get("/api/schedules", this::schedules);
  }

  private void jobs(Context context) {
    TenantReadScope scope = TenantReadScope.of(authentication, context);
    ListQueryParameters given = new ListQueryParameters(context);
    SelectQueryBuilder select =
        new SelectQueryBuilder(JobSqlColumns.ITEM, "whatsapp_message_log")
            .ofTenant("tenant_id", scope.tenantId())
            .where("created_at IS NOT NULL");
    common(select, given, "created_at");
    select.where("status = ?", given.oneOf("state", texts(JobState.values())));
    select.where("lane = ?", given.oneOf("lane", texts(Lane.values())));
    select.where("batch_id = ?", given.text("batch"));
    page(context, scope, select, NEWEST_JOB, false);
  }

  private void schedules(Context context) {
    TenantReadScope scope = TenantReadScope.of(authentication, context);
    ListQueryParameters given = new ListQueryParameters(context);
    SelectQueryBuilder select =
        new SelectQueryBuilder(JobSqlColumns.SCHEDULE, "scheduled_messages")
            .ofTenant("tenant_id", scope.tenantId());
    common(select, given, "scheduled_for");
    select.where(
        "status = ?", given.oneOf("state", "pending", "fired", "cancelled", "expired", "failed"));
    page(context, scope, select, NEXT_SCHEDULE, true);
  }

  private void batches(Context context) {
    TenantReadScope scope = TenantReadScope.of(authentication, context);
    ListQueryParameters given = new ListQueryParameters(context);
    SelectQueryBuilder select =
        new SelectQueryBuilder(JobSqlColumns.BATCH, "batches b")
            .ofTenant("b.tenant_id", scope.tenantId());
    select.ofInstance("b.", given.instance());
    select.where("b.state = ?", given.oneOf("state", "running", "paused", "cancelled"));
    page(context, scope, select, NEWEST_BATCH, false);
  }

  private static void common(SelectQueryBuilder select, ListQueryParameters given, String time) {
    select.ofInstance("", given.instance());
    select.where("phone_number = ?", given.text("phone").map(StorableTextCodec::encode));
    select.where(time + " >= ?", given.instant("from"));
    select.where(time + " < ?", given.instant("to"));
  }

  private void page(
      Context context,
      TenantReadScope scope,
      SelectQueryBuilder select,
      List<SelectQueryBuilder.SortKeyColumn> keys,
      boolean ascending) {
    int limit = new ListQueryParameters(context).limit();
    String token = context.queryParam("page");
    ConsoleJsonResponse.json(
        context,
        reads.read(
            context, scope, connection -> select.page(connection, keys, ascending, limit, token)));
  }

  private void job(Context context) {
    TenantReadScope scope = TenantReadScope.of(authentication, context);
    String id = context.pathParam("id");
    ConsoleJsonResponse.json(
        context,
        reads
            .read(context, scope, connection -> job(connection, scope, id))
            .orElseThrow(() -> ConsoleProblems.unknown("UNKNOWN_JOB", "job")));
  }

  /** A job with its attempts. */
  static Optional<ObjectNode> job(Connection connection, TenantReadScope scope, String id)
      throws SQLException {
    Optional<ObjectNode> job =
        new SelectQueryBuilder(JobSqlColumns.WHOLE, "whatsapp_message_log")
            .ofTenant("tenant_id", scope.tenantId())
            .where("id = ?", StorableTextCodec.encode(id))
            .first(connection, "ORDER BY updated_at DESC");
    if (job.isPresent()) {
      job.get()
          .set(
              "history",
              new SelectQueryBuilder(JobSqlColumns.ATTEMPT, "send_attempts")
                  .ofTenant("tenant_id", job.get().get("tenantId").asText())
                  .where("job_id = ?", StorableTextCodec.encode(id))
                  .all(connection, "ORDER BY attempt, started_at"));
    }
    return job;
  }

  /**
   * The jobs that came to state {@code manual} at or after {@code since}, oldest first.
   *
   * @param uncertain whether to include those that may have reached their recipients; otherwise
   *     they are only counted
   */
  static ConsoleDataService.ManualJobPage manual(
      Connection connection, TenantReadScope scope, Instant since, boolean uncertain, int most)
      throws SQLException {
    List<String> ids = new ArrayList<>();
    long total = 0;
    for (JsonNode row :
        new SelectQueryBuilder(
                "id AS \"id\", count(*) OVER () AS \"total\"", "whatsapp_message_log")
            .ofTenant("tenant_id", scope.tenantId())
            .where(MANUAL, since)
            .where(uncertain ? "true" : "NOT " + UNCERTAIN)
            .all(connection, "ORDER BY manual_at, id LIMIT " + most)) {
      ids.add(row.get("id").asText());
      total = row.get("total").asLong();
    }
    long leftOut =
        uncertain
            ? 0
            : new SelectQueryBuilder("count(*) AS \"jobs\"", "whatsapp_message_log")
                .ofTenant("tenant_id", scope.tenantId())
                .where(MANUAL, since)
                .where(UNCERTAIN)
                .first(connection, "")
                .orElseThrow()
                .get("jobs")
                .asLong();
    return new ConsoleDataService.ManualJobPage(ids, total, leftOut);
  }

  private static List<String> texts(JobState[] states) {
    return Arrays.stream(states).map(JobState::text).toList();
  }

  private static List<String> texts(Lane[] lanes) {
    return Arrays.stream(lanes).map(Lane::text).toList();
  }
}
