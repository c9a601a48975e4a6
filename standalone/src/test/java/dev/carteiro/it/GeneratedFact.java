// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.message.MessageStatus;

/**
 * What one webhook says, by the generator's own knowledge: nothing here was read by the project's
 * parser.
 */
sealed interface GeneratedFact {

  /** A message came or was sent. */
  record GeneratedMessage(
      String id, String phone, String lid, boolean fromMe, String text, MessageStatus status)
      implements GeneratedFact {}

  /** A message that is a reaction to another. */
  record GeneratedReaction(GeneratedMessage message, String targetId, String emoji)
      implements GeneratedFact {}

  /** A status was reported. */
  record GeneratedStatus(String id, MessageStatus status) implements GeneratedFact {}

  /**
   * A message was edited.
   *
   * @param order of two edits of one message the greater is the later
   */
  record GeneratedEdit(String id, String text, int order) implements GeneratedFact {}

  /** A message was deleted for everyone. */
  record GeneratedDeletion(String id) implements GeneratedFact {}

  /**
   * Another event.
   *
   * @param token a text that occurs in this event's data and in no other's
   */
  record GeneratedEvent(String event, String token) implements GeneratedFact {}

  /**
   * The connection changed.
   *
   * @param number counts the changes of the instance
   */
  record GeneratedConnection(String state, int number) implements GeneratedFact {}

  /**
   * Something that must end as a dead letter.
   *
   * @param token a text that occurs in this body and in no other
   */
  record GeneratedPoison(String token, DeadLetter.Reason reason) implements GeneratedFact {}
}
