// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.console.ConsoleContext;
import dev.carteiro.console.ConsoleService;
import dev.carteiro.console.request.TenantReadScope;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The console's read API over the sink's tables: lists and single items. */
public final class ConsoleDataService implements ConsoleService {
  private final ScopedDatabaseReader reads;
  private final AlertReadApi alerts;
  private final MessageReadApi messages;
  private final JobReadApi jobs;
  private final DeadLetterReadApi deadLetters;

  /**
   * @param databaseReachable whether PostgreSQL answered recently
   */
  public ConsoleDataService(ConsoleContext context, BooleanSupplier databaseReachable) {
    this.reads = new ScopedDatabaseReader(context.database(), databaseReachable);
    this.alerts = new AlertReadApi(context.authentication(), reads);
    this.messages = new MessageReadApi(context.authentication(), reads, context.clock());
    this.jobs = new JobReadApi(context.authentication(), reads);
    this.deadLetters = new DeadLetterReadApi(context.authentication(), reads);
  }

  @Override
  public void addTo(JavalinConfig config) {
    messages.addTo(config);
    jobs.addTo(config);
    deadLetters.addTo(config);
    alerts.addTo(config);
  }

  /** A page of all alerts in the scope of the request, latest change first. */
  public ObjectNode alerts(Context context) {
    return alerts.page(context, Optional.empty());
  }

  /**
   * Jobs in state {@code manual}.
   *
   * @param ids the oldest, up to the requested number
   * @param total all such jobs
   * @param uncertain how many more there are that may have reached their recipients and were left
   *     out
   */
  public record ManualJobPage(List<String> ids, long total, long uncertain) {
    public ManualJobPage {
      ids = List.copyOf(ids);
    }
  }

  /**
   * The jobs in the scope that came to state {@code manual} at or after {@code since}.
   *
   * @param uncertain whether to include those that may have reached their recipients
   * @param most the largest number of ids
   */
  public ManualJobPage manualJobs(
      Context context, TenantReadScope scope, Instant since, boolean uncertain, int most) {
    return reads.read(
        context, scope, connection -> JobReadApi.manual(connection, scope, since, uncertain, most));
  }

  /**
   * A job's row, with its attempts.
   *
   * @throws SQLException if the database cannot be read
   */
  public Optional<ObjectNode> job(TenantReadScope scope, String id) throws SQLException {
    return reads.read(scope, connection -> JobReadApi.job(connection, scope, id));
  }
}
