// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.pace;

import dev.carteiro.contract.send.Lane;
import dev.carteiro.topology.outbox.pace.InFlightAttempts.AttemptStage;
import dev.carteiro.topology.outbox.pace.InFlightAttempts.InFlightAttempt;
import dev.carteiro.topology.outbox.pace.InstanceSendState.TenantPermitStatus;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue.TimerKind;
import dev.carteiro.topology.pace.InstanceThrottle;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** A stored send state with a different value in each field. */
public final class InstanceSendStateSample {
  private InstanceSendStateSample() {}

  /** The codes of the enums that it stores. */
  public static List<String> codes() {
    return List.of(
        codes(AttemptStage.values(), stage -> stage.storeCode),
        codes(InstanceConnectionStatus.values(), status -> status.storeCode),
        codes(TenantPermitStatus.values(), status -> status.storeCode));
  }

  private static <E extends Enum<E>> String codes(E[] constants, ToIntFunction<E> code) {
    return Arrays.stream(constants)
        .sorted(Comparator.comparingInt(code))
        .map(constant -> code.applyAsInt(constant) + " " + constant.name())
        .collect(Collectors.joining(", "));
  }

  public static InstanceThrottle throttle(InstanceSendState state) {
    return state.throttle;
  }

  /** As an entry of a version is read: what that version did not store is as in a new one. */
  public static InstanceSendState of(String instance, int version) {
    InstanceSendState state = new InstanceSendState(instance);
    List<Lane> lanes = List.of(Lane.HIGH, Lane.NORMAL, Lane.LOW, Lane.MONITORING, Lane.MAINTENANCE);
    for (int n = 0; n < lanes.size(); n++) {
      Lane lane = lanes.get(n);
      state.lanes().append(lane);
      for (int queued = 0; queued < n; queued++) {
        state.lanes().entered(lane, state.lanes().append(lane));
      }
      state.lanes().emptyBefore(lane, n);
      state.lanes().passedOver()[lane.ordinal()] = 0x10 + n;
    }
    state.usePermit(0x201, 10);
    state.usePermit(0x201, 10);
    String claimant = version < 4 ? null : "s";
    InFlightAttempts inFlight = state.inFlight();
    inFlight.add(new InFlightAttempt("d0", "j0", 0x202, AttemptStage.HANDED_OUT, null, true));
    inFlight.add(new InFlightAttempt("d1", "j1", 0x203, AttemptStage.CLAIMED, claimant, false));
    state.plan(TimerKind.WAKE, 0x301);
    state.plan(TimerKind.WATCH, 0x302);
    state.plan(TimerKind.PROBE, 0x303);
    state.pausedUntil = 0x304;
    state.pauseReason = "r";
    state.connection = InstanceConnectionStatus.CLOSED;
    state.closedAt = 0x305;
    state.rampFrom = 0x306;
    state.openJobs = 7;
    state.heldFor = "INSTANCE_PAUSED";
    state.tenantPermit = TenantPermitStatus.ASKED;
    state.permitTenant = "acme";
    if (version > 1) {
      state.scheduledJobs = 8;
      state.manualJobs = 9;
    }
    if (version > 2) {
      state.throttle = new InstanceThrottle(2, 0x307, 0x308, 0x309);
    }
    if (version > 3) {
      inFlight.add(new InFlightAttempt("d2", "j2", 0x204, AttemptStage.ABANDONED, "s", true));
      inFlight.add(new InFlightAttempt("d3", "j3", 0x205, AttemptStage.ECHOED, "s", false));
      state.permitAskedAt = 0x30a;
    }
    return state;
  }
}
