// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.instances;

import dev.carteiro.cli.AdminCommandGroups;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.config.Environment;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Commands {@code instances pause} and {@code instances resume}: holds what an instance has not
 * sent yet, or lets it send again.
 */
@Command
public final class InstancePauseCommand implements Callable<Integer> {
  private final Environment environment;
  private final String verb;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "Name of the instance in Evolution.")
  private String name;

  @Option(
      names = "--gateway",
      paramLabel = "NAME",
      defaultValue = InstanceKey.DEFAULT_GATEWAY,
      description = "Which Evolution server, when there are several. Default: ${DEFAULT-VALUE}.")
  private String gateway;

  /**
   * Creates the command.
   *
   * @param verb pause or resume
   */
  public InstancePauseCommand(Environment environment, String verb) {
    this.environment = environment;
    this.verb = verb;
  }

  @Override
  public Integer call() {
    AdminCommandGroups.client(environment, spec)
        .post(
            BridgeClient.path("api", "instances", name, verb)
                + "?gateway="
                + BridgeClient.path(gateway).substring(1),
            null);
    spec.commandLine().getOut().println("instance " + name + " " + verb + "d");
    return ExitCode.OK.code();
  }
}
