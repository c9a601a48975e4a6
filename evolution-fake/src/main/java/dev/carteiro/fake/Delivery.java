// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import java.time.Instant;

/**
 * A message that really reached WhatsApp.
 *
 * @param at when
 * @param instance that sent it
 * @param jid whom it reached
 * @param kind of message, as in the endpoint's name: {@code sendText} and so on
 * @param content its text, or what stands for it: caption, file name, coordinates, name
 * @param providerId WhatsApp's id of it, {@code key.id}
 * @param request the request that sent it, {@link HandledRequest#id}
 */
public record Delivery(
    Instant at,
    String instance,
    String jid,
    String kind,
    String content,
    String providerId,
    long request) {

  /** Without the content and the recipient, which are nobody's business in a log. */
  @Override
  public String toString() {
    return "Delivery[instance=" + instance + ", kind=" + kind + ", providerId=" + providerId + "]";
  }
}
