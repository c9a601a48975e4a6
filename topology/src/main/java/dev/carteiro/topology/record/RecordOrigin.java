// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.record;

import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.topology.parse.RawWebhook;
import java.time.Instant;
import java.util.Map;

/**
 * The input record that something was made from: its coordinates, headers and bytes. It passes
 * through all stages, so that a failure in any of them can write the whole record as a dead letter.
 *
 * @param key the record's key, {@code gateway/name}; null when the bridge found no instance
 * @param brokerTime when the broker appended the record
 * @param headers the record's headers as text; the last one of each name
 */
public record RecordOrigin(
    String key,
    String topic,
    int partition,
    long offset,
    Instant brokerTime,
    Map<String, String> headers,
    byte[] bytes)
    implements OriginTrackedRecord {

  @Override
  public RecordOrigin origin() {
    return this;
  }

  /** The webhook's trace id; null when the record has none. */
  public String traceId() {
    return headers.get(CarteiroRecordHeaders.TRACE_ID);
  }

  /** Whether this is a redriven dead letter, which deduplication lets pass. */
  public boolean isRedrive() {
    return headers.containsKey(CarteiroRecordHeaders.REDRIVE);
  }

  public RawWebhook toRaw() {
    return new RawWebhook(
        key, bytes, receivedAt(), traceId(), headers.get(CarteiroRecordHeaders.APIKEY_FINGERPRINT));
  }

  private Instant receivedAt() {
    String text = headers.get(CarteiroRecordHeaders.RECEIVED_AT);
    if (text == null) {
      return brokerTime;
    }
    try {
      return Instant.ofEpochMilli(Long.parseLong(text));
    } catch (NumberFormatException notFromTheBridge) {
      return brokerTime;
    }
  }
}
