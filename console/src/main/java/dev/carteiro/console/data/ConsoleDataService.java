// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.console.ConsoleContext;
import dev.carteiro.console.ConsoleService;
import dev.carteiro.console.request.ListQueryParameters;
import dev.carteiro.console.request.TenantReadScope;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** The console's read API over the sink's tables: lists and single items. */
public final class ConsoleDataService implements ConsoleService {
  private final ConsoleContext console;
  private final ScopedDatabaseReader reader;

  /** Reads are refused at once while the database is not reachable. */
  public ConsoleDataService(ConsoleContext console, BooleanSupplier databaseReachable) {
    this.console = console;
    this.reader = new ScopedDatabaseReader(console.database(), databaseReachable);
  }

  @Override
  public void addTo(JavalinConfig config) {
    String message = "/api/messages/{instance}/{messageId}";
    get(
        config,
        "/api/messages",
        request -> MessageReadApi.list(request, console.clock().instant()));
    get(config, message, MessageReadApi::one);
    get(config, message + "/timeline", MessageReadApi::timeline);
    get(config, message + "/raw", MessageReadApi::raw);
    get(config, "/api/jobs", JobReadApi::jobs);
    get(config, "/api/jobs/{id}", JobReadApi::job);
    get(config, "/api/batches", JobReadApi::batches);
    get(config, "/api/schedules", JobReadApi::schedules);
    get(config, "/api/dead-letters", DeadLetterReadApi::list);
    get(config, "/api/dead-letters/{id}", DeadLetterReadApi::one);
    get(
        config,
        "/api/alerts",
        request ->
            AlertReadApi.alerts(request, request.given().oneOf("state", "firing", "resolved")));
    get(config, "/api/alerts/history", AlertReadApi::history);
  }

  private void get(JavalinConfig config, String path, Function<DataRequest, ObjectNode> answer) {
    config.routes.get(
        path, context -> ConsoleJsonResponse.json(context, answer.apply(request(context))));
  }

  private DataRequest request(Context context) {
    TenantReadScope scope = TenantReadScope.of(console.authentication(), context);
    return new DataRequest(context, scope, new ListQueryParameters(context), reader);
  }

  public ObjectNode alerts(Context context) {
    return AlertReadApi.alerts(request(context), Optional.empty());
  }

  /** The oldest manual jobs, the number of all, and that of uncertain ones that were left out. */
  public record ManualJobPage(List<String> ids, long total, long uncertain) {}

  /** The jobs that became {@code manual} since a time; an uncertain one may have been sent. */
  public ManualJobPage manualJobs(
      Context context, TenantReadScope scope, Instant since, boolean uncertain, int most) {
    return reader.read(
        context, scope, connection -> JobReadApi.manual(connection, scope, since, uncertain, most));
  }

  /** A job's row, with its attempts. */
  public Optional<ObjectNode> job(TenantReadScope scope, String id) throws SQLException {
    return reader.read(scope, connection -> JobReadApi.job(connection, scope, id));
  }
}
