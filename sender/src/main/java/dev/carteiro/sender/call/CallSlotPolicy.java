// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import dev.carteiro.contract.send.Lane;
import dev.carteiro.sender.SenderSettings;
import java.util.EnumMap;
import java.util.Map;

/**
 * The limits for calls to servers.
 *
 * @param total maximum number of calls to one server at once
 * @param reserved slots of one server reserved for each priority, as a part of the total
 * @param presence maximum number of "typing" calls to one server at once; none are reserved
 */
public record CallSlotPolicy(
    int servers, int total, Map<CallPriority, Integer> reserved, int presence) {
  public CallSlotPolicy {
    reserved = Map.copyOf(reserved);
  }

  public static CallSlotPolicy from(SenderSettings settings) {
    return of(settings.hosts(), settings.connectionsPerHost(), settings.laneConcurrency());
  }

  /** The configured slots by lane; lanes that want more than the total get their share of it. */
  static CallSlotPolicy of(int servers, int total, Map<Lane, Integer> lanes) {
    int wanted = lanes.values().stream().mapToInt(Integer::intValue).sum();
    Map<CallPriority, Integer> reserved = new EnumMap<>(CallPriority.class);
    reserved.put(CallPriority.PRESENCE, 0);
    lanes.forEach(
        (lane, slots) ->
            reserved.put(CallPriority.of(lane), wanted <= total ? slots : slots * total / wanted));
    return new CallSlotPolicy(servers, total, reserved, total < 2 ? 0 : Math.max(1, total / 5));
  }

  int shared() {
    return total - reserved.values().stream().mapToInt(Integer::intValue).sum();
  }
}
