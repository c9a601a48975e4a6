// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.pace;

import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.WhatsAppIntegration;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.topology.outbox.job.HoldReason;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue.TimerKind;
import dev.carteiro.topology.pace.InstanceThrottle;
import dev.carteiro.topology.pace.SlidingPermitWindow;
import dev.carteiro.topology.store.EnumCodeTable;
import dev.carteiro.topology.store.StoreEntryCodec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * The stored send state of one instance: its lanes, its permits, its attempts in flight, and what
 * it waits for. Times are milliseconds since the epoch, 0 for none.
 */
public final class InstanceSendState {
  /**
   * Version 1 has no counts of scheduled and manual jobs, version 2 no throttle, version 3 neither
   * the claimant of an attempt nor the stages after the claim.
   */
  private static final byte VERSION = 4;

  private static final byte FIRST_WITH_COUNTS = 2;
  private static final byte FIRST_WITH_THROTTLE = 3;
  private static final byte FIRST_WITH_CLAIMANTS = 4;

  /**
   * A connection that was away for less starts no ramp: Evolution causes such interruptions, and
   * WhatsApp tolerates them.
   */
  private static final long BLIP_MS = 10_000;

  private static final EnumCodeTable<InstanceConnectionStatus> CONNECTIONS =
      new EnumCodeTable<>(InstanceConnectionStatus.class, status -> status.storeCode);
  private static final EnumCodeTable<TenantPermitStatus> PERMITS =
      new EnumCodeTable<>(TenantPermitStatus.class, status -> status.storeCode);

  /** The state of an instance's permit under its tenant's limit. */
  enum TenantPermitStatus {
    NONE(0),
    ASKED(1),
    GRANTED(2);

    /** The number of this status in stored bytes; never changed, never used again. */
    final int storeCode;

    TenantPermitStatus(int storeCode) {
      this.storeCode = storeCode;
    }
  }

  private final String instance;
  private final LanePositions lanes = new LanePositions();
  private final InFlightAttempts inFlight = new InFlightAttempts();
  private final long[] timers = new long[TimerKind.values().length];
  private SlidingPermitWindow permits = new SlidingPermitWindow();
  long pausedUntil;
  String pauseReason;
  InstanceConnectionStatus connection = InstanceConnectionStatus.UNTOLD;
  long closedAt;
  long rampFrom;
  int openJobs;
  int scheduledJobs;
  int manualJobs;
  String heldFor;
  TenantPermitStatus tenantPermit = TenantPermitStatus.NONE;
  InstanceThrottle throttle = InstanceThrottle.NONE;
  String permitTenant;
  long permitAskedAt;

  public InstanceSendState(String instance) {
    this.instance = instance;
  }

  /** {@code gateway/name}. */
  public String instance() {
    return instance;
  }

  public LanePositions lanes() {
    return lanes;
  }

  public InFlightAttempts inFlight() {
    return inFlight;
  }

  public int openJobs() {
    return openJobs;
  }

  public int scheduledJobs() {
    return scheduledJobs;
  }

  public int manualJobs() {
    return manualJobs;
  }

  /** Counts a job in a state, or no more. */
  public void count(JobState state, int more) {
    openJobs += state.isOver() || state == JobState.MANUAL ? 0 : more;
    // Jobs from a version without these counts were never added: they must not fall below 0.
    if (state == JobState.SCHEDULED) {
      scheduledJobs = Math.max(0, scheduledJobs + more);
    } else if (state == JobState.MANUAL) {
      manualJobs = Math.max(0, manualJobs + more);
    }
  }

  /** Why its first waiting job is marked as held; null when none is. */
  public String heldFor() {
    return heldFor;
  }

  public void holdFor(String reason) {
    heldFor = reason;
  }

  /** The tenant under whose limit it last asked for a permit. */
  public String permitTenant() {
    return permitTenant;
  }

  /** When it asked for the permit under its tenant's limit that it waits for. */
  public long permitAskedAt() {
    return permitAskedAt;
  }

  /** Plans a timer of the instance; false when one is planned that is as early. */
  public boolean plan(TimerKind kind, long atMs) {
    boolean earlier = !isPlanned(kind) || atMs < timers[kind.ordinal()];
    if (earlier) {
      timers[kind.ordinal()] = atMs;
    }
    return earlier;
  }

  public boolean isPlanned(TimerKind kind) {
    return timers[kind.ordinal()] != 0;
  }

  /** Whether a timer that is due is the one that was planned last; it is planned no more then. */
  public boolean clearIfDue(TimerKind kind, long dueMs) {
    boolean rung = isPlanned(kind) && timers[kind.ordinal()] <= dueMs;
    if (rung) {
      timers[kind.ordinal()] = 0;
    }
    return rung;
  }

  /** Sets the connection state: Evolution's word, or one of {@link InstanceStatusEvent}'s. */
  public void connect(String state, long nowMs) {
    InstanceConnectionStatus now = connection.after(state);
    boolean wasAway = connection.isAway();
    if (now == InstanceConnectionStatus.OPEN && wasAway && nowMs - closedAt >= BLIP_MS) {
      rampFrom = nowMs;
    } else if (now.isAway() && !wasAway) {
      closedAt = nowMs;
    }
    connection = now;
  }

