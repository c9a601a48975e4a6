// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.message;

import dev.carteiro.contract.Jid;
import java.time.Instant;

/**
 * A reaction to a message.
 *
 * @param targetMessageId the message reacted to
 * @param sender who reacted (jid); {@code me} when it was the instance itself and its jid is
 *     unknown
 * @param senderAlt the sender's other address, when one is known
 * @param fromMe whether the instance itself reacted; false in records of older versions
 * @param emoji the reaction; null when it was taken back
 * @param at when, by the sender's clock
 */
public record MessageReaction(
    String targetMessageId,
    String sender,
    String senderAlt,
    boolean fromMe,
    String emoji,
    Instant at) {

  /** Whether both reactions are of the same person, as far as their addresses tell. */
  public boolean isOfSameSender(MessageReaction other) {
    return fromMe && other.fromMe
        || isSame(sender, other.sender)
        || isSame(sender, other.senderAlt)
        || isSame(senderAlt, other.sender)
        || isSame(senderAlt, other.senderAlt);
  }

  /** A copy with the sender's other address, if another reaction of the same sender has it. */
  public MessageReaction withAddressOf(MessageReaction other) {
    String alt = senderAlt;
    for (String address : new String[] {other.sender, other.senderAlt}) {
      if (alt == null && address != null && !isSame(sender, address)) {
        alt = address;
      }
    }
    return new MessageReaction(targetMessageId, sender, alt, fromMe || other.fromMe, emoji, at);
  }

  private static boolean isSame(String one, String other) {
    return one != null && other != null && Jid.identity(one).equals(Jid.identity(other));
  }
}
