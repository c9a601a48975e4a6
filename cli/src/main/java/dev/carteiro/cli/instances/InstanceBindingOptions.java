// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.instances;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.cli.command.CommandFailedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Options for the fields of a binding; a field whose option is not given is not sent. */
final class InstanceBindingOptions {

  @Option(
      names = "--evolution-instance-id",
      paramLabel = "ID",
      description = "Evolution's own id of the instance; webhooks with another id are rejected.")
  private String evolutionInstanceId;

  @Option(
      names = "--apikey-file",
      paramLabel = "FILE",
      description =
          "File with the instance's token (- for standard input). Only its hash is stored; webhooks with another"
              + " token are rejected.")
  private String apikeyFile;

  @Option(
      names = "--evolution-url",
      paramLabel = "URL",
      description =
          "Base URL of the Evolution server that sends for it; repeat it for alternate servers.")
  private List<String> evolutionUrls;

  @Option(
      names = "--credential",
      paramLabel = "NAME",
      description = "Name under which the senders know Evolution's API key; never the key itself.")
  private String credential;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Maximum number of messages in any 60 seconds, instead of the default.")
  private Integer rate;

  @Option(
      names = "--client-message-ids",
      negatable = true,
      description = "Whether its Evolution accepts a client's message id (2.4 and later).")
  private Boolean clientMessageIds;

  @Option(
      names = "--integration",
      paramLabel = "NAME",
      description =
          "How its Evolution reaches WhatsApp: WHATSAPP-BAILEYS, WHATSAPP-BUSINESS or EVOLUTION."
              + " Default: senders ask Evolution.")
  private String integration;

  ObjectNode fields() {
    return BridgeClient.body(
        "evolutionInstanceId", evolutionInstanceId,
        "apikey", apikeyFile == null ? null : apikey(),
        "evolutionUrls", evolutionUrls,
        "credential", credential,
        "ratePerMinute", rate,
        "clientMessageIds", clientMessageIds,
        "integration", integration);
  }

  private String apikey() {
    try {
      byte[] bytes =
          apikeyFile.equals("-")
              ? System.in.readAllBytes()
              : Files.readAllBytes(Path.of(apikeyFile));
      return new String(bytes, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new CommandFailedException(
          "cannot read the token from " + apikeyFile + ": " + e.getMessage(), e);
    }
  }
}
