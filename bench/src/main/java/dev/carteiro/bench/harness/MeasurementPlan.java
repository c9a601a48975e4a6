// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import java.time.Duration;

/**
 * How often and how long each contender of a contest is measured.
 *
 * @param rounds how often
 * @param warmUp time of a first measurement of each that is discarded; zero for none
 * @param time of one measurement
 */
public record MeasurementPlan(int rounds, Duration warmUp, Duration time) {

  public static MeasurementPlan ofSeconds(int rounds, int warmUp, int time) {
    return new MeasurementPlan(rounds, Duration.ofSeconds(warmUp), Duration.ofSeconds(time));
  }
}
