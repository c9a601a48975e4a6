// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carteiro.cli.AdminCommandGroups;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.config.Environment;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code schedules move}: changes the time of a schedule. */
@Command(name = "move", description = "Gives a schedule that is not due yet another time.")
public final class ScheduleMoveCommand implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ID", description = "Id of the schedule.")
  private String id;

  @Mixin private ScheduledTimeOption time;

  public ScheduleMoveCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    String wanted = time.text(Clock.systemUTC().instant());
    JsonNode answer =
        AdminCommandGroups.client(environment, spec)
            .patch(
                BridgeClient.path("api", "whatsapp", "schedules", id),
                JsonNodeFactory.instance.objectNode().put("scheduledFor", wanted));
    boolean pending = answer.path("status").asText().equals("pending");
    spec.commandLine()
        .getOut()
        .println(
            pending
                ? id + " move is asked for; it was not answered yet"
                : id + " moved to " + answer.path("scheduledFor").asText(wanted));
    return ExitCode.OK.code();
  }
}
