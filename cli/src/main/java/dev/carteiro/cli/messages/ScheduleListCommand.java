// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.messages;

import dev.carteiro.cli.OutboxCommandGroups;
import dev.carteiro.cli.query.DatabaseQuery;
import dev.carteiro.cli.query.RowFilterOptions;
import dev.carteiro.config.Environment;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command {@code schedules list}: prints schedules, the next due first. */
@Command(name = "list", description = "Lists schedules, those that are due first at the top.")
public final class ScheduleListCommand implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Mixin private RowFilterOptions list;

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      defaultValue = "pending",
      description =
          "pending, fired, cancelled, expired, failed, or all. Default: ${DEFAULT-VALUE}.")
  private String status;

  public ScheduleListCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    list.narrow(
            new DatabaseQuery(
                    "SELECT id, status, reason, scheduled_for, moved, tenant_id AS tenant, instance,"
                        + " phone_number AS phone, message FROM scheduled_messages")
                .where("status = ?", status.equals("all") ? null : status))
        .order("scheduled_for, id", list.limit())
        .ask(OutboxCommandGroups.database(environment, spec, OutboxCommandGroups.READING))
        .print(spec.commandLine().getOut(), list.limit());
    return ExitCode.OK.code();
  }
}
