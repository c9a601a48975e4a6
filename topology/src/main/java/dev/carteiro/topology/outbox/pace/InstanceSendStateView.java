// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.pace;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.outbox.job.OutboxKeyCodec;
import dev.carteiro.topology.outbox.pace.InFlightAttempts.AttemptStage;
import dev.carteiro.topology.outbox.pace.InFlightAttempts.InFlightAttempt;
import dev.carteiro.topology.pace.InstanceThrottle;
import dev.carteiro.topology.store.StoreEntryView;
import dev.carteiro.topology.store.StoredTimeConverter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Query view of how an instance sends: its entry of {@code send-pace} and its binding, which is in
 * the same partition.
 *
 * @param tenantId of the binding; null when the instance is not bound
 * @param ratePerMinute the limit in force now, which grows after a reconnection
 * @param fullRatePerMinute the full limit
 * @param permitsLeft how many messages the limit lets leave now; at least 0
 * @param nextPermitAt when the next message may leave; null when one may now, or attempts hold all
 *     permits
 * @param backlog jobs that wait in each lane
 * @param inFlight attempts without an outcome
 * @param openJobs jobs that are not over and do not wait for a person, scheduled ones included
 * @param scheduledJobs those of them that wait for their time
 * @param manualJobs jobs that wait for a person
 * @param connection untold, open, closed or gone
 * @param closedAt since when it is closed; null when it is not
 * @param heldReason why nothing leaves although something waits; null when nothing holds it
 * @param notBefore until when nothing leaves after an error or a rate limit; null when that is over
 * @param paused whether the binding says that the instance is paused
 * @param throttle how WhatsApp's request for fewer messages slows it down; null when it does not
 * @param tenantPermit state of its permit under the tenant's limit: none, asked or granted
 */
public record InstanceSendStateView(
    String tenantId,
    InstanceKey instance,
    int ratePerMinute,
    int fullRatePerMinute,
    int permitsLeft,
    Instant nextPermitAt,
    Map<Lane, Integer> backlog,
    List<InFlightAttemptView> inFlight,
    int openJobs,
    int scheduledJobs,
    int manualJobs,
    String connection,
    Instant closedAt,
    String heldReason,
    Instant notBefore,
    boolean paused,
    InstanceThrottleView throttle,
    String tenantPermit)
    implements StoreEntryView {

  /**
   * An attempt without an outcome.
   *
   * @param since when it was dispatched, or claimed once it was
   * @param claimed whether a sender has claimed it
   * @param stage handed_out, claimed, abandoned or echoed
   */
  public record InFlightAttemptView(
      String dispatchId, String jobId, Instant since, boolean claimed, String stage) {

    /** Whether it takes one of the instance's in-flight slots. */
    public boolean underWay() {
      return stage.equals(text(AttemptStage.HANDED_OUT))
          || stage.equals(text(AttemptStage.CLAIMED));
    }
  }

  /**
   * The throttle of an instance that WhatsApp asked for fewer messages.
   *
   * @param since when it asked first
   * @param times how often it asked since
   * @param pausedUntil until when nothing leaves
   * @param until when the rate is full again
   */
  public record InstanceThrottleView(
      Instant since, int times, Instant pausedUntil, Instant until) {}

  /** The instance of a key; empty for the watermark of the timers. */
  public static Optional<InstanceKey> instance(byte[] key) {
    return key.length <= OutboxKeyCodec.WATERMARK.length
        ? Optional.empty()
        : Optional.of(InstanceKey.parse(new String(key, StandardCharsets.UTF_8)));
  }

  /**
   * Decodes an entry.
   *
   * @param value null for an instance that never had anything to send
   * @param binding of the instance
   * @param settings for the limits
   */
  public static InstanceSendStateView decode(
      InstanceKey instance,
      byte[] value,
      Optional<InstanceBinding> binding,
      OutboxSettings settings,
      Instant now) {
    String name = instance.text();
    InstanceSendState sendState =
        value == null ? new InstanceSendState(name) : InstanceSendState.decode(name, value);
    InstanceRatePolicy limits = new InstanceRatePolicy(settings);
    long nowMs = now.toEpochMilli();
    int full = limits.full(binding);
    int limit = binding.map(bound -> limits.now(sendState, bound, nowMs)).orElse(full);
    int left = Math.max(0, sendState.permitsLeft(nowMs, limit));
    long nextPermitAt = sendState.nextPermitAt(nowMs, limit);
    return new InstanceSendStateView(
        binding.map(InstanceBinding::tenantId).orElse(null),
        instance,
        limit,
        full,
        left,
        left > 0 || nextPermitAt == Long.MAX_VALUE ? null : Instant.ofEpochMilli(nextPermitAt),
        backlog(sendState),
        sendState.inFlight().all().stream().map(InstanceSendStateView::attempt).toList(),
        sendState.openJobs,
        sendState.scheduledJobs,
        sendState.manualJobs,
        sendState.connection.name().toLowerCase(Locale.ROOT),
        sendState.connection.isAway() ? StoredTimeConverter.instant(sendState.closedAt) : null,
        heldReason(sendState, binding, nowMs),
        sendState.pausedUntil > nowMs ? StoredTimeConverter.instant(sendState.pausedUntil) : null,
        binding.map(InstanceBinding::paused).orElse(false),
        throttleView(sendState.throttle, nowMs),
        sendState.tenantPermit.name().toLowerCase(Locale.ROOT));
  }

  private static InstanceThrottleView throttleView(InstanceThrottle throttle, long nowMs) {
    return throttle.isOn() && nowMs < throttle.until()
        ? new InstanceThrottleView(
            StoredTimeConverter.instant(throttle.since()),
            throttle.level(),
            StoredTimeConverter.instant(throttle.pausedUntil()),
            StoredTimeConverter.instant(throttle.until()))
        : null;
  }

  private static InFlightAttemptView attempt(InFlightAttempt one) {
    return new InFlightAttemptView(
        one.dispatchId(),
        one.jobId(),
        StoredTimeConverter.instant(one.since()),
        one.started(),
        text(one.stage()));
  }

  private static String text(AttemptStage stage) {
    return stage.name().toLowerCase(Locale.ROOT);
  }

  private static Map<Lane, Integer> backlog(InstanceSendState sendState) {
    Map<Lane, Integer> backlog = new EnumMap<>(Lane.class);
    for (Lane lane : Lane.values()) {
      backlog.put(lane, sendState.lanes().queued(lane));
    }
    return backlog;
  }

  /**
   * The reason for which the dispatcher would hold the instance now; it records one only when a job
   * waits.
   */
  static String heldReason(
      InstanceSendState sendState, Optional<InstanceBinding> binding, long nowMs) {
    String obstacle = sendState.obstacle(binding, nowMs);
    return obstacle == null ? sendState.heldFor : obstacle;
  }
}
