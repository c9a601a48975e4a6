// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What each hot rule may cost at most: {@code ceilings.csv} beside this class. */
final class HotRuleCeilingTable {
  /** Room above what was measured: another version of Java, another seed of a hash table. */
  static final double ROOM = 1.10;

  static final String HEAD = "rule,instructions of ours,instructions of Jackson,bytes allocated";

  private HotRuleCeilingTable() {}

  /**
   * What one execution of a rule costs.
   *
   * @param ours instructions of this project's classes
   * @param libraries instructions of Jackson's
   * @param bytes allocated, by whomever
   */
  record HotRuleCost(long ours, long libraries, long bytes) {

    HotRuleCost withRoom() {
      return new HotRuleCost(room(ours), room(libraries), room(bytes));
    }

    private static long room(long measured) {
      return (long) Math.ceil(measured * ROOM);
    }

    String line(String rule) {
      return rule + "," + ours + "," + libraries + "," + bytes;
    }
  }

  static Map<String, HotRuleCost> read() {
    Map<String, HotRuleCost> ceilings = new LinkedHashMap<>();
    try (InputStream in = HotRuleCeilingTable.class.getResourceAsStream("ceilings.csv")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split(","))
          .forEach(
              cells ->
                  ceilings.put(
                      cells[0],
                      new HotRuleCost(
                          Long.parseLong(cells[1]),
                          Long.parseLong(cells[2]),
                          Long.parseLong(cells[3]))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ceilings;
  }
}
