// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

/**
 * One event, serialised once for all clients.
 *
 * @param tenantId null when it belongs to no tenant; only admins see such events
 * @param instance key text; null when it is not about a single instance
 * @param timeMs the record's timestamp in Kafka
 * @param past in Kafka before this console began to read: only sent to clients that resume
 * @param json UTF-8, one line, without a line break
 */
record LiveEvent(
    LiveEventId id,
    LiveEventType type,
    String tenantId,
    String instance,
    long timeMs,
    boolean past,
    byte[] json) {

  /** Approximate heap bytes of the objects around the text; measured on a 64-bit JVM. */
  private static final int OVERHEAD = 250;

  int cost() {
    return json.length + OVERHEAD;
  }
}
