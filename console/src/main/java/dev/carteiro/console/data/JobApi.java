// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.console.request.ConsoleProblems;
import dev.carteiro.console.request.Parameters;
import dev.carteiro.console.request.Scope;
import dev.carteiro.contract.StorableText;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.runtime.access.ApiAuthentication;
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
final class JobApi {
  private static final String MANUAL = "status = 'manual' AND manual_at >= ?";

  /**
   * The outcome of an attempt was never known, or the topology forgot the job: see docs/SENDING.md.
   */
  private static final String UNCERTAIN =
      "(unknown_at IS NOT NULL OR reason IS NOT DISTINCT FROM 'TOO_OLD')";

  private static final List<Select.Key> NEWEST_JOB =
      List.of(
          new Select.Key("created_at", "timestamptz"),
          new Select.Key("tenant_id", "text"),
          new Select.Key("id", "text"));
  private static final List<Select.Key> NEXT_SCHEDULE =
      List.of(
          new Select.Key("scheduled_for", "timestamptz"),
          new Select.Key("tenant_id", "text"),
          new Select.Key("id", "text"));
  private static final List<Select.Key> NEWEST_BATCH =
      List.of(
          new Select.Key("b.created_at", "timestamptz"),
          new Select.Key("b.tenant_id", "text"),
          new Select.Key("b.batch_id", "text"));

  private final ApiAuthentication authentication;
  private final Reads reads;

  JobApi(ApiAuthentication authentication, Reads reads) {
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
    Scope scope = Scope.of(authentication, context);
    Parameters given = new Parameters(context);
    Select select =
        new Select(JobSql.ITEM, "whatsapp_message_log")
            .ofTenant("tenant_id", scope.tenantId())
            .where("created_at IS NOT NULL");
    common(select, given, "created_at");
    select.where("status = ?", given.oneOf("state", texts(JobState.values())));
    select.where("lane = ?", given.oneOf("lane", texts(Lane.values())));
    select.where("batch_id = ?", given.text("batch"));
    page(context, scope, select, NEWEST_JOB, false);
  }

  private void schedules(Context context) {
    Scope scope = Scope.of(authentication, context);
    Parameters given = new Parameters(context);
    Select select =
        new Select(JobSql.SCHEDULE, "scheduled_messages").ofTenant("tenant_id", scope.tenantId());
    common(select, given, "scheduled_for");
    select.where(
        "status = ?", given.oneOf("state", "pending", "fired", "cancelled", "expired", "failed"));
    page(context, scope, select, NEXT_SCHEDULE, true);
  }

  private void batches(Context context) {
    Scope scope = Scope.of(authentication, context);
    Parameters given = new Parameters(context);
    Select select = new Select(JobSql.BATCH, "batches b").ofTenant("b.tenant_id", scope.tenantId());
    select.ofInstance("b.", given.instance());
    select.where("b.state = ?", given.oneOf("state", "running", "paused", "cancelled"));
    page(context, scope, select, NEWEST_BATCH, false);
  }

  private static void common(Select select, Parameters given, String time) {
    select.ofInstance("", given.instance());
    select.where("phone_number = ?", given.text("phone").map(StorableText::encode));
    select.where(time + " >= ?", given.instant("from"));
    select.where(time + " < ?", given.instant("to"));
  }

  private void page(
      Context context, Scope scope, Select select, List<Select.Key> keys, boolean ascending) {
    int limit = new Parameters(context).limit();
    String token = context.queryParam("page");
    Answers.json(
        context,
        reads.read(
            context, scope, connection -> select.page(connection, keys, ascending, limit, token)));
  }

  private void job(Context context) {
    Scope scope = Scope.of(authentication, context);
    String id = context.pathParam("id");
    Answers.json(
        context,
        reads
            .read(context, scope, connection -> job(connection, scope, id))
            .orElseThrow(() -> ConsoleProblems.unknown("UNKNOWN_JOB", "job")));
  }

  /** A job with its attempts. */
  static Optional<ObjectNode> job(Connection connection, Scope scope, String id)
      throws SQLException {
    Optional<ObjectNode> job =
        new Select(JobSql.WHOLE, "whatsapp_message_log")
            .ofTenant("tenant_id", scope.tenantId())
            .where("id = ?", StorableText.encode(id))
            .first(connection, "ORDER BY updated_at DESC");
    if (job.isPresent()) {
      job.get()
          .set(
              "history",
              new Select(JobSql.ATTEMPT, "send_attempts")
                  .ofTenant("tenant_id", job.get().get("tenantId").asText())
                  .where("job_id = ?", StorableText.encode(id))
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
  static DataPart.ManualJobs manual(
      Connection connection, Scope scope, Instant since, boolean uncertain, int most)
      throws SQLException {
    List<String> ids = new ArrayList<>();
    long total = 0;
    for (JsonNode row :
        new Select("id AS \"id\", count(*) OVER () AS \"total\"", "whatsapp_message_log")
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
            : new Select("count(*) AS \"jobs\"", "whatsapp_message_log")
                .ofTenant("tenant_id", scope.tenantId())
                .where(MANUAL, since)
                .where(UNCERTAIN)
                .first(connection, "")
                .orElseThrow()
                .get("jobs")
                .asLong();
    return new DataPart.ManualJobs(ids, total, leftOut);
  }

  private static List<String> texts(JobState[] states) {
    return Arrays.stream(states).map(JobState::text).toList();
  }

  private static List<String> texts(Lane[] lanes) {
    return Arrays.stream(lanes).map(Lane::text).toList();
  }
}
