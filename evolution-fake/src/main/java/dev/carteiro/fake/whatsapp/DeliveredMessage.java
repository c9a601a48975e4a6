// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import java.time.Instant;

/**
 * A message that reached WhatsApp.
 *
 * @param at time of the delivery
 * @param instance that sent it
 * @param jid address of the recipient
 * @param kind of message, as in the endpoint's name: {@code sendText} and so on
 * @param content its text, or caption, file name, coordinates or name
 * @param providerId WhatsApp's id of it, {@code key.id}
 * @param request id of the HTTP request that sent it
 */
public record DeliveredMessage(
    Instant at,
    String instance,
    String jid,
    String kind,
    String content,
    String providerId,
    long request) {

  /** Omits the content and the recipient, which must not appear in logs. */
  @Override
  public String toString() {
    return "DeliveredMessage[instance="
        + instance
        + ", kind="
        + kind
        + ", providerId="
        + providerId
        + "]";
  }
}
