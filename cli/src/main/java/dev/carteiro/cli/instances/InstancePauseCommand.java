// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.instances;

import dev.carteiro.cli.AdminCommandGroups;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.config.Environment;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

  @Mixin private InstanceNameOptions instance;

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
        .post(instance.path() + BridgeClient.path(verb), instance.query(), null);
    spec.commandLine().getOut().println("instance " + instance.name() + " " + verb + "d");
    return ExitCode.OK.code();
  }
}
