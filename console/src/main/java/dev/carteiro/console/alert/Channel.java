// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.contract.event.AlertEvent;

/** A way to reach people. One thread calls it; each call ends within seconds. */
interface Channel extends AutoCloseable {

  /** Short and stable: part of a consumer group's name and of metrics. */
  String name();

  /** Notices in a minute, at most; 0 for no limit. */
  int perMinute();

  /** Whether several events may be put together when they come faster than that. */
  boolean digests();

  /** Whether this channel may tell of an event at all. */
  default boolean tells(AlertEvent event) {
    return true;
  }

  /**
   * Tells it.
   *
   * @throws TemporaryFailure if it may work later
   * @throws PermanentFailure if it never will
   */
  void deliver(Notice notice) throws TemporaryFailure, PermanentFailure;

  @Override
  default void close() {}

  /** It may work later. The message holds no secret and no address. */
  final class TemporaryFailure extends Exception {
    TemporaryFailure(String message) {
      super(message);
    }

    TemporaryFailure(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** It never will. The message holds no secret and no address. */
  final class PermanentFailure extends Exception {
    PermanentFailure(String message) {
      super(message);
    }

    PermanentFailure(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
