// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.event.AlertEvent;

/** Delivers notices by e-mail, webhook or WhatsApp, on one thread; a call takes seconds at most. */
interface AlertNoticeChannel extends AutoCloseable {

  /** Short and stable: part of the consumer group's name and of metrics. */
  String name();

  /** The most notices per minute, above which events are combined; 0 for no limit. */
  default int perMinute() {
    return 0;
  }

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
  }
}
