// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.messages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.cli.command.BridgeOptions;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Parameters and options of the message that {@code send} and {@code schedule} queue. */
final class MessageOptions {
  @Parameters(
      index = "0",
      paramLabel = "PHONE",
      description = "Recipient: digits with country code, or a jid. It is not changed.")
  private String phone;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TEXT",
      description = "The text; the caption with --media.")
  private String text;

  @Option(
      names = "--instance",
      required = true,
      paramLabel = "NAME",
      description = "The instance that sends.")
  private String instance;

  @Option(
      names = "--gateway",
      paramLabel = "NAME",
      description = "The instance's Evolution server, if there are several.")
  private String gateway;

  @Option(
      names = "--priority",
      paramLabel = "LANE",
      description = "high, normal, low, monitoring or maintenance. Default: normal.")
  private String priority;

  @Option(
      names = "--delay",
      paramLabel = "SECONDS",
      description = "How long \"typing\" is shown before the message is sent.")
  private Integer delay;

  @Option(names = "--media", paramLabel = "URL", description = "Image, video or document to send.")
  private String media;

  @Option(
      names = "--media-type",
      paramLabel = "KIND",
      defaultValue = "image",
      description = "image, video or document. Default: ${DEFAULT-VALUE}.")
  private String mediaType;

  @Option(names = "--id", paramLabel = "TEXT", description = "Your own id of the message.")
  private String id;

  @Option(
      names = "--idempotency-key",
      paramLabel = "TEXT",
      description = "Requests with the same key within 24 hours send one message.")
  private String idempotencyKey;

  /** Posts the message; {@code scheduledFor} is null for now. */
  JsonNode post(BridgeOptions bridge, String path, String scheduledFor) {
    return bridge
        .client()
        .post(
            path,
            BridgeClient.body(
                "instanceName", instance,
                "phoneNumber", phone,
                "message", text,
                "gateway", gateway,
                "priority", priority,
                "id", id,
                "delaySeconds", delay,
                "type", media == null ? null : "media",
                "mediaType", media == null ? null : mediaType,
                "media", media,
                "scheduledFor", scheduledFor),
            idempotencyKey);
  }
}
