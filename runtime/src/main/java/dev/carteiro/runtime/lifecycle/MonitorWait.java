// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.lifecycle;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits, for a limited time, until a condition holds that the notifier of a monitor changes. */
public final class MonitorWait {
  private MonitorWait() {}

  /** Waits; returns false after the timeout or an interrupt, unless the condition holds then. */
  public static boolean until(Object monitor, Duration timeout, BooleanSupplier condition) {
    long end = System.nanoTime() + timeout.toNanos();
    synchronized (monitor) {
      try {
        while (!condition.getAsBoolean() && end - System.nanoTime() > 0) {
          TimeUnit.NANOSECONDS.timedWait(monitor, end - System.nanoTime());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return condition.getAsBoolean();
    }
  }
}
