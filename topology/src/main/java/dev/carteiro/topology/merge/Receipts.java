// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import dev.carteiro.contract.Jid;
import dev.carteiro.contract.event.MessageBody;
import dev.carteiro.contract.event.ReceiptEvent;
import dev.carteiro.topology.parse.ReceiptReported;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Receipts of the members of a group or list. They change nothing of the message itself: each step
 * of each member stands for itself, once within deduplication's window.
 */
public final class Receipts {
  private Receipts() {}

  /**
   * What a receipt comes to; empty when the participant is who wrote the message: Evolution names
   * the author there, when the instance itself has read what another wrote.
   *
   * @param found the message's state so far, or null
   * @param tenantId the tenant of its instance now; a known message's receipts are its own tenant's
   */
  public static Optional<ReceiptEvent> of(
      MessageState found, ReceiptReported fact, String tenantId) {
    MessageBody body = found == null ? null : found.body();
    boolean ofOwn = body == null ? !Boolean.FALSE.equals(fact.ofOwn()) : body.fromMe();
    if (!ofOwn && (body == null || isAuthor(body, fact))) {
      return Optional.empty();
    }
    return Optional.of(
        new ReceiptEvent(
            ReceiptEvent.VERSION,
            found == null ? tenantId : found.tenantId(),
            fact.envelope().instance(),
            fact.messageId(),
            fact.chatId(),
            fact.participant(),
            fact.participantAlt(),
            fact.reached(),
            fact.at() == null ? fact.envelope().receivedAt() : fact.at(),
            fact.envelope().receivedAt(),
            fact.envelope().traceId()));
  }

  private static boolean isAuthor(MessageBody body, ReceiptReported fact) {
    return Stream.of(body.sender(), body.senderAlt())
        .filter(Objects::nonNull)
        .map(Jid::identity)
        .anyMatch(
            author ->
                author.equals(Jid.identity(fact.participant()))
                    || fact.participantAlt() != null
                        && author.equals(Jid.identity(fact.participantAlt())));
  }
}
