// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that a test puts forward; besides that it stands still, or goes with the machine's. */
public final class SettableClock extends Clock {
  private final Clock base;
  private volatile Duration ahead = Duration.ZERO;

  private SettableClock(Clock base) {
    this.base = base;
  }

  /** A clock that stands still. */
  public static SettableClock at(Instant now) {
    return new SettableClock(Clock.fixed(now, ZoneOffset.UTC));
  }

  /** A clock that goes with the machine's. */
  public static SettableClock running() {
    return new SettableClock(Clock.systemUTC());
  }

  public void advance(Duration by) {
    ahead = ahead.plus(by);
  }

  @Override
  public Instant instant() {
    return base.instant().plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("instants only");
  }
}
