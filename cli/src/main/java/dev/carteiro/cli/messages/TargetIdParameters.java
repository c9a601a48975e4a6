// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.messages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.cli.command.BridgeOptions;
import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import picocli.CommandLine.Parameters;

/** The ids of jobs, schedules or batches that a command cancels, pauses, resends and so on. */
final class TargetIdParameters {
  @Parameters(
      arity = "1..*",
      paramLabel = "ID",
      description = "Ids, as 'send' and the lists print them.")
  private List<String> ids;

  /** Cancels each; the exit code is a failure if the bridge refused one. */
  int cancel(BridgeOptions bridge, String targets) {
    return perform(
        bridge,
        "cancel",
        (client, id) -> client.delete(BridgeClient.path("api", "whatsapp", targets, id), Map.of()));
  }

  int post(BridgeOptions bridge, String targets, String action) {
    return perform(
        bridge,
        action,
        (client, id) ->
            client.post(BridgeClient.path("api", "whatsapp", targets, id, action), null));
  }

  private int perform(
      BridgeOptions bridge, String action, BiFunction<BridgeClient, String, JsonNode> request) {
    BridgeClient client = bridge.client();
    ExitCode code = ExitCode.OK;
    for (String id : ids) {
      try {
        String status = request.apply(client, id).path("status").asText("done");
        bridge
            .out()
            .println(
                status.equals("pending")
                    ? id + " " + action + " was requested and is not confirmed yet"
                    : id + " " + status);
      } catch (CommandFailedException e) {
        bridge.err().println("carteiro: " + id + ": " + e.getMessage());
        code = ExitCode.FAILED;
      }
    }
    return code.code();
  }
}
