// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.fact;

/**
 * A fact about one message, which deduplication remembers in the entry of that message. Its {@link
 * #factKey} is the same mark with the message's id.
 */
public sealed interface MessageFact extends WebhookFact
    permits MessageArrivalFact, MessageStatusFact, MessageEditFact, MessageDeletionFact {

  String messageId();

  /** What distinguishes the fact from others about the same message. */
  MessageFactMark mark();
}
