// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.event.AlertEvent;

/** Delivers notices by e-mail, webhook or WhatsApp, on one thread; a call takes seconds at most. */
interface AlertNoticeChannel extends AutoCloseable {

  /** Short and stable: part of the consumer group's name and of metrics. */
  String name();

  /** The largest number of notices per minute; 0 for no limit. */
  int perMinute();

  /** Whether events may be combined into one notice when there are more than {@link #perMinute}. */
  boolean digests();

  default boolean accepts(AlertEvent event) {
    return true;
  }

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
