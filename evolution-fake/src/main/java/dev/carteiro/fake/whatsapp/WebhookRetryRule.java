// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import java.time.Duration;
import java.util.Set;

/**
 * Evolution's rule for repeating a webhook: after which statuses, how often, and after which delay
 * (the defaults of its code).
 */
final class WebhookRetryRule {
  /** Attempts including the first. */
  static final int ATTEMPTS = 10;

  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofSeconds(300);
  private static final double JITTER = 0.2;
  private static final Set<Integer> FINAL = Set.of(400, 401, 403, 404, 422);

  private WebhookRetryRule() {}

  static boolean isDelivered(int status) {
    return status >= 200 && status < 300;
  }

  /** Returns whether a webhook is posted again after a status that is no success. */
  static boolean isRetried(int status) {
    return !FINAL.contains(status);
  }

  /**
   * Returns the delay after a failed attempt.
   *
   * @param attempt number of the attempt that failed, from 1
   * @param chance random number from 0 to below 1
   */
  static Duration after(int attempt, double chance) {
    long doubled = FIRST.toMillis() << Math.min(attempt - 1, ATTEMPTS);
    double jittered = Math.min(doubled, LONGEST.toMillis()) * (1 + JITTER * (2 * chance - 1));
    return Duration.ofMillis(Math.max(FIRST.toMillis(), Math.round(jittered)));
  }
}
