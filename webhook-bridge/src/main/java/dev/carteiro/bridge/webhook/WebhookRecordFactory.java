// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.webhook;

import dev.carteiro.bridge.mask.EnvelopeScanResult;
import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Topic;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Creates the Kafka record of a webhook: the masked body as value, everything else as headers. */
final class WebhookRecordFactory {
  private WebhookRecordFactory() {}

  static ProducerRecord<String, byte[]> of(
      WebhookExchange exchange, EnvelopeScanResult envelope, byte[] body, long receivedAtMillis) {
    String key = envelope.unaddressed() == null ? key(exchange, envelope) : null;
    ProducerRecord<String, byte[]> message =
        new ProducerRecord<>(Topic.WEBHOOK.topicName(), null, key, body, List.of());
    header(message, CarteiroRecordHeaders.RECEIVED_AT, Long.toString(receivedAtMillis));
    header(message, CarteiroRecordHeaders.INGEST_PATH, exchange.path.withoutSecret());
    header(message, CarteiroRecordHeaders.TRACE_ID, exchange.traceId);
    if (envelope.apikeyFingerprint() != null) {
      header(message, CarteiroRecordHeaders.APIKEY_FINGERPRINT, envelope.apikeyFingerprint());
    }
    if (envelope.unaddressed() != null) {
      header(message, CarteiroRecordHeaders.UNADDRESSED, envelope.unaddressed().text());
    }
    return message;
  }

  static String key(WebhookExchange exchange, EnvelopeScanResult envelope) {
    return new InstanceKey(exchange.gateway.orElseThrow(), envelope.instance()).text();
  }

  private static void header(ProducerRecord<String, byte[]> message, String name, String text) {
    message.headers().add(name, CarteiroRecordHeaders.bytes(text));
  }
}
