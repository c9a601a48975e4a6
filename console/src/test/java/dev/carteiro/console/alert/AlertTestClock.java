// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that a test moves. */
final class AlertTestClock extends Clock {
  private Instant now = Instant.parse("2026-03-02T12:00:00Z");

  void pass(Duration time) {
    now = now.plus(time);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("time is UTC here");
  }

  @Override
  public Instant instant() {
    return now;
  }
}
