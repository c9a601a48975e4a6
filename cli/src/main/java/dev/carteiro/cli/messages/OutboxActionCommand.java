// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.messages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.cli.AdminCommandGroups;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.cli.command.CommandFailedException;
import dev.carteiro.config.Environment;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Commands that cancel, pause, resume, resend or discard jobs, schedules or batches by their ids.
 */
@Command
public final class OutboxActionCommand implements Callable<Integer> {
  private final Environment environment;
  private final OutboxAction kind;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "ID",
      description = "Ids, as send and the lists show them.")
  private List<String> ids;

  /** An action and the kind of target it applies to. */
  public enum OutboxAction {
    CANCEL_SCHEDULE("cancel", "schedules", null, "Takes back schedules that did not leave yet."),
    CANCEL_JOB("cancel", "jobs", null, "Takes back messages that did not leave yet."),
    PAUSE_BATCH("pause", "batches", "pause", "Holds what has not left of bulk requests."),
    RESUME_BATCH("resume", "batches", "resume", "Lets paused bulk requests go on."),
    CANCEL_BATCH("cancel", "batches", "cancel", "Takes back what has not left of bulk requests."),
    RESEND("resend", "jobs", "resend", "Queues messages of the manual queue once more."),
    DISCARD("discard", "jobs", "discard", "Ends messages of the manual queue, unsent.");

    private final String command;
    private final String targets;
    private final String verb;
    private final String description;

    /**
     * Creates an action.
     *
     * @param verb last segment of the path that is posted to; null when the target is deleted
     */
    OutboxAction(String command, String targets, String verb, String description) {
      this.command = command;
      this.targets = targets;
      this.verb = verb;
      this.description = description;
    }

    public String command() {
      return command;
    }

    public String description() {
      return description;
    }

    public OutboxActionCommand of(Environment environment) {
      return new OutboxActionCommand(environment, this);
    }
  }

  private OutboxActionCommand(Environment environment, OutboxAction kind) {
    this.environment = environment;
    this.kind = kind;
  }

  public OutboxAction kind() {
    return kind;
  }

  @Override
  public Integer call() {
    BridgeClient bridge = AdminCommandGroups.client(environment, spec);
    int failed = 0;
    for (String id : ids) {
      try {
        print(id, perform(bridge, id));
      } catch (CommandFailedException e) {
        // Go on with the other ids; the exit code reports the failure.
        spec.commandLine().getErr().println("carteiro: " + id + ": " + e.getMessage());
        failed++;
      }
    }
    return failed == 0 ? ExitCode.OK.code() : ExitCode.FAILED.code();
  }

  private JsonNode perform(BridgeClient bridge, String id) {
    return kind.verb == null
        ? bridge.delete(BridgeClient.path("api", "whatsapp", kind.targets, id), Map.of())
        : bridge.post(BridgeClient.path("api", "whatsapp", kind.targets, id, kind.verb), null);
  }

  private void print(String id, JsonNode answer) {
    PrintWriter out = spec.commandLine().getOut();
    String status = answer.path("status").asText("done");
    out.println(
        status.equals("pending")
            ? id + " " + kind.command + " is asked for; it was not answered yet"
            : id + " " + status);
  }
}
