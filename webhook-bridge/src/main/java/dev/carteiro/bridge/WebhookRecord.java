// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.RecordHeaders;
import dev.carteiro.contract.Topic;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Creates the Kafka record of a webhook: the masked body as value, everything else as headers. */
final class WebhookRecord {
  private WebhookRecord() {}

  /**
   * @param body the body with masked secrets
   * @param receivedAtMillis when the body was read, in epoch milliseconds
   */
  static ProducerRecord<String, byte[]> of(
      WebhookExchange exchange, Envelope envelope, byte[] body, long receivedAtMillis) {
    String key = envelope.unaddressed() == null ? key(exchange, envelope) : null;
    ProducerRecord<String, byte[]> message =
        new ProducerRecord<>(Topic.WEBHOOK.topicName(), null, key, body, List.of());
    header(message, RecordHeaders.RECEIVED_AT, Long.toString(receivedAtMillis));
    header(message, RecordHeaders.INGEST_PATH, exchange.path.withoutSecret());
    header(message, RecordHeaders.TRACE_ID, exchange.traceId);
    if (envelope.apikeyFingerprint() != null) {
      header(message, RecordHeaders.APIKEY_FINGERPRINT, envelope.apikeyFingerprint());
    }
    if (envelope.unaddressed() != null) {
      header(message, RecordHeaders.UNADDRESSED, envelope.unaddressed().text());
    }
    return message;
  }

  /** The key of an addressed webhook: its instance. */
  static String key(WebhookExchange exchange, Envelope envelope) {
    return new InstanceKey(exchange.gateway.orElseThrow(), envelope.instance()).text();
  }

  private static void header(ProducerRecord<String, byte[]> message, String name, String text) {
    message.headers().add(new RecordHeader(name, RecordHeaders.bytes(text)));
  }
}
