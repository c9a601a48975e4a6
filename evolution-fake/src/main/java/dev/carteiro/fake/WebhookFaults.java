// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import java.time.Duration;

/**
 * What goes wrong on the way of webhooks, each as a share from 0 to 1.
 *
 * @param duplicate delivered a second time
 * @param reorder held back for a while, so that younger ones overtake
 * @param drop never delivered
 * @param heldBack the longest that one is held back
 */
public record WebhookFaults(double duplicate, double reorder, double drop, Duration heldBack) {
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  /** All arrive, once each. */
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
