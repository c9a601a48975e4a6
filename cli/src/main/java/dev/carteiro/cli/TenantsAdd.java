// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.config.Environment;
import dev.carteiro.runtime.ExitCode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes or changes a tenant. */
@Command(name = "add", description = "Makes a tenant, or changes its name.")
final class TenantsAdd implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ID", description = "Letters, digits, '.', '_' and '-', at most 64.")
  private String id;

  @Option(names = "--name", paramLabel = "NAME", description = "Name for people. Default: the id.")
  private String name;

  TenantsAdd(Environment environment) {
    this.environment = environment;
  }

  /** The bridge's document of a tenant. */
  static ObjectNode body(String id, String name) {
    return JsonNodeFactory.instance.objectNode().put("name", name == null ? id : name);
  }

  @Override
  public Integer call() {
    AdminCommands.client(environment, spec)
        .put(BridgeClient.path("api", "tenants", id), Map.of(), body(id, name));
    spec.commandLine().getOut().println("tenant " + id + " exists");
    return ExitCode.OK.code();
  }
}
