// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.faults;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.EnumMap;
import java.util.Map;

/**
 * The fault settings of one instance, or of all instances.
 *
 * @param shares share of an instance's sends that meet each fault; the sum is at most 1
 */
public record InstanceFaultSettings(
    Map<SendFault, Double> shares, SendLatencyDistribution latency, WebhookFaultSettings webhooks) {
  /** No faults and no latency. */
  public static final InstanceFaultSettings NONE =
      new InstanceFaultSettings(Map.of(), SendLatencyDistribution.NONE, WebhookFaultSettings.NONE);

  /** Binary fractions do not add up exactly. */
  private static final double ROUNDING = 1e-9;

  @JsonCreator
  public InstanceFaultSettings(
      @JsonProperty("shares") Map<SendFault, Double> shares,
      @JsonProperty("latency") SendLatencyDistribution latency,
      @JsonProperty("webhooks") WebhookFaultSettings webhooks) {
    this.shares = shares == null ? Map.of() : Map.copyOf(shares);
    this.latency = latency == null ? SendLatencyDistribution.NONE : latency;
    this.webhooks = webhooks == null ? WebhookFaultSettings.NONE : webhooks;
    this.shares.values().forEach(ShareValidator::check);
    if (this.shares.values().stream().mapToDouble(Double::doubleValue).sum() > 1 + ROUNDING) {
      throw new IllegalArgumentException("shares must not be more than 1 together");
    }
  }

  /** Returns a copy with another share of one fault. */
  public InstanceFaultSettings with(SendFault fault, double share) {
    Map<SendFault, Double> more = new EnumMap<>(SendFault.class);
    more.putAll(shares);
    more.put(fault, share);
    return new InstanceFaultSettings(more, latency, webhooks);
  }

  public InstanceFaultSettings with(SendLatencyDistribution other) {
    return new InstanceFaultSettings(shares, other, webhooks);
  }

  public InstanceFaultSettings with(WebhookFaultSettings other) {
    return new InstanceFaultSettings(shares, latency, other);
  }

  /**
   * Returns the fault for a random number.
   *
   * @param chance random number from 0 to below 1
   */
  public SendFault at(double chance) {
    double below = 0;
    // In the order of the names, so that the same chance is always the same fault.
    for (SendFault fault : SendFault.values()) {
      below += shares.getOrDefault(fault, 0.0);
      if (chance < below) {
        return fault;
      }
    }
    return SendFault.NONE;
  }
}
