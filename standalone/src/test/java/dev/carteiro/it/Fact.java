// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.MessageStatus;

/**
 * What one webhook says, by the generator's own knowledge: nothing here was read by the project's
 * parser.
 */
sealed interface Fact {

  /** A message came or was sent. */
  record Said(
      String id, String phone, String lid, boolean fromMe, String text, MessageStatus status)
      implements Fact {}

  /** A message that is a reaction to another. */
  record Reacted(Said message, String targetId, String emoji) implements Fact {}

  /** A status was reported. */
  record Reported(String id, MessageStatus status) implements Fact {}

  /**
   * A message was edited.
   *
   * @param order of two edits of one message the greater is the later
   */
  record Edited(String id, String text, int order) implements Fact {}

  /** A message was deleted for everyone. */
  record Deleted(String id) implements Fact {}

  /**
   * Another event.
   *
   * @param token a text that occurs in this event's data and in no other's
   */
  record Happened(String event, String token) implements Fact {}

  /**
   * The connection changed.
   *
   * @param number counts the changes of the instance
   */
  record Connected(String state, int number) implements Fact {}

  /**
   * Something that must end as a dead letter.
   *
   * @param token a text that occurs in this body and in no other
   */
  record Poison(String token, DeadLetter.Reason reason) implements Fact {}
}
