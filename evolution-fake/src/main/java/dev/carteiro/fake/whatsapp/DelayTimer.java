// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import java.time.Duration;

/** Runs work after a delay; tests use virtual time. */
public interface DelayTimer {
  void after(Duration wait, Runnable work);
}
