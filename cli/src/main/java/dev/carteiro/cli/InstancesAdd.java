// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.config.Environment;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.runtime.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Binds an instance to a tenant; what waited for it is processed. */
@Command(
    name = "add",
    description = "Registers an instance with a tenant; webhooks that waited for it are processed.")
final class InstancesAdd implements Callable<Integer> {
  private final Environment environment;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "Name of the instance in Evolution.")
  private String name;

  @Option(
      names = "--tenant",
      required = true,
      paramLabel = "ID",
      description = "Tenant that the number belongs to.")
  private String tenant;

  @Option(
      names = "--create-tenant",
      description = "Make the tenant first if there is none of that id.")
  private boolean createTenant;

  @Option(
      names = "--gateway",
      paramLabel = "NAME",
      defaultValue = InstanceKey.DEFAULT_GATEWAY,
      description = "Which Evolution server, when there are several. Default: ${DEFAULT-VALUE}.")
  private String gateway;

  @Option(
      names = "--evolution-instance-id",
      paramLabel = "ID",
      description =
          "Evolution's own id of the instance; webhooks that name another are not believed.")
  private String evolutionInstanceId;

  @Option(
      names = "--apikey-file",
      paramLabel = "FILE",
      description =
          "File of the instance's token (- for standard input); only its hash is kept, and webhooks that carry"
              + " another are not believed.")
  private String apikeyFile;

  @Option(
      names = "--evolution-url",
      paramLabel = "URL",
      description =
          "Base URL of the Evolution server that sends for it; given again, an alternate server.")
  private List<String> evolutionUrls = List.of();

  @Option(
      names = "--credential",
      paramLabel = "NAME",
      description = "Name under which the senders know Evolution's API key; never the key itself.")
  private String credential;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Messages that it sends in any 60 seconds at most, instead of the default.")
  private Integer rate;

  @Option(
      names = "--client-message-ids",
      description = "Its Evolution takes a client's message id (2.4 and later).")
  private boolean clientMessageIds;

  @Option(
      names = "--integration",
      paramLabel = "NAME",
      description =
          "Through what its Evolution reaches WhatsApp: WHATSAPP-BAILEYS, WHATSAPP-BUSINESS or EVOLUTION."
              + " Default: senders ask Evolution.")
  private String integration;

  InstancesAdd(Environment environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    BridgeClient bridge = AdminCommands.client(environment, spec);
    if (createTenant && !bridge.exists(BridgeClient.path("api", "tenants", tenant))) {
      bridge.put(
          BridgeClient.path("api", "tenants", tenant), Map.of(), TenantsAdd.body(tenant, null));
    }
    bridge.put(BridgeClient.path("api", "instances", name), Map.of("gateway", gateway), body());
    spec.commandLine().getOut().println("instance " + name + " belongs to tenant " + tenant);
    return ExitCode.OK.code();
  }

  private ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("tenantId", tenant);
    if (evolutionInstanceId != null) {
      body.put("evolutionInstanceId", evolutionInstanceId);
    }
    if (apikeyFile != null) {
      body.put("apikey", apikey());
    }
    evolutionUrls.forEach(body.withArray("evolutionUrls")::add);
    if (credential != null) {
      body.put("credential", credential);
    }
    if (rate != null) {
      body.put("ratePerMinute", rate);
    }
    if (clientMessageIds) {
      body.put("clientMessageIds", true);
    }
    if (integration != null) {
      body.put("integration", integration);
    }
    return body;
  }

  private String apikey() {
    try {
      byte[] bytes =
          apikeyFile.equals("-")
              ? System.in.readAllBytes()
              : Files.readAllBytes(Path.of(apikeyFile));
      return new String(bytes, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new CommandFailure(
          "cannot read the token from " + apikeyFile + ": " + e.getMessage(), e);
    }
  }
}