  /** Whether a probe may end what holds it. */
  public boolean isHeldUntilProbed(long nowMs) {
    return connection.isAway() || awaitsLicense(nowMs);
  }

  /** Why the instance may not send now; null when it may. */
  public String obstacle(Optional<InstanceBinding> binding, long nowMs) {
    if (binding.isEmpty()) {
      return HoldReason.INSTANCE_UNBOUND.name();
    }
    if (binding.get().paused()) {
      return HoldReason.INSTANCE_PAUSED.name();
    }
    if (connection == InstanceConnectionStatus.GONE) {
      return HoldReason.INSTANCE_REMOVED.name();
    }
    WhatsAppIntegration integration = binding.get().integration();
    if (connection == InstanceConnectionStatus.CLOSED
        && (integration == null || integration.connects())) {
      return HoldReason.INSTANCE_NOT_OPEN.name();
    }
    return nowMs < pausedUntil ? pauseReason : null;
  }

  /** Pauses the instance for a reason, unless a pause that ends later is in force. */
  public void pause(long untilMs, String reason) {
    if (untilMs >= pausedUntil) {
      pausedUntil = untilMs;
      pauseReason = reason;
    }
  }

  public long pausedUntil() {
    return pausedUntil;
  }

  /** Whether the pause that was noted last, over or not, has a reason. */
  public boolean isPausedFor(String reason) {
    return reason.equals(pauseReason);
  }

  private boolean awaitsLicense(long nowMs) {
    return nowMs < pausedUntil && isPausedFor(SendResult.LICENSE_REQUIRED);
  }

  /** Ends the wait for a licence: a probe was answered, or the binding has changed. */
  public void endAwaitOfLicense(long nowMs) {
    if (awaitsLicense(nowMs)) {
      pausedUntil = 0;
    }
  }

  /** Uses a permit of the limit in force: the request may have reached Evolution until now. */
  public void usePermit(long nowMs, int limit) {
    permits.use(nowMs, limit);
  }

  /** How many more attempts may begin now; negative when the limit has fallen below that. */
  public int permitsLeft(long nowMs, int limit) {
    return limit - permits.used(nowMs) - inFlight.permitsHeld();
  }

  /** When a permit will be free; Long.MAX_VALUE while attempts hold them all. */
  public long nextPermitAt(long nowMs, int limit) {
    int free = limit - inFlight.permitsHeld();
    return free <= 0 ? Long.MAX_VALUE : permits.whenBelow(free, nowMs);
  }

  public byte[] encode() {
    return StoreEntryCodec.write(256, this::write);
  }

  private void write(DataOutputStream out) throws IOException {
    out.writeByte(VERSION);
    lanes.write(out);
    permits.write(out);
    inFlight.write(out);
    out.writeLong(timers[TimerKind.WAKE.ordinal()]);
    out.writeLong(timers[TimerKind.WATCH.ordinal()]);
    out.writeLong(timers[TimerKind.PROBE.ordinal()]);
    out.writeLong(pausedUntil);
    StoreEntryCodec.text(out, pauseReason);
    out.writeByte(connection.storeCode);
    out.writeLong(closedAt);
    out.writeLong(rampFrom);
    out.writeInt(openJobs);
    StoreEntryCodec.text(out, heldFor);
    out.writeByte(tenantPermit.storeCode);
    StoreEntryCodec.text(out, permitTenant);
    out.writeInt(scheduledJobs);
    out.writeInt(manualJobs);
    throttle.write(out);
    out.writeLong(permitAskedAt);
  }

  public static InstanceSendState decode(String instance, byte[] encoded) {
    InstanceSendState state = new InstanceSendState(instance);
    return StoreEntryCodec.read(encoded, state::read);
  }

  private InstanceSendState read(DataInputStream in) throws IOException {
    byte version = in.readByte();
    if (version < 1 || version > VERSION) {
      throw new IllegalArgumentException("version of a send state is " + version);
    }
    lanes.read(in);
    permits = SlidingPermitWindow.read(in);
    inFlight.read(in, version >= FIRST_WITH_CLAIMANTS);
    timers[TimerKind.WAKE.ordinal()] = in.readLong();
    timers[TimerKind.WATCH.ordinal()] = in.readLong();
    timers[TimerKind.PROBE.ordinal()] = in.readLong();
    pausedUntil = in.readLong();
    pauseReason = StoreEntryCodec.text(in);
    connection = CONNECTIONS.of(in.readByte());
    closedAt = in.readLong();
    rampFrom = in.readLong();
    openJobs = in.readInt();
    heldFor = StoreEntryCodec.text(in);
    tenantPermit = PERMITS.of(in.readByte());
    permitTenant = StoreEntryCodec.text(in);
    if (version >= FIRST_WITH_COUNTS) {
      scheduledJobs = in.readInt();
      manualJobs = in.readInt();
    }
    if (version >= FIRST_WITH_THROTTLE) {
      throttle = InstanceThrottle.read(in);
    }
    if (version >= FIRST_WITH_CLAIMANTS) {
      permitAskedAt = in.readLong();
    }
    if (in.available() > 0) {
      throw new IllegalArgumentException("a send state of version " + version + " is too long");
    }
    return this;
  }
}
