// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.fact;

/** One fact that a webhook states, such as a message, a status or an edit. */
public sealed interface WebhookFact
    permits MessageFact, MessageReceiptFact, ConnectionChangeFact, PublishedFact {

  WebhookEnvelope envelope();

  /**
   * The key by which deduplication recognises the fact within its instance: the same for every
   * retry, for the instance's and the global copy, and for the {@code @lid} and the phone variant
   * of the same fact. It is short, whatever the webhook holds.
   */
  String factKey();

  void accept(WebhookFactVisitor visitor);

  interface WebhookFactVisitor {
    void arrival(MessageArrivalFact fact);

    void status(MessageStatusFact fact);

    void receipt(MessageReceiptFact fact);

    void edit(MessageEditFact fact);

    void deletion(MessageDeletionFact fact);

    void connection(ConnectionChangeFact fact);

    void published(PublishedFact fact);
  }
}
