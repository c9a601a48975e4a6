// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.fact;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.EvolutionEvent;
import dev.carteiro.topology.parse.json.TextTruncator;

/**
 * An event without a fact type of its own: events about contacts, chats, groups, calls and the
 * like, names that this version does not know, and message events, or single elements of one, that
 * lack what identifies a message. Its data is kept whole.
 *
 * @param data as received, or the one element that could not be read; a JSON null when the webhook
 *     had none. Must not be changed.
 * @param factKey made of the event, its time and its data
 */
public record OtherEventFact(WebhookEnvelope envelope, JsonNode data, String factKey)
    implements PublishedFact {

  /** The fact with its key, which costs one pass over the data. */
  public static OtherEventFact of(WebhookEnvelope envelope, JsonNode data) {
    return new OtherEventFact(
        envelope,
        data,
        "X:"
            + TextTruncator.atMost(envelope.event())
            + ":"
            + CanonicalJsonDigest.of(envelope.event(), envelope.dateTime(), data));
  }

  @Override
  public Topic topic() {
    return Topic.EVENT;
  }

  @Override
  public EvolutionEvent event(String tenantId) {
    String identity = envelope.instance().text() + "\n" + factKey;
    return new EvolutionEvent(
        EvolutionEvent.VERSION,
        Sha256Fingerprint.of(identity).substring(0, 32),
        tenantId,
        envelope.instance(),
        envelope.event(),
        data,
        envelope.sender(),
        envelope.receivedAt(),
        envelope.traceId());
  }
}
