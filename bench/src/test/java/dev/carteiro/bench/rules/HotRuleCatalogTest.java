// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * A hot rule that does more work than its ceiling allows fails here, on any machine, however busy.
 * A change that is worth its cost takes its new line from {@code target/ceilings.csv}.
 */
class HotRuleCatalogTest {

  @Test
  void noRuleCostsMoreThanItsCeiling() throws IOException {
    // Given
    Map<String, HotRuleCeilingTable.HotRuleCost> ceilings = HotRuleCeilingTable.read();

    // When
    Map<String, HotRuleCeilingTable.HotRuleCost> costs = HotRuleCostMeter.all();

    // Then
    write("measured.csv", costs);
    Map<String, HotRuleCeilingTable.HotRuleCost> wouldBe = new LinkedHashMap<>();
    costs.forEach((rule, cost) -> wouldBe.put(rule, cost.withRoom()));
    write("ceilings.csv", wouldBe);
    assertThat(ceilings.keySet()).as("rules with a ceiling").isEqualTo(costs.keySet());
    assertThat(excesses(costs, ceilings)).as("rules above their ceiling").isEmpty();
  }

  @Test
  void doubledWorkExceedsEveryCeiling() {
    // Given
    String name = "parse.status-read";
    Supplier<Object> plain = HotRuleCatalog.byName().get(name);
    Supplier<Object> counted = HotRuleCostMeter.counted().get(name);

    // When
    HotRuleCeilingTable.HotRuleCost cost = HotRuleCostMeter.cost(twice(plain), twice(counted));

    // Then
    HotRuleCeilingTable.HotRuleCost ceiling = HotRuleCeilingTable.read().get(name);
    assertThat(cost.ours()).isGreaterThan(ceiling.ours());
    assertThat(cost.libraries()).isGreaterThan(ceiling.libraries());
    assertThat(cost.bytes()).isGreaterThan(ceiling.bytes());
    assertThat(excesses(Map.of(name, cost), Map.of(name, ceiling))).hasSize(1);
  }

  private static Supplier<Object> twice(Supplier<Object> rule) {
    return () -> List.of(rule.get(), rule.get());
  }

  /** What was measured, and the ceilings that would follow, stand in {@code target} afterwards. */
  private static void write(String name, Map<String, HotRuleCeilingTable.HotRuleCost> costs)
      throws IOException {
    List<String> lines = new ArrayList<>(List.of(HotRuleCeilingTable.HEAD));
    costs.forEach((rule, cost) -> lines.add(cost.line(rule)));
    Files.write(Path.of("target", name), lines);
  }

  private static List<String> excesses(
      Map<String, HotRuleCeilingTable.HotRuleCost> costs,
      Map<String, HotRuleCeilingTable.HotRuleCost> ceilings) {
    List<String> excesses = new ArrayList<>();
    costs.forEach(
        (rule, cost) -> {
          HotRuleCeilingTable.HotRuleCost ceiling = ceilings.get(rule);
          if (cost.ours() > ceiling.ours()
              || cost.libraries() > ceiling.libraries()
              || cost.bytes() > ceiling.bytes()) {
            excesses.add(
                "%s costs %s, its ceiling is %s; accepted, its line would be %s"
                    .formatted(rule, cost, ceiling, cost.withRoom().line(rule)));
          }
        });
    return excesses;
  }
}
