// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.instances;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.cli.command.CommandFailedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/**
 * Options for the fields of an instance's binding. A field whose option is not given is left out of
 * the request.
 */
final class InstanceBindingOptions {

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
      negatable = true,
      description = "Its Evolution takes a client's message id (2.4 and later), or does not.")
  private Boolean clientMessageIds;

  @Option(
      names = "--integration",
      paramLabel = "NAME",
      description =
          "Through what its Evolution reaches WhatsApp: WHATSAPP-BAILEYS, WHATSAPP-BUSINESS or EVOLUTION."
              + " Default: senders ask Evolution.")
  private String integration;

  /** Builds the request fields of the options that were given. */
  ObjectNode fields() {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    if (evolutionInstanceId != null) {
      fields.put("evolutionInstanceId", evolutionInstanceId);
    }
    if (apikeyFile != null) {
      fields.put("apikey", apikey());
    }
    if (!evolutionUrls.isEmpty()) {
      evolutionUrls.forEach(fields.withArray("evolutionUrls")::add);
    }
    if (credential != null) {
      fields.put("credential", credential);
    }
    if (rate != null) {
      fields.put("ratePerMinute", rate);
    }
    if (clientMessageIds != null) {
      fields.put("clientMessageIds", clientMessageIds);
    }
    if (integration != null) {
      fields.put("integration", integration);
    }
    return fields;
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
