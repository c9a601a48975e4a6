// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.event.AlertEvent;

/**
 * Delivers notices to people: by e-mail, webhook or WhatsApp. One thread calls it; each call
 * returns within seconds.
 */
interface Channel extends AutoCloseable {

  /** Short and stable: part of the consumer group's name and of metrics. */
  String name();

  /** The largest number of notices per minute; 0 for no limit. */
  int perMinute();

  /**
   * Whether several events may be combined into one notice when there are more of them than {@link
   * #perMinute} allows.
   */
  boolean digests();

  /** Whether this channel may deliver an event at all. */
  default boolean tells(AlertEvent event) {
    return true;
  }

  /**
   * Delivers a notice.
   *
   * @throws TemporaryFailure if a later attempt may succeed
   * @throws PermanentFailure if no later attempt can succeed
   */
  void deliver(Notice notice) throws TemporaryFailure, PermanentFailure;

  @Override
  default void close() {}

  /** A later attempt may succeed. The message contains no secret and no address. */
  final class TemporaryFailure extends Exception {
    TemporaryFailure(String message) {
      super(message);
    }

    TemporaryFailure(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** No later attempt can succeed. The message contains no secret and no address. */
  final class PermanentFailure extends Exception {
    PermanentFailure(String message) {
      super(message);
    }

    PermanentFailure(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
