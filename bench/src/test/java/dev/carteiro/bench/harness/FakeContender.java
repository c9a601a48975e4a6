// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Gives the samples it was made with, and writes down what is done to it. */
final class FakeContender implements BenchmarkContender {
  private final String name;
  private final ContenderKind kind;
  private final List<String> journal;
  private final Deque<MeasurementSample> samples = new ArrayDeque<>();
  private String lacking;

  FakeContender(
      String name, ContenderKind kind, List<String> journal, MeasurementSample... samples) {
    this.name = name;
    this.kind = kind;
    this.journal = journal;
    this.samples.addAll(List.of(samples));
  }

  FakeContender lacking(String what) {
    lacking = what;
    return this;
  }

  static MeasurementSample rate(double value) {
    return new MeasurementSample.MeasurementSampleBuilder()
        .put(BenchmarkMetric.RATE, value)
        .build();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ContenderKind kind() {
    return kind;
  }

  @Override
  public void start() throws ContenderUnavailableException {
    if (lacking != null) {
      throw new ContenderUnavailableException(lacking);
    }
    journal.add(name + " starts");
  }

  @Override
  public MeasurementSample measure(Duration time) {
    journal.add(name + " " + time.toSeconds());
    if (samples.isEmpty()) {
      throw new IllegalStateException("it broke");
    }
    return samples.poll();
  }

  @Override
  public void close() {
    journal.add(name + " ends");
  }
}
