// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.messages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.cli.command.BridgeOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code schedule}. */
@Command(
    name = "schedule",
    description = "Sends a message at a time within the next 90 days; prints the schedule's id.")
public final class ScheduleMessageCliCommand implements Runnable {
  @Mixin private BridgeOptions bridge;

  @Mixin private MessageOptions message;

  @Mixin private ScheduledTimeOption time;

  @Override
  public void run() {
    JsonNode answer = message.post(bridge, "/api/whatsapp/schedule-message", time.text());
    bridge
        .out()
        .printf(
            "scheduled %s for %s%n",
            answer.path("scheduleId").asText(), answer.path("scheduledFor").asText());
  }
}
