// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.messages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.cli.AdminCommandGroups;
import dev.carteiro.config.Environment;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Command {@code send}: queues one message. */
@Command(
    name = "send",
    description = "Sends a message as soon as its number's pace allows; prints the id of its job.")
public final class SendCliCommand implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Mixin private MessageOptions message;

  public SendCliCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    JsonNode answer =
        AdminCommandGroups.client(environment, spec)
            .post("/api/whatsapp/send-message", message.body(), message.idempotencyKey());
    spec.commandLine()
        .getOut()
        .println(answer.path("status").asText("queued") + " " + answer.path("id").asText());
    return ExitCode.OK.code();
  }
}
