// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.tenants;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.cli.AdminCommandGroups;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.config.Environment;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command {@code tenants add}: creates or replaces a tenant. */
@Command(
    name = "add",
    description = "Makes a tenant, or changes it: what is not given is taken away.")
public final class TenantAddCommand implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "ID", description = "Letters, digits, '.', '_' and '-', at most 64.")
  private String id;

  @Option(names = "--name", paramLabel = "NAME", description = "Name for people. Default: the id.")
  private String name;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Messages that all its numbers together send in any 60 seconds at most.")
  private Integer rate;

  @Option(
      names = "--quiet",
      paramLabel = "FROM-TO",
      description =
          "Local hours in which messages that are not urgent wait, e.g. 22:00-07:00; needs --timezone.")
  private String quiet;

  @Option(
      names = "--timezone",
      paramLabel = "ZONE",
      description = "Where its people are, e.g. America/Sao_Paulo.")
  private String timezone;

  public TenantAddCommand(Environment environment) {
    this.environment = environment;
  }

  /** Builds the body of the bridge's request; without a name it takes the id. */
  public static ObjectNode body(String id, String name) {
    return JsonNodeFactory.instance.objectNode().put("name", name == null ? id : name);
  }

  private ObjectNode body() {
    ObjectNode body = body(id, name);
    if (rate != null) {
      body.put("ratePerMinute", rate);
    }
    if ((quiet == null) != (timezone == null)) {
      throw new ParameterException(
          spec.commandLine(), "--quiet and --timezone belong together: give both or none");
    }
    if (quiet != null) {
      String[] hours = quiet.split("-", 2);
      if (hours.length != 2) {
        throw new ParameterException(spec.commandLine(), "--quiet reads FROM-TO, e.g. 22:00-07:00");
      }
      body.putObject("quietHours")
          .put("from", hours[0])
          .put("to", hours[1])
          .put("timezone", timezone);
    }
    return body;
  }

  @Override
  public Integer call() {
    AdminCommandGroups.client(environment, spec)
        .put(BridgeClient.path("api", "tenants", id), Map.of(), body());
    spec.commandLine().getOut().println("tenant " + id + " exists");
    return ExitCode.OK.code();
  }
}
