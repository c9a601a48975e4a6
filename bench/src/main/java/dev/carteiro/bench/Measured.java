// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.bench.harness.Contender;
import dev.carteiro.bench.harness.Sample;
import dev.carteiro.bench.harness.Unavailable;
import java.time.Duration;

/**
 * A contender made of two functions: one prepares it, one measures it. The benchmark closes what
 * they start.
 */
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
