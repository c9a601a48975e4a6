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
import picocli.CommandLine.Spec;

/** Command {@code manual list}: prints the jobs in the state {@code manual}, oldest first. */
@Command(
    name = "list",
    description = "Lists the messages that wait for a person: resend or discard them.")
public final class ManualJobListCommand implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Mixin private RowFilterOptions list;

  public ManualJobListCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    list.narrow(
            new DatabaseQuery(
                    "SELECT id, manual_at AS since, reason, attempts, tenant_id AS tenant, instance,"
                        + " phone_number AS phone, message, detail FROM whatsapp_message_log")
                .and("status = 'manual'"))
        .order("manual_at, id", list.limit())
        .ask(OutboxCommandGroups.database(environment, spec, OutboxCommandGroups.READING))
        .print(spec.commandLine().getOut(), list.limit());
    return ExitCode.OK.code();
  }
}
