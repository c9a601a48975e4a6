// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.config.SenderSettings;
import java.util.EnumMap;
import java.util.Map;

/**
 * How the calls to one server are shared out.
 *
 * @param servers servers called at once
 * @param total calls to one server at once
 * @param reserved of them, kept for each line
 * @param presence "typing" calls to one server at once; they have nothing reserved
 */
record SlotRules(int servers, int total, Map<Line, Integer> reserved, int presence) {
  SlotRules {
    reserved = Map.copyOf(reserved);
  }

  static SlotRules from(SenderSettings settings) {
    return of(settings.hosts(), settings.connectionsPerHost(), settings.laneConcurrency());
  }

  /**
   * The rules for lanes by name. Where the lanes ask for more than there is, each gets its part of
   * it, rounded down; what is left over is anyone's, so that every lane moves.
   */
  static SlotRules of(int servers, int total, Map<String, Integer> lanes) {
    int wanted = lanes.values().stream().mapToInt(Integer::intValue).sum();
    Map<Line, Integer> reserved = new EnumMap<>(Line.class);
    for (Line line : Line.values()) {
      int own = lanes.getOrDefault(line.text(), 0);
      reserved.put(line, wanted <= total ? own : own * total / wanted);
    }
    return new SlotRules(servers, total, reserved, total < 2 ? 0 : Math.max(1, total / 5));
  }

  /** Calls that any line may use. */
  int shared() {
    return total - reserved.values().stream().mapToInt(Integer::intValue).sum();
  }
}
