// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.config.SenderSettings;
import java.util.EnumMap;
import java.util.Map;

/**
 * The limits for calls to servers.
 *
 * @param servers maximum number of servers called at once
 * @param total maximum number of calls to one server at once
 * @param reserved slots of one server reserved for each priority, as a part of the total
 * @param presence maximum number of "typing" calls to one server at once; none are reserved
 */
record SlotRules(int servers, int total, Map<Line, Integer> reserved, int presence) {
  SlotRules {
    reserved = Map.copyOf(reserved);
  }

  static SlotRules from(SenderSettings settings) {
    return of(settings.hosts(), settings.connectionsPerHost(), settings.laneConcurrency());
  }

  /**
   * Builds the limits from the configured slots by lane. If the lanes want more than the total,
   * each gets its share, rounded down; the rest is shared, so that every lane proceeds.
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

  /** The number of slots that any priority may use. */
  int shared() {
    return total - reserved.values().stream().mapToInt(Integer::intValue).sum();
  }
}
