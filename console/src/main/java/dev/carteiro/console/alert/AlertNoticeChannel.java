// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.event.AlertEvent;

/**
 * Delivers notices to people: by e-mail, webhook or WhatsApp. One thread calls it; each call
 * returns within seconds.
 */
interface AlertNoticeChannel extends AutoCloseable {

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
  default boolean accepts(AlertEvent event) {
    return true;
  }

  /**
   * Delivers a notice.
   *
   * @throws TemporaryDeliveryException if a later attempt may succeed
   * @throws PermanentDeliveryException if no later attempt can succeed
   */
  void deliver(AlertNotice notice) throws TemporaryDeliveryException, PermanentDeliveryException;

  @Override
  default void close() {}

  /** A later attempt may succeed. The message contains no secret and no address. */
  final class TemporaryDeliveryException extends Exception {
    TemporaryDeliveryException(String message) {
      super(message);
    }

    TemporaryDeliveryException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** No later attempt can succeed. The message contains no secret and no address. */
  final class PermanentDeliveryException extends Exception {
    PermanentDeliveryException(String message) {
      super(message);
    }

    PermanentDeliveryException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
