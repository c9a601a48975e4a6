// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.console.ConsoleContext;
import dev.carteiro.console.Part;
import dev.carteiro.console.request.Scope;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The console's read API over the sink's tables: lists and single items. */
public final class DataPart implements Part {
  private final Reads reads;
  private final AlertApi alerts;
  private final MessageApi messages;
  private final JobApi jobs;
  private final DeadLetterApi deadLetters;

  /**
   * @param databaseReachable whether PostgreSQL answered recently
   */
  public DataPart(ConsoleContext context, BooleanSupplier databaseReachable) {
    this.reads = new Reads(context.database(), databaseReachable);
    this.alerts = new AlertApi(context.authentication(), reads);
    this.messages = new MessageApi(context.authentication(), reads, context.clock());
    this.jobs = new JobApi(context.authentication(), reads);
    this.deadLetters = new DeadLetterApi(context.authentication(), reads);
  }

  @Override
  public void addTo(JavalinConfig config) {
    messages.addTo(config);
    jobs.addTo(config);
    deadLetters.addTo(config);
    alerts.addTo(config);
  }

  /** Runs reads for other parts of the console. */
  public Reads reads() {
    return reads;
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
  public record ManualJobs(List<String> ids, long total, long uncertain) {
    public ManualJobs {
      ids = List.copyOf(ids);
    }
  }

  /**
   * The jobs in the scope that came to state {@code manual} at or after {@code since}.
   *
   * @param uncertain whether to include those that may have reached their recipients
   * @param most the largest number of ids
   */
  public ManualJobs manualJobs(
      Context context, Scope scope, Instant since, boolean uncertain, int most) {
    return reads.read(
        context, scope, connection -> JobApi.manual(connection, scope, since, uncertain, most));
  }

  /**
   * A job's row, with its attempts.
   *
   * @throws SQLException if the database cannot be read
   */
  public Optional<ObjectNode> job(Scope scope, String id) throws SQLException {
    return reads.read(scope, connection -> JobApi.job(connection, scope, id));
  }
}
