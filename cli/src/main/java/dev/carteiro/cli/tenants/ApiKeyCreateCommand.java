// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.tenants;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.cli.AdminCommandGroups;
import dev.carteiro.config.Environment;
import dev.carteiro.contract.registry.ApiKeyRecord;
import dev.carteiro.runtime.lifecycle.ExitCode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command {@code keys create}: creates an API key and prints it; it is not shown again. */
@Command(
    name = "create",
    description = "Makes an API key and prints it on standard output; it is shown this once only.")
public final class ApiKeyCreateCommand implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Option(
      names = "--role",
      required = true,
      description = "What the key may do: ${COMPLETION-CANDIDATES}.")
  private ApiKeyRecord.ApiKeyRole role;

  @Option(
      names = "--tenant",
      paramLabel = "ID",
      description = "Whose data it may touch; admins may touch all.")
  private String tenant;

  @Option(names = "--name", required = true, paramLabel = "NAME", description = "What it is for.")
  private String name;

  public ApiKeyCreateCommand(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    ObjectNode body =
        JsonNodeFactory.instance.objectNode().put("role", role.text()).put("name", name);
    if (tenant != null) {
      body.put("tenantId", tenant);
    }
    JsonNode made = AdminCommandGroups.client(environment, spec).post("/api/keys", body);
    PrintWriter err = spec.commandLine().getErr();
    err.println(
        "key id "
            + made.path("keyId").asText()
            + "; the key itself, which will not be shown again:");
    err.flush();
    spec.commandLine().getOut().println(made.path("secret").asText());
    return ExitCode.OK.code();
  }
}
