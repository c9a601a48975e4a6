// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import java.time.Duration;

/**
 * A contender made of two functions: one prepares it, one measures it. The benchmark closes what
 * they start.
 */
public record FunctionContender(
    String name,
    ContenderKind kind,
    PreparationFunction preparation,
    MeasurementFunction measurement)
    implements BenchmarkContender {

  public interface PreparationFunction {
    void run() throws ContenderUnavailableException;
  }

  public interface MeasurementFunction {
    MeasurementSample take(Duration time);
  }

  @Override
  public void start() throws ContenderUnavailableException {
    preparation.run();
  }

  @Override
  public MeasurementSample measure(Duration time) {
    return measurement.take(time);
  }

  @Override
  public void close() {
    // Nothing of its own.
  }
}
