// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.topology.pace.InstanceThrottle;
import dev.carteiro.topology.pace.SlidingPermitWindow;
import dev.carteiro.topology.store.EnumCodeTable;
import dev.carteiro.topology.store.StoreEntryCodec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

  /** How many attempts without an in-flight slot are not counted; see {@link #placesTaken}. */
  static final int MOST_WITHOUT_PLACE = 64;

  /**
   * Each version has a block for each lane with a code below this, and does not say how many: one
   * more lane needs a new version.
   */
  private static final int LANE_BLOCKS = 5;

  private static final Lane[] LANES = Lane.values();
  private static final EnumCodeTable<InstanceConnectionStatus> CONNECTIONS =
      new EnumCodeTable<>(InstanceConnectionStatus.class, status -> status.storeCode);
  private static final EnumCodeTable<TenantPermitStatus> PERMITS =
      new EnumCodeTable<>(TenantPermitStatus.class, status -> status.storeCode);
  private static final EnumCodeTable<AttemptStage> STAGES =
      new EnumCodeTable<>(AttemptStage.class, stage -> stage.storeCode);

  static {
    if (LANES.length != LANE_BLOCKS) {
      throw new IllegalStateException("the stored send state has no block for each lane");
    }
  }

  /** The last known state of the connection. */
  enum InstanceConnectionStatus {
    /** No event has come yet: sending finds out. */
    UNTOLD(0),
    OPEN(1),
    CLOSED(2),
    /** Evolution does not have the instance any more, whatever its integration. */
    GONE(3);

    /** The number of this status in stored bytes; never changed, never used again. */
    final int storeCode;

    InstanceConnectionStatus(int storeCode) {
      this.storeCode = storeCode;
    }

    /** Whether the state prevents sending; a probe finds out whether it still holds. */
    boolean isAway() {
      return this == CLOSED || this == GONE;
    }
  }

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

  /** How far an attempt without an outcome has come. */
  enum AttemptStage {
    /** Dispatched and not claimed: it takes an in-flight slot and holds a permit. */
    HANDED_OUT(0),
    /** Claimed by a sender: it takes an in-flight slot and holds a permit. */
    CLAIMED(1),
    /**
     * Another sender took over the partition from the sender that claimed it, so its outcome may
     * never come. It gave up its in-flight slot, so that other messages leave. It holds its permit
     * until its deadline, because a sender that only paused may call Evolution until then.
     */
    ABANDONED(2),
    /** Evolution's echo shows that it was sent: it takes no in-flight slot and holds no permit. */
    ECHOED(3);

    /** The number of this stage in stored bytes; never changed, never used again. */
    final int storeCode;

    AttemptStage(int storeCode) {
      this.storeCode = storeCode;
    }

    private boolean hasPlace() {
      return this == HANDED_OUT || this == CLAIMED;
    }

    private boolean hasPermit() {
      return this != ECHOED;
    }
  }

  /**
   * An attempt that has no outcome yet.
   *
   * @param since when it was dispatched, or claimed once it was
   * @param claimant the sender that claimed it; null when none did, or it is not known
   * @param ofTenantLimit whether it also holds a permit of its tenant's limit
   */
  record InFlightAttempt(
      String dispatchId,
      String jobId,
      long since,
      AttemptStage stage,
      String claimant,
      boolean ofTenantLimit) {

    /** An attempt that was just dispatched. */
    static InFlightAttempt handedOut(
        String dispatchId, String jobId, long sinceMs, boolean ofTenantLimit) {
      return new InFlightAttempt(
          dispatchId, jobId, sinceMs, AttemptStage.HANDED_OUT, null, ofTenantLimit);
    }

    /** Whether a sender claimed it, whatever happened to that sender. */
    boolean started() {
      return stage != AttemptStage.HANDED_OUT;
    }

    private InFlightAttempt claimed(String sender, long nowMs) {
      // Senders of another consumer group may claim it once more; what the echo showed stays true.
      AttemptStage next = stage == AttemptStage.ECHOED ? stage : AttemptStage.CLAIMED;
      return new InFlightAttempt(dispatchId, jobId, nowMs, next, sender, ofTenantLimit);
    }

    private InFlightAttempt abandoned() {
      return new InFlightAttempt(
          dispatchId, jobId, since, AttemptStage.ABANDONED, claimant, ofTenantLimit);
    }

    private InFlightAttempt echoed() {
      return new InFlightAttempt(dispatchId, jobId, since, AttemptStage.ECHOED, claimant, false);
    }
  }

  final String instance;
  private final long[] heads = new long[LANES.length];
  private final long[] tails = new long[LANES.length];
  private final int[] queued = new int[LANES.length];
  final int[] passedOver = new int[LANES.length];
  private final List<InFlightAttempt> inFlight = new ArrayList<>(1);
  private SlidingPermitWindow permits = new SlidingPermitWindow();
  long wakeAt;
  long watchAt;
  long probeAt;
  long notBefore;
  String notBeforeReason;
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

  InstanceSendState(String instance) {
    this.instance = instance;
  }

  /** Reserves the position at the end of a lane. */
  long append(Lane lane) {
    return tails[lane.ordinal()]++;
  }

  /** Counts an entry that was put into a lane. */
  void entered(Lane lane, long arrival) {
    queued[lane.ordinal()]++;
    heads[lane.ordinal()] = Math.min(heads[lane.ordinal()], arrival);
  }

  /** Counts an entry that was taken out of a lane. */
  void left(Lane lane) {
    queued[lane.ordinal()]--;
  }

  /** The first position of a lane that may hold an entry. */
  long head(Lane lane) {
    return heads[lane.ordinal()];
  }

  /** Moves the head of a lane: all positions before it are empty. */
  void emptyBefore(Lane lane, long arrival) {
    heads[lane.ordinal()] = arrival;
  }

  /** The position that the next new entry of a lane will have. */
  long tail(Lane lane) {
    return tails[lane.ordinal()];
  }

  /** How many entries a lane has. */
  public int queued(Lane lane) {
    return queued[lane.ordinal()];
  }

  /** The lanes that have entries. */
  Set<Lane> lanesWithWork() {
    Set<Lane> lanes = EnumSet.noneOf(Lane.class);
    for (Lane lane : LANES) {
      if (queued[lane.ordinal()] > 0) {
        lanes.add(lane);
      }
    }
    return lanes;
  }

  /**
   * How many attempts take an in-flight slot: dispatched or claimed, neither abandoned nor echoed.
   */
  public int inFlightCount() {
    return (int) inFlight.stream().filter(one -> one.stage().hasPlace()).count();
  }

  /**
   * How many in-flight slots are taken. Attempts that gave up theirs count again beyond {@link
   * #MOST_WITHOUT_PLACE}, so that an entry stays small however often senders fail.
   */
  int placesTaken() {
    int withPlace = inFlightCount();
    return withPlace + Math.max(0, inFlight.size() - withPlace - MOST_WITHOUT_PLACE);
  }

  /** How many permits attempts without an outcome hold. */
  int permitsHeld() {
    return (int) inFlight.stream().filter(one -> one.stage().hasPermit()).count();
  }

  List<InFlightAttempt> inFlight() {
    return List.copyOf(inFlight);
  }

  void begin(InFlightAttempt attempt) {
    inFlight.add(attempt);
  }

  /** Marks an attempt as claimed by a sender. */
  void started(String dispatchId, String sender, long nowMs) {
    inFlight.replaceAll(
        one -> one.dispatchId().equals(dispatchId) ? one.claimed(sender, nowMs) : one);
  }

  /**
   * The claimed attempts of other senders than this one, claimed up to a time: those senders may be
   * gone.
   */
  List<InFlightAttempt> claimedByOthers(String sender, long untilMs) {
    return inFlight.stream()
        .filter(one -> one.started() && one.stage() != AttemptStage.ABANDONED)
        .filter(one -> one.since() <= untilMs && !sender.equals(one.claimant()))
        .toList();
  }

  /** Marks a claimed attempt as abandoned: it gives up its in-flight slot and keeps its permit. */
  void abandon(String dispatchId) {
    inFlight.replaceAll(
        one ->
            one.dispatchId().equals(dispatchId) && one.stage() == AttemptStage.CLAIMED
                ? one.abandoned()
                : one);
  }

  /**
   * Marks an attempt as echoed. One that is not known to be claimed stays as it is: a sender can
   * still call Evolution for it.
   *
   * @return the attempt as it was before; empty when it was not claimed, or is over
   */
  Optional<InFlightAttempt> echo(String dispatchId) {
    Optional<InFlightAttempt> found =
        inFlight.stream()
            .filter(one -> one.dispatchId().equals(dispatchId))
            .filter(
                one -> one.stage() == AttemptStage.CLAIMED || one.stage() == AttemptStage.ABANDONED)
            .findFirst();
    found.ifPresent(one -> inFlight.set(inFlight.indexOf(one), one.echoed()));
    return found;
  }

  /** Whether the attempt is in flight and not claimed yet. */
  boolean isUnclaimed(String dispatchId) {
    return inFlight.stream().anyMatch(one -> one.dispatchId().equals(dispatchId) && !one.started());
  }

  /** Removes an attempt that is over; empty when it was not in flight. */
  Optional<InFlightAttempt> end(String dispatchId) {
    Optional<InFlightAttempt> found =
        inFlight.stream().filter(one -> one.dispatchId().equals(dispatchId)).findFirst();
    found.ifPresent(inFlight::remove);
    return found;
  }

  /**
   * Notes the use of a permit: the request may have reached Evolution at any time up to now.
   *
   * @param limit the limit in force
   */
  void use(long nowMs, int limit) {
    permits.use(nowMs, limit);
  }

  /**
   * Pauses the instance until a time, for a reason. A pause that ends later stays in force, with
   * its own reason.
   */
  void leaveAlone(long untilMs, String reason) {
    if (untilMs >= notBefore) {
      notBefore = untilMs;
      notBeforeReason = reason;
    }
  }

  /** Whether it waits for its server to have a licence. */
  boolean awaitsLicense(long nowMs) {
    return nowMs < notBefore && SendResult.LICENSE_REQUIRED.equals(notBeforeReason);
  }

  /**
   * How many more attempts may begin now; negative when the limit has fallen below what is used and
   * held.
   */
  public int permitsLeft(long nowMs, int limit) {
    return limit - permits.used(nowMs) - permitsHeld();
  }

  /**
   * When a permit will be free, if nothing else happens; meaningless while attempts hold all
   * permits.
   */
  long nextPermitAt(long nowMs, int limit) {
    return permits.whenBelow(Math.max(1, limit - permitsHeld()), nowMs);
  }

  byte[] encode() {
    return StoreEntryCodec.write(256, this::write);
  }

  private void write(DataOutputStream out) throws IOException {
    out.writeByte(VERSION);
    for (int code = 0; code < LANE_BLOCKS; code++) {
      int lane = SendJob.LANES.of(code).ordinal();
      out.writeLong(heads[lane]);
      out.writeLong(tails[lane]);
      out.writeInt(queued[lane]);
      out.writeInt(passedOver[lane]);
    }
    permits.write(out);
    out.writeInt(inFlight.size());
    for (InFlightAttempt one : inFlight) {
      StoreEntryCodec.text(out, one.dispatchId());
      StoreEntryCodec.text(out, one.jobId());
      out.writeLong(one.since());
      out.writeByte(one.stage().storeCode);
      out.writeBoolean(one.ofTenantLimit());
      StoreEntryCodec.text(out, one.claimant());
    }
    out.writeLong(wakeAt);
    out.writeLong(watchAt);
    out.writeLong(probeAt);
    out.writeLong(notBefore);
    StoreEntryCodec.text(out, notBeforeReason);
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

  static InstanceSendState decode(String instance, byte[] encoded) {
    return StoreEntryCodec.read(encoded, in -> read(instance, in));
  }

  private static InstanceSendState read(String instance, DataInputStream in) throws IOException {
    InstanceSendState pace = new InstanceSendState(instance);
    byte version = in.readByte();
    if (version < 1 || version > VERSION) {
      throw new IllegalArgumentException("version of a send state is " + version);
    }
    for (int code = 0; code < LANE_BLOCKS; code++) {
      int lane = SendJob.LANES.of(code).ordinal();
      pace.heads[lane] = in.readLong();
      pace.tails[lane] = in.readLong();
      pace.queued[lane] = in.readInt();
      pace.passedOver[lane] = in.readInt();
    }
    pace.permits = SlidingPermitWindow.read(in);
    for (int n = in.readInt(); n > 0; n--) {
      pace.inFlight.add(readInFlight(in, version));
    }
    pace.wakeAt = in.readLong();
    pace.watchAt = in.readLong();
    pace.probeAt = in.readLong();
    pace.notBefore = in.readLong();
    pace.notBeforeReason = StoreEntryCodec.text(in);
    pace.connection = CONNECTIONS.of(in.readByte());
    pace.closedAt = in.readLong();
    pace.rampFrom = in.readLong();
    pace.openJobs = in.readInt();
    pace.heldFor = StoreEntryCodec.text(in);
    pace.tenantPermit = PERMITS.of(in.readByte());
    pace.permitTenant = StoreEntryCodec.text(in);
    if (version >= FIRST_WITH_COUNTS) {
      pace.scheduledJobs = in.readInt();
      pace.manualJobs = in.readInt();
    }
    if (version >= FIRST_WITH_THROTTLE) {
      pace.throttle = InstanceThrottle.read(in);
    }
    if (version >= FIRST_WITH_CLAIMANTS) {
      pace.permitAskedAt = in.readLong();
    }
    if (in.available() > 0) {
      throw new IllegalArgumentException("a send state of version " + version + " is too long");
    }
    return pace;
  }

  private static InFlightAttempt readInFlight(DataInputStream in, byte version) throws IOException {
    String dispatchId = StoreEntryCodec.text(in);
    String jobId = StoreEntryCodec.text(in);
    long since = in.readLong();
    // Older versions store whether it was claimed as 0 or 1, which are the codes of the first two
    // stages.
    AttemptStage stage = STAGES.of(in.readByte());
    boolean ofTenantLimit = in.readBoolean();
    String claimant = version >= FIRST_WITH_CLAIMANTS ? StoreEntryCodec.text(in) : null;
    return new InFlightAttempt(dispatchId, jobId, since, stage, claimant, ofTenantLimit);
  }
}
