// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import java.time.Duration;

/** What became of one HTTP call. */
sealed interface Answer {

  /**
   * A whole answer.
   *
   * @param body at most {@link EvolutionHttp#MAX_ANSWER_BYTES}
   * @param retryAfter what the server asks for in seconds; null when it asks for nothing
   */
  record Response(int status, byte[] body, Duration retryAfter) implements Answer {}

  /**
   * No whole answer.
   *
   * @param reason for people, without secrets
   */
  record Failure(Phase phase, String reason) implements Answer {}

  /** How far a call without an answer came. */
  enum Phase {
    /** No connection stood: nothing can have left. */
    NOT_CONNECTED,
    /** A connection stood, or was waited for, but no byte of the body was handed to it. */
    NOT_SENT,
    /** At least a part of the body left, and no answer came in time. */
    NO_ANSWER,
    /** At least a part of the body left, then the connection broke. */
    BROKEN,
    /** The answer is larger than any of Evolution's. */
    ANSWER_TOO_LARGE
  }
}
