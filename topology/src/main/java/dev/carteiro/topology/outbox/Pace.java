// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendResult;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How one instance sends: its lanes' ends, its permits, what is under way, what it waits for. Times
 * are milliseconds since the epoch, 0 for none.
 */
public final class Pace {
  /**
   * Version 1 has no counts of scheduled and manual jobs, version 2 no throttle, version 3 none of
   * who claimed an attempt, and no stages after the claim.
   */
  private static final byte VERSION = 4;

  private static final byte FIRST_WITH_COUNTS = 2;
  private static final byte FIRST_WITH_THROTTLE = 3;
  private static final byte FIRST_WITH_CLAIMANTS = 4;

  /** Attempts without a place that are left out of account; see {@link #placesTaken}. */
  static final int MOST_WITHOUT_PLACE = 64;

  private static final Lane[] LANES = Lane.values();
  private static final Stage[] STAGES = Stage.values();

  /** What is known of the connection. */
  enum Connection {
    /** Nothing was ever said: sending finds out. */
    UNTOLD,
    OPEN,
    CLOSED,
    /** Evolution has the instance no more, whatever its integration. */
    GONE;

    /** Whether it stands in the way of sending; a probe finds out whether it still does. */
    boolean isAway() {
      return this == CLOSED || this == GONE;
    }
  }

  /** Where an instance's permission of its tenant's limit stands. */
  enum TenantPermit {
    NONE,
    ASKED,
    GRANTED
  }

  /** How far an attempt has come that has no outcome yet. The order is that of the stored bytes. */
  enum Stage {
    /** It waits for a sender: it has a place in flight and holds a permit. */
    HANDED_OUT,
    /** A sender claimed it: it has a place in flight and holds a permit. */
    CLAIMED,
    /**
     * The partition of the sender that claimed it is another sender's now, so that its word may
     * never come. It gave up its place, so that other messages leave; it holds its permit up to its
     * deadline, since a sender that stood still may call until then.
     */
    ABANDONED,
    /** Evolution's echo says that it was sent: place and permit are settled. */
    ECHOED;

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
   * @param ofTenantLimit whether it also holds a permit of its tenant
   */
  record InFlight(
      String dispatchId,
      String jobId,
      long since,
      Stage stage,
      String claimant,
      boolean ofTenantLimit) {

    /** An attempt that was handed to the senders. */
    static InFlight handedOut(
        String dispatchId, String jobId, long sinceMs, boolean ofTenantLimit) {
      return new InFlight(dispatchId, jobId, sinceMs, Stage.HANDED_OUT, null, ofTenantLimit);
    }

    /** Whether a sender claimed it, whatever became of that sender. */
    boolean started() {
      return stage != Stage.HANDED_OUT;
    }

    private InFlight claimed(String sender, long nowMs) {
      // Senders of another group may claim it once more: what the echo said stays true.
      Stage next = stage == Stage.ECHOED ? stage : Stage.CLAIMED;
      return new InFlight(dispatchId, jobId, nowMs, next, sender, ofTenantLimit);
    }

    private InFlight abandoned() {
      return new InFlight(dispatchId, jobId, since, Stage.ABANDONED, claimant, ofTenantLimit);
    }

    private InFlight echoed() {
      return new InFlight(dispatchId, jobId, since, Stage.ECHOED, claimant, false);
    }
  }

  final String instance;
  private final long[] heads = new long[LANES.length];
  private final long[] tails = new long[LANES.length];
  private final int[] queued = new int[LANES.length];
  final int[] passedOver = new int[LANES.length];
  private final List<InFlight> inFlight = new ArrayList<>(1);
  private PermitWindow permits = new PermitWindow();
  long wakeAt;
  long watchAt;
  long probeAt;
  long notBefore;
  String notBeforeReason;
  Connection connection = Connection.UNTOLD;
  long closedAt;
  long rampFrom;
  int openJobs;
  int scheduledJobs;
  int manualJobs;
  String heldFor;
  TenantPermit tenantPermit = TenantPermit.NONE;
  Throttle throttle = Throttle.NONE;
  String permitTenant;
  long permitAskedAt;

