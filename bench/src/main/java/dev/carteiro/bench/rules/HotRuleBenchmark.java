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
 * The JMH benchmark of a {@link HotRule} that is chosen by name. Each name runs in a JVM of its
 * own, so that a rule is compiled for its own input. The call through the supplier costs little
 * beside rules that take microseconds.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HotRuleBenchmark {
  static final String RULE = "rule";

  /** Set by {@link HotRuleJmhRunner}; JMH requires a default. */
  @Param("parse.text")
  public String rule;

  private Supplier<Object> operation;

  @Setup
  public void find() {
    Map<String, Supplier<Object>> rules = HotRuleCatalog.byName();
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
