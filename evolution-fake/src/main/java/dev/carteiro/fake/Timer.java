// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import java.time.Duration;

/** Does things later; tests turn it by hand. */
interface Timer {
  void after(Duration wait, Runnable work);
}
