// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import java.time.Duration;

/** Runs work after a delay; tests use virtual time. */
interface Timer {
  void after(Duration wait, Runnable work);
}
