// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import dev.carteiro.contract.Json;
import dev.carteiro.topology.record.RecordOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;

/**
 * A parked webhook, and when it was parked. Encoded as 8 B time of parking (ms), 4 B length of the
 * coordinates, the coordinates as JSON, the body.
 */
record ParkedWebhook(RecordOrigin origin, long parkedAtMs) {

  private record ParkedWebhookMetadata(
      String key,
      String topic,
      int partition,
      long offset,
      Instant brokerTime,
      Map<String, String> headers) {}

  byte[] encode() {
    byte[] coordinates =
        Json.write(
            new ParkedWebhookMetadata(
                origin.key(),
                origin.topic(),
                origin.partition(),
                origin.offset(),
                origin.brokerTime(),
                origin.headers()));
    return ByteBuffer.allocate(
            Long.BYTES + Integer.BYTES + coordinates.length + origin.bytes().length)
        .putLong(parkedAtMs)
        .putInt(coordinates.length)
        .put(coordinates)
        .put(origin.bytes())
        .array();
  }

  static ParkedWebhook decode(byte[] encoded) {
    ByteBuffer buffer = ByteBuffer.wrap(encoded);
    long parkedAtMs = buffer.getLong();
    int length = buffer.getInt();
    if (length < 0 || length > buffer.remaining()) {
      throw new IllegalArgumentException("not a parked webhook");
    }
    byte[] coordinates = new byte[length];
    buffer.get(coordinates);
    byte[] body = new byte[buffer.remaining()];
    buffer.get(body);
    try {
      ParkedWebhookMetadata read = Json.read(coordinates, ParkedWebhookMetadata.class);
      return new ParkedWebhook(
          new RecordOrigin(
              read.key(),
              read.topic(),
              read.partition(),
              read.offset(),
              read.brokerTime(),
              read.headers(),
              body),
          parkedAtMs);
    } catch (IOException e) {
      throw new UncheckedIOException("a parked webhook is not readable", e);
    }
  }

  /** Decodes only the time of parking; 0 if it is not readable. */
  static long parkedAtMs(byte[] encoded) {
    return encoded.length < Long.BYTES ? 0 : ByteBuffer.wrap(encoded).getLong();
  }
}
