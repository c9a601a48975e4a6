// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.config.Environment;
import dev.carteiro.runtime.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Command {@code manual list}: prints the jobs in the state {@code manual}, oldest first. */
@Command(
    name = "list",
    description = "Lists the messages that wait for a person: resend or discard them.")
final class ManualList implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Mixin private ListOptions list;

  ManualList(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    list.narrow(
            new Question(
                    "SELECT id, manual_at AS since, reason, attempts, tenant_id AS tenant, instance,"
                        + " phone_number AS phone, message, detail FROM whatsapp_message_log")
                .and("status = 'manual'"))
        .order("manual_at, id", list.limit())
        .ask(OutboxCommands.database(environment, spec, OutboxCommands.READING))
        .print(spec.commandLine().getOut(), list.limit());
    return ExitCode.OK.code();
  }
}
