// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.rules;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Measures what rules cost in numbers that do not depend on how fast the machine is. */
final class HotRuleCostMeter {
  /** Classes are loaded, tables of names and buffers for reuse have their size. */
  private static final int WARM_UP = 200;

  private static final int BATCHES = 10;
  private static final int BATCH = 50;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Where results go, so that no compiler finds out that nobody wants them. */
  private static volatile Object unusedResult;

  private HotRuleCostMeter() {}

  /** All hot rules. */
  static Map<String, HotRuleCeilingTable.HotRuleCost> all() {
    Map<String, Supplier<Object>> counted = counted();
    Map<String, HotRuleCeilingTable.HotRuleCost> costs = new LinkedHashMap<>();
    HotRuleCatalog.byName().forEach((name, rule) -> costs.put(name, cost(rule, counted.get(name))));
    return costs;
  }

  /** The rules, loaded so that they count. */
  @SuppressWarnings("unchecked")
  static Map<String, Supplier<Object>> counted() {
    try {
      return (Map<String, Supplier<Object>>)
          new InstructionCountingClassLoader(HotRuleCostMeter.class.getClassLoader())
              .loadClass(HotRuleCatalog.class.getName())
              .getMethod("byName")
              .invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the rules do not load", e);
    }
  }

  /**
   * What one operation costs.
   *
   * @param plain for what it allocates
   * @param counted the same, loaded by a {@link InstructionCountingClassLoader}
   */
  static HotRuleCeilingTable.HotRuleCost cost(Supplier<Object> plain, Supplier<Object> counted) {
    repeat(counted, WARM_UP);
    long ours = Long.MAX_VALUE;
    long libraries = Long.MAX_VALUE;
    for (int batch = 0; batch < BATCHES; batch++) {
      long oursBefore = InstructionCounter.ours();
      long librariesBefore = InstructionCounter.libraries();
      unusedResult = counted.get();
      ours = Math.min(ours, InstructionCounter.ours() - oursBefore);
      libraries = Math.min(libraries, InstructionCounter.libraries() - librariesBefore);
    }
    return new HotRuleCeilingTable.HotRuleCost(ours, libraries, bytes(plain));
  }

  private static long bytes(Supplier<Object> rule) {
    repeat(rule, WARM_UP);
    long least = Long.MAX_VALUE;
    for (int batch = 0; batch < BATCHES; batch++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      repeat(rule, BATCH);
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least / BATCH;
  }

  private static void repeat(Supplier<Object> rule, int times) {
    for (int n = 0; n < times; n++) {
      unusedResult = rule.get();
    }
  }
}
