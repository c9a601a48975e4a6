// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.pace;

import dev.carteiro.contract.send.Lane;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * Selects the lane that is next: the most urgent one that has work, but no lane that has work is
 * passed over more often than its share allows.
 */
public final class WeightedLaneSelector {
  private final Map<Lane, Integer> turnIntervals = new EnumMap<>(Lane.class);

  /**
   * @param weights of every lane; a lane of weight w of W in all gets every W/w-th turn at least
   */
  public WeightedLaneSelector(Map<Lane, Integer> weights) {
    int total = weights.values().stream().mapToInt(Integer::intValue).sum();
    for (Lane lane : Lane.values()) {
      int weight = weights.get(lane);
      turnIntervals.put(lane, (total + weight - 1) / weight);
    }
  }

  /**
   * The lane that is next, or null when none of them has work.
   *
   * @param ready lanes that have work that may leave
   * @param passedOver how often each was passed over in a row, by {@link Lane#ordinal()}
   */
  public Lane next(Set<Lane> ready, int[] passedOver) {
    Lane most = null;
    double longest = 0;
    for (Lane lane : ready) {
      double waited = (passedOver[lane.ordinal()] + 1.0) / turnIntervals.get(lane);
      if (waited >= 1 && waited > longest) {
        longest = waited;
        most = lane;
      }
    }
    if (most != null) {
      return most;
    }
    return ready.stream().min(Lane::compareTo).orElse(null);
  }

  /**
   * Notes that a lane had its turn. A lane that waited for longer than its share allows, because
   * other lanes were late, too, keeps the difference as a credit, so that shares hold on average.
   */
  public void took(Lane lane, Set<Lane> ready, int[] passedOver) {
    for (Lane other : Lane.values()) {
      int waited = passedOver[other.ordinal()] + 1;
      if (other == lane) {
        passedOver[other.ordinal()] = Math.max(0, waited - turnIntervals.get(other));
      } else {
        passedOver[other.ordinal()] = ready.contains(other) ? waited : 0;
      }
    }
  }
}
