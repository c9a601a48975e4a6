// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import java.time.Duration;
import java.util.function.Function;

/** The result of one HTTP call to Evolution: a complete response, or a failure. */
public sealed interface EvolutionCallResult {

  <T> T fold(Function<EvolutionResponse, T> response, Function<EvolutionCallFailure, T> failure);

  /**
   * A complete response, of at most {@link EvolutionHttpClient#MAX_ANSWER_BYTES}; {@code
   * retryAfter} is null without such a header in seconds.
   */
  record EvolutionResponse(int status, byte[] body, Duration retryAfter)
      implements EvolutionCallResult {
    @Override
    public <T> T fold(
        Function<EvolutionResponse, T> response, Function<EvolutionCallFailure, T> failure) {
      return response.apply(this);
    }
  }

  /** A call without a complete response, and why, without secrets. */
  record EvolutionCallFailure(CallFailurePhase phase, String reason)
      implements EvolutionCallResult {
    @Override
    public <T> T fold(
        Function<EvolutionResponse, T> response, Function<EvolutionCallFailure, T> failure) {
      return failure.apply(this);
    }
  }

  /** How far a failed call came. This decides whether the message may have been sent. */
  enum CallFailurePhase {
    /** There was no connection: nothing was sent. */
    NOT_CONNECTED,
    /** There was a connection, or the call waited for one, but no byte of the body was sent. */
    NOT_SENT,
    /** At least a part of the body was sent, and no response came within the timeout. */
    NO_ANSWER,
    /** At least a part of the body was sent, then the connection broke. */
    BROKEN,
    /** The response is larger than {@link EvolutionHttpClient#MAX_ANSWER_BYTES}. */
    ANSWER_TOO_LARGE
  }
}
