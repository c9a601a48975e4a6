// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.messages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.cli.command.BridgeOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code send}. */
@Command(
    name = "send",
    description =
        "Sends a message as soon as the instance's rate limit allows it; prints the id of its job.")
public final class SendMessageCliCommand implements Runnable {
  @Mixin private BridgeOptions bridge;

  @Mixin private MessageOptions message;

  @Override
  public void run() {
    JsonNode answer = message.post(bridge, "/api/whatsapp/send-message", null);
    bridge.out().println(answer.path("status").asText("queued") + " " + answer.path("id").asText());
  }
}
