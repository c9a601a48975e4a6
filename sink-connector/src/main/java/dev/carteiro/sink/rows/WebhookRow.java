// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import java.time.Instant;
import java.time.LocalDate;

/**
 * An archived webhook.
 *
 * @param day the UTC day of the record's timestamp: it never changes, so a replay writes the same
 *     row
 * @param instance {@code gateway/name}; null when the body named none
 * @param event null when the body is not a JSON object with that field
 */
record WebhookRow(
    LocalDate day,
    String topic,
    int partition,
    long offset,
    String instance,
    String event,
    String ingestPath,
    Instant receivedAt,
    String traceId,
    byte[] body) {

  WebhookRow on(LocalDate otherDay) {
    return new WebhookRow(
        otherDay, topic, partition, offset, instance, event, ingestPath, receivedAt, traceId, body);
  }
}
