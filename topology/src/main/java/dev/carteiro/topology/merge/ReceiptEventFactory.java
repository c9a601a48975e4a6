// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import dev.carteiro.contract.Jid;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageReceiptEvent;
import dev.carteiro.topology.parse.fact.MessageReceiptFact;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Creates the events of receipts from members of a group or list. A receipt does not change its
 * message: each step of each member is an event of its own, once within the window of
 * deduplication.
 */
public final class ReceiptEventFactory {
  private ReceiptEventFactory() {}

  /**
   * The event of a receipt; empty if the participant wrote the message. Evolution names the author
   * there if the instance itself has read a message of somebody else.
   *
   * @param found state of the message so far, or null
   * @param tenantId the present tenant of its instance; receipts of a known message belong to the
   *     tenant of the message
   */
  public static Optional<MessageReceiptEvent> of(
      MessageState found, MessageReceiptFact fact, String tenantId) {
    StoredMessageBody body = found == null ? null : found.stored();
    boolean ofOwn = body == null ? !Boolean.FALSE.equals(fact.ofOwn()) : body.fromMe();
    if (!ofOwn && (body == null || isAuthor(body.decode(), fact))) {
      return Optional.empty();
    }
    return Optional.of(
        new MessageReceiptEvent(
            MessageReceiptEvent.VERSION,
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

  private static boolean isAuthor(MessageBody body, MessageReceiptFact fact) {
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
