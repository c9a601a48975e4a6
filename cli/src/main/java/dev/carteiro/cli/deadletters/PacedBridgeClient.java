// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.deadletters;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.cli.command.BridgeClient;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Posts requests to the bridge one after the other, at most at a given rate. After status 429 or
 * 503 it waits for as long as the response says, at most 60 s, and tries again: 30 attempts in all.
 */
public final class PacedBridgeClient {
  private static final int MAX_ATTEMPTS = 30;
  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(1);
  private static final Duration MAX_WAIT = Duration.ofMinutes(1);

  private final BridgeClient bridge;
  private final Duration gap;
  private final Consumer<Duration> pause;
  private boolean first = true;

  /** Waits with {@code pause}; the rate is requests per second, above 0. */
  public PacedBridgeClient(BridgeClient bridge, double rate, Consumer<Duration> pause) {
    this.bridge = bridge;
    this.gap = Duration.ofNanos((long) (1_000_000_000 / rate));
    this.pause = pause;
  }

  /** Posts when due; returns the first response that is neither 429 nor 503, or the last one. */
  public BridgeClient.BridgeResponse post(String path, JsonNode body) {
    if (!first) {
      pause.accept(gap);
    }
    first = false;
    BridgeClient.BridgeResponse answer = bridge.tryPost(path, body);
    for (int attempts = 1; isLater(answer) && attempts < MAX_ATTEMPTS; attempts++) {
      Duration wait = answer.retryAfter().orElse(DEFAULT_WAIT);
      pause.accept(wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait);
      answer = bridge.tryPost(path, body);
    }
    return answer;
  }

  private static boolean isLater(BridgeClient.BridgeResponse answer) {
    return answer.status() == 429 || answer.status() == 503;
  }
}
