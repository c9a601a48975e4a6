// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.cli.AdminCommandGroups;
import dev.carteiro.config.Environment;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Command {@code schedule}: queues one message that is sent at a later time. */
@Command(
    name = "schedule",
    description = "Sends a message at a time within the next 90 days; prints the schedule's id.")
public final class ScheduleCliCommand implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Mixin private MessageOptions message;

  @Mixin private ScheduledTimeOption time;

  public ScheduleCliCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    ObjectNode body = message.body().put("scheduledFor", time.text(Clock.systemUTC().instant()));
    JsonNode answer =
        AdminCommandGroups.client(environment, spec)
            .post("/api/whatsapp/schedule-message", body, message.idempotencyKey());
    spec.commandLine()
        .getOut()
        .println(
            "scheduled "
                + answer.path("scheduleId").asText()
                + " for "
                + answer.path("scheduledFor").asText());
    return ExitCode.OK.code();
  }
}
