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

/** What the sink wrote, as lists and single things over HTTP. */
public final class DataPart implements Part {
  private final Reads reads;
  private final AlertApi alerts;
  private final MessageApi messages;
  private final JobApi jobs;
  private final DeadLetterApi deadLetters;

  /**
   * @param databaseReachable whether PostgreSQL answered lately
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

  /** Reads for others of the console. */
  public Reads reads() {
    return reads;
  }

  /** A page of all alerts that the request may see, newest change first. */
  public ObjectNode alerts(Context context) {
    return alerts.page(context, Optional.empty());
  }

  /**
   * Jobs that wait for a person.
   *
   * @param ids the oldest, at most as many as were asked for
   * @param total how many of their kind there are
   * @param uncertain how many more there are that may have reached their recipients
   */
  public record ManualJobs(List<String> ids, long total, long uncertain) {
    public ManualJobs {
      ids = List.copyOf(ids);
    }
  }

  /**
   * The jobs in the scope that wait for a person since a time.
   *
   * @param uncertain whether those that may have reached their recipients are among them
   */
  public ManualJobs manualJobs(
      Context context, Scope scope, Instant since, boolean uncertain, int most) {
    return reads.read(
        context, scope, connection -> JobApi.manual(connection, scope, since, uncertain, most));
  }

  /**
   * A job as its row says, with its attempts.
   *
   * @throws SQLException if the database cannot be asked
   */
  public Optional<ObjectNode> job(Scope scope, String id) throws SQLException {
    return reads.read(scope, connection -> JobApi.job(connection, scope, id));
  }
}