  Pace(String instance) {
    this.instance = instance;
  }

  /** A place at the end of a lane. */
  long append(Lane lane) {
    return tails[lane.ordinal()]++;
  }

  /** An entry was put into a lane. */
  void entered(Lane lane, long arrival) {
    queued[lane.ordinal()]++;
    heads[lane.ordinal()] = Math.min(heads[lane.ordinal()], arrival);
  }

  /** An entry was taken out of a lane. */
  void left(Lane lane) {
    queued[lane.ordinal()]--;
  }

  /** The first place of a lane that may be taken. */
  long head(Lane lane) {
    return heads[lane.ordinal()];
  }

  /** Everything before a place is known to be empty. */
  void emptyBefore(Lane lane, long arrival) {
    heads[lane.ordinal()] = arrival;
  }

  /** The place that the next entry will have. */
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
   * How many attempts are under way: handed to a sender that may still answer, and not known sent.
   */
  public int inFlightCount() {
    return (int) inFlight.stream().filter(one -> one.stage().hasPlace()).count();
  }

  /**
   * How many of the places in flight are taken. Attempts that gave up theirs count again beyond
   * {@link #MOST_WITHOUT_PLACE}, so that an entry stays small whatever dies how often.
   */
  int placesTaken() {
    int withPlace = inFlightCount();
    return withPlace + Math.max(0, inFlight.size() - withPlace - MOST_WITHOUT_PLACE);
  }

  /** How many permits attempts without an outcome hold. */
  int permitsHeld() {
    return (int) inFlight.stream().filter(one -> one.stage().hasPermit()).count();
  }

  List<InFlight> inFlight() {
    return List.copyOf(inFlight);
  }

  void begin(InFlight attempt) {
    inFlight.add(attempt);
  }

  /** The attempt was claimed by a sender. */
  void started(String dispatchId, String sender, long nowMs) {
    inFlight.replaceAll(
        one -> one.dispatchId().equals(dispatchId) ? one.claimed(sender, nowMs) : one);
  }

  /**
   * The claimed attempts of other senders than this one, that began up to a time: nobody knows
   * whether those senders live.
   */
  List<InFlight> claimedByOthers(String sender, long untilMs) {
    return inFlight.stream()
        .filter(one -> one.started() && one.stage() != Stage.ABANDONED)
        .filter(one -> one.since() <= untilMs && !sender.equals(one.claimant()))
        .toList();
  }

  /** The attempt's sender may be gone: it gives up its place in flight, and keeps its permit. */
  void abandon(String dispatchId) {
    inFlight.replaceAll(
        one ->
            one.dispatchId().equals(dispatchId) && one.stage() == Stage.CLAIMED
                ? one.abandoned()
                : one);
  }

  /**
   * Evolution's echo says that the attempt was sent. One that nobody is known to have claimed stays
   * as it is: it can still be called.
   *
   * @return the attempt as it stood before; empty when it was not claimed, or is over
   */
  Optional<InFlight> echo(String dispatchId) {
    Optional<InFlight> found =
        inFlight.stream()
            .filter(one -> one.dispatchId().equals(dispatchId))
            .filter(one -> one.stage() == Stage.CLAIMED || one.stage() == Stage.ABANDONED)
            .findFirst();
    found.ifPresent(one -> inFlight.set(inFlight.indexOf(one), one.echoed()));
    return found;
  }

  /** Whether the attempt was handed out, and nobody has claimed it yet. */
  boolean isUnclaimed(String dispatchId) {
    return inFlight.stream().anyMatch(one -> one.dispatchId().equals(dispatchId) && !one.started());
  }

  /** The attempt is over; empty when it was not under way. */
  Optional<InFlight> end(String dispatchId) {
    Optional<InFlight> found =
        inFlight.stream().filter(one -> one.dispatchId().equals(dispatchId)).findFirst();
    found.ifPresent(inFlight::remove);
    return found;
  }

  /**
   * A permit was used: the request may have reached Evolution at any time up to now.
   *
   * @param limit the limit in force
   */
  void use(long nowMs, int limit) {
    permits.use(nowMs, limit);
  }

  /** Nothing leaves until a time, for a reason; what was to end later, still does for its own. */
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

