// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import dev.carteiro.config.Environment;
import dev.carteiro.runtime.ExitCode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows which instance belongs to which tenant. */
@Command(name = "list", description = "Lists the registered instances.")
final class InstancesList implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most so many. Default: 100.")
  private int limit;

  @Option(names = "--after", paramLabel = "GATEWAY/NAME", description = "Only those that come after this one.")
  private String after;

  InstancesList(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    Map<String, String> limited = Map.of("limit", Integer.toString(limit));
    Map<String, String> query =
        after == null ? limited : Map.of("limit", Integer.toString(limit), "after", after);
    AdminCommands.print(
        spec.commandLine().getOut(),
        AdminCommands.client(environment, spec).get("/api/instances", query),
        AdminCommands.columns(
            "gateway", "gateway", "name", "name", "tenant", "tenantId", "evolution id", "evolutionInstanceId", "updated",
            "updatedAt"));
    return ExitCode.OK.code();
  }
}
