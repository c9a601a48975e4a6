// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.EnumMap;
import java.util.Map;

/**
 * The fault settings of one instance, or of all instances.
 *
 * @param shares share of an instance's sends that meet each fault; the sum is at most 1
 */
public record Faults(Map<Fault, Double> shares, Latency latency, WebhookFaults webhooks) {
  /** No faults and no latency. */
  public static final Faults NONE = new Faults(Map.of(), Latency.NONE, WebhookFaults.NONE);

  /** Binary fractions do not add up exactly. */
  private static final double ROUNDING = 1e-9;

  @JsonCreator
  public Faults(
      @JsonProperty("shares") Map<Fault, Double> shares,
      @JsonProperty("latency") Latency latency,
      @JsonProperty("webhooks") WebhookFaults webhooks) {
    this.shares = shares == null ? Map.of() : Map.copyOf(shares);
    this.latency = latency == null ? Latency.NONE : latency;
    this.webhooks = webhooks == null ? WebhookFaults.NONE : webhooks;
    this.shares.values().forEach(Share::check);
    if (this.shares.values().stream().mapToDouble(Double::doubleValue).sum() > 1 + ROUNDING) {
      throw new IllegalArgumentException("shares must not be more than 1 together");
    }
  }

  /** Returns a copy with another share of one fault. */
  public Faults with(Fault fault, double share) {
    Map<Fault, Double> more = new EnumMap<>(Fault.class);
    more.putAll(shares);
    more.put(fault, share);
    return new Faults(more, latency, webhooks);
  }

  public Faults with(Latency other) {
    return new Faults(shares, other, webhooks);
  }

  public Faults with(WebhookFaults other) {
    return new Faults(shares, latency, other);
  }

  /**
   * Returns the fault for a random number.
   *
   * @param chance random number from 0 to below 1
   */
  Fault at(double chance) {
    double below = 0;
    // In the order of the names, so that the same chance is always the same fault.
    for (Fault fault : Fault.values()) {
      below += shares.getOrDefault(fault, 0.0);
      if (chance < below) {
        return fault;
      }
    }
    return Fault.NONE;
  }
}
