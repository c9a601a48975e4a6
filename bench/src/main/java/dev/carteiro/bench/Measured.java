// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.bench.harness.Contender;
import dev.carteiro.bench.harness.Sample;
import dev.carteiro.bench.harness.Unavailable;
import java.time.Duration;

/** A contender made of its two actions; what it starts is the bench's to close. */
record Measured(String name, Kind kind, Preparation preparation, Measurement measurement)
    implements Contender {

  interface Preparation {
    void run() throws Unavailable;
  }

  interface Measurement {
    Sample take(Duration time);
  }

  @Override
  public void start() throws Unavailable {
    preparation.run();
  }

  @Override
  public Sample measure(Duration time) {
    return measurement.take(time);
  }

  @Override
  public void close() {
    // Nothing of its own.
  }
}
