// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.faults;

import java.time.Duration;

/**
 * The fault settings of webhook deliveries; shares are from 0 to 1.
 *
 * @param duplicate share that is delivered a second time
 * @param reorder share that is held back, so that later webhooks overtake it
 * @param drop share that is never delivered
 * @param heldBack longest delay of a webhook that is held back
 */
public record WebhookFaultSettings(
    double duplicate, double reorder, double drop, Duration heldBack) {
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  /** Every webhook is delivered once. */
  public static final WebhookFaultSettings NONE = new WebhookFaultSettings(0, 0, 0, A_WHILE);

  public WebhookFaultSettings {
    ShareValidator.check(duplicate);
    ShareValidator.check(reorder);
    ShareValidator.check(drop);
    if (heldBack == null) {
      heldBack = A_WHILE;
    }
  }
}
