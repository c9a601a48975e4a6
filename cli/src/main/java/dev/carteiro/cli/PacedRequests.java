// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Requests to the bridge one after the other, never more a second than asked, and as slowly as the
 * bridge demands: 429 and 503 are tried again after the time that the answer names.
 */
final class PacedRequests {
  private static final int TRIES = 30;
  private static final Duration UNNAMED_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final BridgeClient bridge;
  private final Duration gap;
  private final Consumer<Duration> pause;
  private boolean first = true;

  /**
   * @param rate requests a second, above 0
   * @param pause lets so much time pass
   */
  PacedRequests(BridgeClient bridge, double rate, Consumer<Duration> pause) {
    this.bridge = bridge;
    this.gap = Duration.ofNanos((long) (1_000_000_000 / rate));
    this.pause = pause;
  }

  /**
   * Posts, after the pause that is due.
   *
   * @return the first answer that is no "later"; the last "later" when there were too many
   */
  BridgeClient.Answer post(String path, JsonNode body) {
    if (!first) {
      pause.accept(gap);
    }
    first = false;
    BridgeClient.Answer answer = bridge.tryPost(path, body);
    for (int tries = 1; isLater(answer) && tries < TRIES; tries++) {
      Duration wait = answer.retryAfter().orElse(UNNAMED_WAIT);
      pause.accept(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
      answer = bridge.tryPost(path, body);
    }
    return answer;
  }

  private static boolean isLater(BridgeClient.Answer answer) {
    return answer.status() == 429 || answer.status() == 503;
  }
}
