// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.deadletters;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.cli.AdminCommandGroups;
import dev.carteiro.cli.OutboxCommandGroups;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.cli.command.SettingOptions;
import dev.carteiro.cli.query.DatabaseQuery;
import dev.carteiro.cli.query.DatabaseQueryResult;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Commands {@code dead-letters redrive} and {@code dead-letters discard}, by id or by filter.
 * Without {@code --execute} they only list the dead letters.
 */
@Command
public final class DeadLetterSettleCommand implements Callable<Integer> {
  /** Topics whose records can be redriven: those of records that come from outside. */
  private static final String[] REDRIVABLE = {
    Topic.WEBHOOK.topicName(), Topic.SEND_MESSAGE.topicName(), Topic.SCHEDULE_MESSAGE.topicName()
  };

  private final Environment environment;
  private final SettleAction fate;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "ID",
      description = "Ids of dead letters; those that were settled before are taken, too.")
  private List<String> ids = new ArrayList<>();

  @Mixin private DeadLetterFilterOptions filter;

  @Option(names = "--all", description = "All open ones: for when no filter is given.")
  private boolean all;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "10",
      description = "At most so many a second. Default: ${DEFAULT-VALUE}.")
  private double rate;

  @Option(names = "--execute", description = "Do it.")
  private boolean execute;

  /** What the command does with the dead letters. */
  public enum SettleAction {
    REDRIVE(
        "redrive",
        "redriven",
        "Has dead letters processed once more, as if they came anew; for when their cause is mended."),
    DISCARD("discard", "discarded", "Gives dead letters up for good; their rows stay.");

    private final String verb;
    private final String done;
    private final String description;

    SettleAction(String verb, String done, String description) {
      this.verb = verb;
      this.done = done;
      this.description = description;
    }
  }

  private DeadLetterSettleCommand(Environment environment, SettleAction fate) {
    this.environment = environment;
    this.fate = fate;
  }

  public static CommandSpec spec(Environment environment, SettleAction fate) {
    CommandSpec spec =
        SettingOptions.spec(
                new DeadLetterSettleCommand(environment, fate), OutboxCommandGroups.BOTH)
            .name(fate.verb);
    spec.usageMessage().description(fate.description + " Says which; does it with --execute.");
    return spec;
  }

  @Override
  public Integer call() {
    checkArguments();
    PrintWriter out = spec.commandLine().getOut();
    DatabaseSettings database =
        OutboxCommandGroups.database(environment, spec, OutboxCommandGroups.BOTH);
    DatabaseQueryResult chosen = choose(database);
    if (!execute) {
      chosen.print(out, filter.limit());
      out.println("nothing was changed; add --execute to " + fate.verb + " them");
      out.flush();
      return ExitCode.OK.code();
    }
    PacedBridgeClient requests =
        new PacedBridgeClient(
            AdminCommandGroups.client(environment, spec), rate, DeadLetterSettleCommand::pause);
    int failed = 0;
    for (List<String> row : chosen.rows()) {
      String id = chosen.value(row, "id");
      // Read one original at a time: each may be megabytes.
      BridgeClient.BridgeResponse answer =
          requests.post(
              BridgeClient.path("api", "dead-letters", id, fate.verb),
              body(id, chosen.value(row, "tenant"), database));
      failed += report(id, answer, out) ? 0 : 1;
    }
    out.printf("%d %s, %d refused%n", chosen.rows().size() - failed, fate.done, failed);
    out.flush();
    return failed == 0 ? ExitCode.OK.code() : ExitCode.FAILED.code();
  }

  private void checkArguments() {
    if (ids.isEmpty() && !filter.narrows() && !all) {
      throw new ParameterException(
          spec.commandLine(), "name dead letters, or give a filter, or --all for all open ones");
    }
    if (!(rate > 0)) {
      throw new ParameterException(spec.commandLine(), "--rate must be above 0");
    }
  }

  private DatabaseQueryResult choose(DatabaseSettings database) {
    DatabaseQuery question =
        new DatabaseQuery(
            "SELECT id, failed_at, reason, disposition AS fate, tenant_id AS tenant, instance,"
                + " event, size_bytes AS bytes FROM dead_letter_fates");
    if (ids.isEmpty()) {
      question
          .and("disposition = 'open'")
          .where("topic = ANY (?)", fate == SettleAction.REDRIVE ? REDRIVABLE : null);
    } else {
      question.where("id = ANY (?)", ids.toArray(String[]::new));
    }
    // In the order of the original records, so that those of an instance keep their order.
    DatabaseQueryResult chosen =
        filter
            .narrow(question, Clock.systemUTC().instant())
            .order(
                "topic, partition, record_offset, id", ids.isEmpty() ? filter.limit() : ids.size())
            .ask(database);
    Set<String> missing = new TreeSet<>(ids);
    chosen.rows().forEach(row -> missing.remove(chosen.value(row, "id")));
    if (!missing.isEmpty()) {
      throw new CommandFailedException(
          "there is no dead letter " + missing.iterator().next() + " that the filters let through");
    }
    return chosen;
  }

  /**
   * Builds the request body. It contains the tenant, if one was resolved, so that the tenant's
   * analysts see the dead letter's fate.
   */
  private ObjectNode body(String id, String tenant, DatabaseSettings database) {
    ObjectNode body =
        fate == SettleAction.REDRIVE
            ? DeadLetteredRecord.of(id, database).redrive()
            : JsonNodeFactory.instance.objectNode();
    if (!tenant.equals(TenantRecord.UNRESOLVED)) {
      body.put("tenantId", tenant);
    }
    return body;
  }

  private boolean report(String id, BridgeClient.BridgeResponse answer, PrintWriter out) {
    if (answer.problem() == null) {
      out.println(id + " " + fate.done);
      return true;
    }
    spec.commandLine().getErr().println("carteiro: " + id + ": " + answer.problem());
    return false;
  }

  private static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new CommandFailedException(
            "interrupted; what is done is done, the rest is still open");
      }
    }
  }
}
