// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.bridge.kafka.CommandRecordFactory;
import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.contract.send.ControlCommand;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.OutboxCommand;
import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The validated body of a redrive: a dead letter's original record, with the headers that Carteiro
 * wrote. Key and tenant may be null.
 */
record DeadLetterRedriveRequest(
    Topic topic, String key, Map<String, String> headers, byte[] bytes, String tenantId) {
  private static final Set<String> FIELDS = Set.of("topic", "key", "headers", "bytes", "tenantId");

  /** Topics that can be redriven: inputs of the topology, which writes its outputs itself. */
  private static final List<Topic> TOPICS =
      List.of(Topic.WEBHOOK, Topic.SEND_MESSAGE, Topic.SCHEDULE_MESSAGE);

  private static final String OURS = "carteiro-";
  private static final int MAX_HEADERS = 50;

  static DeadLetterRedriveRequest read(byte[] body) {
    RequestFieldReader fields = RequestFieldReader.parse(body, FIELDS);
    return new DeadLetterRedriveRequest(
        topic(fields), fields.anyText("key"), headers(fields), bytes(fields), tenant(fields));
  }

  /** The tenant that a request names; null for none. */
  static String tenant(RequestFieldReader fields) {
    String tenant = fields.text("tenantId", 64);
    return tenant == null || tenant.equals(TenantRecord.UNRESOLVED)
        ? null
        : TenantAdminHandler.tenantId(tenant);
  }

  /** The original record with a redrive header, so that deduplication lets it pass. */
  ProducerRecord<String, byte[]> original(String deadLetter, CommandRecordFactory records) {
    Map<String, String> texts = new LinkedHashMap<>(headers);
    texts.put(CarteiroRecordHeaders.REDRIVE, deadLetter);
    if (tenantId != null) {
      texts.put(CarteiroRecordHeaders.REDRIVE_TENANT, tenantId);
    }
    Headers all = new RecordHeaders();
    texts.forEach((name, text) -> all.add(name, CarteiroRecordHeaders.bytes(text)));
    return new ProducerRecord<>(topic.topicName(), partition(records), key, bytes, all);
  }

  /** The job's partition for a command about a job; null lets the key decide. */
  private Integer partition(CommandRecordFactory records) {
    if (topic == Topic.WEBHOOK) {
      return null;
    }
    try {
      return Json.read(bytes, OutboxCommand.class) instanceof ControlCommand command
          ? records.parse(command.target()).map(JobIdFormat.ParsedJobId::partition).orElse(null)
          : null;
    } catch (IOException unreadable) {
      // Perhaps the reason for the dead letter. A newer topology may be able to read it.
      return null;
    }
  }

  private static Topic topic(RequestFieldReader fields) {
    String name = fields.requiredText("topic", 249);
    return Topic.named(name)
        .filter(TOPICS::contains)
        .orElseThrow(
            () ->
                ApiProblemFactory.badRequest(
                    "NOT_REDRIVABLE",
                    "Records of this topic are not redriven; those of "
                        + String.join(", ", TOPICS.stream().map(Topic::topicName).toList())
                        + " are."));
  }

  private static Map<String, String> headers(RequestFieldReader fields) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> header : fields.entries("headers", MAX_HEADERS)) {
      if (!header.getValue().isTextual()) {
        throw fields.invalid("headers", "an object of texts");
      }
      String name = header.getKey();
      if (name.startsWith(OURS) && !name.equals(CarteiroRecordHeaders.REDRIVE)) {
        headers.put(name, header.getValue().textValue());
      }
    }
    return headers;
  }

  private static byte[] bytes(RequestFieldReader fields) {
    fields.require("bytes");
    try {
      return Base64.getDecoder().decode(fields.anyText("bytes"));
    } catch (IllegalArgumentException e) {
      throw fields.invalid("bytes", "base64");
    }
  }
}
