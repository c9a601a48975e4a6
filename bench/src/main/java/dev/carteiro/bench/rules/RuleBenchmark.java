// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.rules;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Any {@link HotRule}, by its name. Each name is a JVM of its own, so a rule is compiled for its
 * own input, and the call through the supplier costs nothing worth a word beside rules of
 * microseconds.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RuleBenchmark {
  static final String RULE = "rule";

  /** Given by {@link RuleTimes}; the value here is only for JMH, which wants one. */
  @Param("parse.text")
  public String rule;

  private Supplier<Object> operation;

  @Setup
  public void find() {
    Map<String, Supplier<Object>> rules = HotRules.byName();
    operation = rules.get(rule);
    if (operation == null) {
      throw new IllegalArgumentException("no rule " + rule + "; there are " + rules.keySet());
    }
  }

  @Benchmark
  public Object run() {
    return operation.get();
  }
}
