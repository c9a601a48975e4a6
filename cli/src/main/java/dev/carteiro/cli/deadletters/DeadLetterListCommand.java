// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.deadletters;

import dev.carteiro.cli.OutboxCommandGroups;
import dev.carteiro.cli.query.DatabaseQuery;
import dev.carteiro.config.Environment;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command {@code dead-letters list}: prints dead letters, newest first. */
@Command(name = "list", description = "Lists dead letters, newest first.")
public final class DeadLetterListCommand implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Mixin private DeadLetterFilterOptions filter;

  @Option(
      names = "--fate",
      paramLabel = "FATE",
      defaultValue = "open",
      description = "open, redriven, discarded, or all. Default: ${DEFAULT-VALUE}.")
  private String fate;

  public DeadLetterListCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    filter
        .narrow(
            new DatabaseQuery(
                    "SELECT id, failed_at, stage, reason, disposition AS fate, tenant_id AS tenant,"
                        + " instance, event, size_bytes AS bytes, detail FROM dead_letter_fates")
                .where("disposition = ?", fate.equals("all") ? null : fate),
            Clock.systemUTC().instant())
        .order("failed_at DESC, id", filter.limit())
        .ask(OutboxCommandGroups.database(environment, spec, OutboxCommandGroups.READING))
        .print(spec.commandLine().getOut(), filter.limit());
    return ExitCode.OK.code();
  }
}
