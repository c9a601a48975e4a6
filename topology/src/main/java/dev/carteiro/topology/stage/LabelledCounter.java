// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stage;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counters of one name, one for each value of a tag. Values that come from outside are bounded:
 * beyond the bound they are counted as {@code other}. Counters count processing, which may be
 * repeated after a crash; the stored rows are exact.
 */
public final class LabelledCounter {
  private static final int MAX_LABELS = 100;
  private static final String OTHER = "other";

  private final MeterRegistry registry;
  private final String name;
  private final String description;
  private final String tag;
  private final Map<String, Counter> counters = new ConcurrentHashMap<>();

  public LabelledCounter(MeterRegistry registry, String name, String description, String tag) {
    this.registry = registry;
    this.name = name;
    this.description = description;
    this.tag = tag;
  }

  public void count(String label) {
    counters
        .computeIfAbsent(
            bounded(counters, label, MAX_LABELS),
            value ->
                Counter.builder(name).description(description).tag(tag, value).register(registry))
        .increment();
  }

  /** The label, or {@code other} if it is new and there are too many. */
  public static String bounded(Map<String, ?> known, String label, int most) {
    return known.containsKey(label) || known.size() < most ? label : OTHER;
  }
}
