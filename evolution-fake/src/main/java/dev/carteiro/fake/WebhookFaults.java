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
  /** All arrive, once each. */
  public static final WebhookFaults NONE = new WebhookFaults(0, 0, 0, Duration.ofSeconds(1));

  public WebhookFaults {
    Faults.checkShare(duplicate);
    Faults.checkShare(reorder);
    Faults.checkShare(drop);
    if (heldBack == null) {
      heldBack = NONE.heldBack();
    }
  }
}
