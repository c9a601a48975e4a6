// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import java.time.Duration;

/**
 * The fault settings of webhook deliveries; shares are from 0 to 1.
 *
 * @param duplicate share that is delivered a second time
 * @param reorder share that is held back, so that later webhooks overtake it
 * @param drop share that is never delivered
 * @param heldBack longest delay of a webhook that is held back
 */
public record WebhookFaults(double duplicate, double reorder, double drop, Duration heldBack) {
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  /** Every webhook is delivered once. */
  public static final WebhookFaults NONE = new WebhookFaults(0, 0, 0, A_WHILE);

  public WebhookFaults {
    Share.check(duplicate);
    Share.check(reorder);
    Share.check(drop);
    if (heldBack == null) {
      heldBack = A_WHILE;
    }
  }
}
