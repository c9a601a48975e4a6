// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.messages;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Parameters and options of the message that {@code send} and {@code schedule} queue. */
final class MessageOptions {
  @Parameters(
      index = "0",
      paramLabel = "PHONE",
      description = "Recipient: digits with country code, or a jid. It is used as it is given.")
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
      description = "The number that sends.")
  private String instance;

  @Option(
      names = "--gateway",
      paramLabel = "NAME",
      description = "The instance's Evolution server, when there are several.")
  private String gateway;

  @Option(
      names = "--priority",
      paramLabel = "LANE",
      description = "high, normal, low, monitoring or maintenance. Default: normal.")
  private String priority;

  @Option(
      names = "--delay",
      paramLabel = "SECONDS",
      description = "How long to show \"typing\" before it leaves.")
  private Integer delay;

  @Option(names = "--media", paramLabel = "URL", description = "Image, video or document to send.")
  private String media;

  @Option(
      names = "--media-type",
      paramLabel = "KIND",
      defaultValue = "image",
      description = "image, video or document. Default: ${DEFAULT-VALUE}.")
  private String mediaType;

  @Option(names = "--id", paramLabel = "TEXT", description = "Your own name for the message.")
  private String id;

  @Option(
      names = "--idempotency-key",
      paramLabel = "TEXT",
      description = "The same key within 24 hours is the same message: it is sent once.")
  private String idempotencyKey;

  /** Builds the body of the bridge's request. */
  ObjectNode body() {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("instanceName", instance)
            .put("phoneNumber", phone);
    put(body, "message", text);
    put(body, "gateway", gateway);
    put(body, "priority", priority);
    put(body, "id", id);
    if (delay != null) {
      body.put("delaySeconds", delay);
    }
    if (media != null) {
      body.put("type", "media").put("mediaType", mediaType).put("media", media);
    }
    return body;
  }

  String idempotencyKey() {
    return idempotencyKey;
  }

  private static void put(ObjectNode body, String field, String value) {
    if (value != null) {
      body.put(field, value);
    }
  }
}
