// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.deadletters;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.cli.command.BridgeOptions;
import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.cli.command.DatabaseOptions;
import dev.carteiro.cli.query.DatabaseQuery;
import dev.carteiro.cli.query.DatabaseQueryResult;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Options of {@code dead-letters redrive} and {@code discard}, by id or by filter. */
final class DeadLetterSettleOptions {
  /** Topics whose records can be redriven: those of records that come from outside. */
  private static final String[] REDRIVABLE = {
    Topic.WEBHOOK.topicName(), Topic.SEND_MESSAGE.topicName(), Topic.SCHEDULE_MESSAGE.topicName()
  };

  @Parameters(
      arity = "0..*",
      paramLabel = "ID",
      description = "Ids of dead letters, which may have been redriven or discarded before.")
  private List<String> ids = new ArrayList<>();

  @Mixin private DeadLetterFilterOptions filter;

  @Option(names = "--all", description = "All open ones, if no filter is given.")
  private boolean all;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "10",
      description = "Maximum number of requests a second. Default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(names = "--execute", description = "Do it, instead of listing them.")
  private boolean execute;

  enum SettleAction {
    REDRIVE("redrive", "redriven"),
    DISCARD("discard", "discarded");

    private final String verb;
    private final String done;

    SettleAction(String verb, String done) {
      this.verb = verb;
      this.done = done;
    }
  }

  int settle(BridgeOptions bridge, DatabaseOptions options, SettleAction action)
      throws SQLException {
    if (ids.isEmpty() && !filter.narrows() && !all) {
      throw bridge.invalid("give ids, a filter, or --all for all open dead letters");
    }
    if (!(rate > 0)) {
      throw bridge.invalid("--rate must be above 0");
    }
    DatabaseSettings database = options.settings();
    DatabaseQueryResult chosen = choose(database, action);
    if (!execute) {
      chosen.print(bridge.out(), filter.limit());
      bridge.out().println("nothing was changed; add --execute to " + action.verb + " them");
      return ExitCode.OK.code();
    }
    PacedBridgeClient client =
        new PacedBridgeClient(bridge.client(), rate, DeadLetterSettleOptions::pause);
    int failed = 0;
    for (List<String> row : chosen.rows()) {
      String id = chosen.value(row, "id");
      // Read one original at a time: each may be megabytes.
      BridgeClient.BridgeResponse response =
          client.post(
              BridgeClient.path("api", "dead-letters", id, action.verb),
              body(id, chosen.value(row, "tenant"), database, action));
      if (response.problem() == null) {
        bridge.out().println(id + " " + action.done);
      } else {
        bridge.err().println("carteiro: " + id + ": " + response.problem());
        failed++;
      }
    }
    bridge.out().printf("%d %s, %d refused%n", chosen.rows().size() - failed, action.done, failed);
    return (failed == 0 ? ExitCode.OK : ExitCode.FAILED).code();
  }

  private DatabaseQueryResult choose(DatabaseSettings database, SettleAction action)
      throws SQLException {
    DatabaseQuery query =
        new DatabaseQuery(
            "SELECT id, failed_at, reason, disposition AS fate, tenant_id AS tenant, instance,"
                + " event, size_bytes AS bytes FROM dead_letter_fates");
    if (ids.isEmpty()) {
      query
          .and("disposition = 'open'")
          .where("topic = ANY (?)", action == SettleAction.REDRIVE ? REDRIVABLE : null);
    } else {
      query.where("id = ANY (?)", ids.toArray(String[]::new));
    }
    // In the order of the original records, so that those of an instance keep their order.
    DatabaseQueryResult chosen =
        filter
            .narrow(query)
            .order(
                "topic, partition, record_offset, id", ids.isEmpty() ? filter.limit() : ids.size())
            .run(database);
    Set<String> missing = new TreeSet<>(ids);
    chosen.rows().forEach(row -> missing.remove(chosen.value(row, "id")));
    if (!missing.isEmpty()) {
      throw new CommandFailedException(
          "there is no dead letter " + missing.iterator().next() + " that matches the filters");
    }
    return chosen;
  }

  /** The tenant, if one was resolved, lets its analysts see what became of the dead letter. */
  private static ObjectNode body(
      String id, String tenant, DatabaseSettings database, SettleAction action)
      throws SQLException {
    ObjectNode body =
        action == SettleAction.REDRIVE
            ? DeadLetteredRecord.of(id, database).redriveRequest()
            : BridgeClient.body();
    return tenant.equals(TenantRecord.UNRESOLVED) ? body : body.put("tenantId", tenant);
  }

  private static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new CommandFailedException(
            "interrupted; the dead letters that were not printed are still open");
      }
    }
  }
}
