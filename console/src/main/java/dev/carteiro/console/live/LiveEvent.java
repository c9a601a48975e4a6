// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

/**
 * One event, serialised once for all who see it.
 *
 * @param tenantId null when it is nobody's in particular, which is for admins
 * @param instance key text; null when it is about no single number
 * @param timeMs the record's time in Kafka, milliseconds since the epoch
 * @param past whether it stood in Kafka before this console began to read: news to nobody who did
 *     not ask for the past
 * @param json UTF-8, one line, without its end
 */
record LiveEvent(
    EventId id,
    EventType type,
    String tenantId,
    String instance,
    long timeMs,
    boolean past,
    byte[] json) {

  /** What the objects around the text take, roughly; measured on a 64-bit JVM. */
  private static final int OVERHEAD = 250;

  /** Heap bytes it takes in the buffer, roughly. */
  int cost() {
    return json.length + OVERHEAD;
  }
}
