// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An event without a fact type of its own: events about contacts, chats, groups, calls and the
 * like, names that this version does not know, and message events, or single elements of one, that
 * lack what identifies a message. Its data is kept whole.
 *
 * @param data as received, or the one element that could not be read; a JSON null when the webhook
 *     had none. Must not be changed.
 */
public record OtherEvent(Envelope envelope, JsonNode data) implements ParsedEvent {

  /** Costs one pass over the data. */
  @Override
  public String factKey() {
    return "X:"
        + Texts.atMost(envelope.event())
        + ":"
        + FactDigest.of(envelope.event(), envelope.dateTime(), data);
  }
}