  /** How many more attempts may begin now. */
  public int permitsLeft(long nowMs, int limit) {
    return limit - permits.used(nowMs) - permitsHeld();
  }

  /** When a permit will be free, if nothing else happens; meaningless while attempts hold all. */
  long nextPermitAt(long nowMs, int limit) {
    return permits.whenBelow(Math.max(1, limit - permitsHeld()), nowMs);
  }

  byte[] encode() {
    return Codec.write(256, this::write);
  }

  private void write(DataOutputStream out) throws IOException {
    out.writeByte(VERSION);
    for (Lane lane : LANES) {
      out.writeLong(heads[lane.ordinal()]);
      out.writeLong(tails[lane.ordinal()]);
      out.writeInt(queued[lane.ordinal()]);
      out.writeInt(passedOver[lane.ordinal()]);
    }
    permits.write(out);
    out.writeInt(inFlight.size());
    for (InFlight one : inFlight) {
      Codec.text(out, one.dispatchId());
      Codec.text(out, one.jobId());
      out.writeLong(one.since());
      out.writeByte(one.stage().ordinal());
      out.writeBoolean(one.ofTenantLimit());
      Codec.text(out, one.claimant());
    }
    out.writeLong(wakeAt);
    out.writeLong(watchAt);
    out.writeLong(probeAt);
    out.writeLong(notBefore);
    Codec.text(out, notBeforeReason);
    out.writeByte(connection.ordinal());
    out.writeLong(closedAt);
    out.writeLong(rampFrom);
    out.writeInt(openJobs);
    Codec.text(out, heldFor);
    out.writeByte(tenantPermit.ordinal());
    Codec.text(out, permitTenant);
    out.writeInt(scheduledJobs);
    out.writeInt(manualJobs);
    throttle.write(out);
    out.writeLong(permitAskedAt);
  }

  static Pace decode(String instance, byte[] encoded) {
    return Codec.read(encoded, in -> read(instance, in));
  }

  private static Pace read(String instance, DataInputStream in) throws IOException {
    Pace pace = new Pace(instance);
    byte version = in.readByte();
    for (Lane lane : LANES) {
      pace.heads[lane.ordinal()] = in.readLong();
      pace.tails[lane.ordinal()] = in.readLong();
      pace.queued[lane.ordinal()] = in.readInt();
      pace.passedOver[lane.ordinal()] = in.readInt();
    }
    pace.permits = PermitWindow.read(in);
    for (int n = in.readInt(); n > 0; n--) {
      pace.inFlight.add(readInFlight(in, version));
    }
    pace.wakeAt = in.readLong();
    pace.watchAt = in.readLong();
    pace.probeAt = in.readLong();
    pace.notBefore = in.readLong();
    pace.notBeforeReason = Codec.text(in);
    pace.connection = Connection.values()[in.readByte()];
    pace.closedAt = in.readLong();
    pace.rampFrom = in.readLong();
    pace.openJobs = in.readInt();
    pace.heldFor = Codec.text(in);
    pace.tenantPermit = TenantPermit.values()[in.readByte()];
    pace.permitTenant = Codec.text(in);
    if (version >= FIRST_WITH_COUNTS) {
      pace.scheduledJobs = in.readInt();
      pace.manualJobs = in.readInt();
    }
    if (version >= FIRST_WITH_THROTTLE) {
      pace.throttle = Throttle.read(in);
    }
    if (version >= FIRST_WITH_CLAIMANTS) {
      pace.permitAskedAt = in.readLong();
    }
    return pace;
  }

  private static InFlight readInFlight(DataInputStream in, byte version) throws IOException {
    String dispatchId = Codec.text(in);
    String jobId = Codec.text(in);
    long since = in.readLong();
    // Older entries say with 0 and 1 whether it was claimed, which are the first two stages.
    Stage stage = STAGES[in.readByte()];
    boolean ofTenantLimit = in.readBoolean();
    String claimant = version >= FIRST_WITH_CLAIMANTS ? Codec.text(in) : null;
    return new InFlight(dispatchId, jobId, since, stage, claimant, ofTenantLimit);
  }
}
