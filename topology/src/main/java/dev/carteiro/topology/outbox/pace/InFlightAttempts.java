// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.pace;

import dev.carteiro.topology.store.EnumCodeTable;
import dev.carteiro.topology.store.StoreEntryCodec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The attempts of an instance that have no outcome yet. */
public final class InFlightAttempts {
  /** How many attempts without an in-flight slot are not counted; see {@link #slotsTaken}. */
  static final int MAX_WITHOUT_SLOT = 64;

  private static final EnumCodeTable<AttemptStage> STAGES =
      new EnumCodeTable<>(AttemptStage.class, stage -> stage.storeCode);

  /** How far an attempt without an outcome has come. */
  public enum AttemptStage {
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

    boolean hasSlot() {
      return this == HANDED_OUT || this == CLAIMED;
    }
  }

  /**
   * An attempt that has no outcome yet.
   *
   * @param since when it was dispatched, or claimed once it was
   * @param claimant the sender that claimed it; null when none did, or it is not known
   * @param ofTenantLimit whether it also holds a permit of its tenant's limit
   */
  public record InFlightAttempt(
      String dispatchId,
      String jobId,
      long since,
      AttemptStage stage,
      String claimant,
      boolean ofTenantLimit) {

    /** Whether a sender claimed it, whatever happened to that sender. */
    public boolean started() {
      return stage != AttemptStage.HANDED_OUT;
    }

    private InFlightAttempt claimed(String sender, long nowMs) {
      // Senders of another consumer group may claim it once more; what the echo showed stays true.
      AttemptStage next = stage == AttemptStage.ECHOED ? stage : AttemptStage.CLAIMED;
      return new InFlightAttempt(dispatchId, jobId, nowMs, next, sender, ofTenantLimit);
    }

    private InFlightAttempt as(AttemptStage next) {
      boolean holdsPermit = ofTenantLimit && next != AttemptStage.ECHOED;
      return new InFlightAttempt(dispatchId, jobId, since, next, claimant, holdsPermit);
    }
  }

  private final List<InFlightAttempt> attempts = new ArrayList<>(1);

  public List<InFlightAttempt> all() {
    return List.copyOf(attempts);
  }

  /** How many take an in-flight slot. */
  public int slots() {
    return (int) attempts.stream().filter(one -> one.stage().hasSlot()).count();
  }

  /**
   * How many in-flight slots are taken. Attempts that gave up theirs count again beyond {@link
   * #MAX_WITHOUT_SLOT}, so that an entry stays small however often senders fail.
   */
  public int slotsTaken() {
    int slots = slots();
    return slots + Math.max(0, attempts.size() - slots - MAX_WITHOUT_SLOT);
  }

  public int permitsHeld() {
    return (int) attempts.stream().filter(one -> one.stage() != AttemptStage.ECHOED).count();
  }

  /** Adds an attempt that was just dispatched. */
  public void begin(String dispatchId, String jobId, long nowMs, boolean ofTenantLimit) {
    add(
        new InFlightAttempt(
            dispatchId, jobId, nowMs, AttemptStage.HANDED_OUT, null, ofTenantLimit));
  }

  void add(InFlightAttempt attempt) {
    attempts.add(attempt);
  }

  public void claim(String dispatchId, String sender, long nowMs) {
    attempts.replaceAll(
        one -> one.dispatchId().equals(dispatchId) ? one.claimed(sender, nowMs) : one);
  }

  /** The attempts that other senders than this one claimed up to a time. */
  public List<InFlightAttempt> claimedByOthers(String sender, long untilMs) {
    return attempts.stream()
        .filter(one -> one.started() && one.stage() != AttemptStage.ABANDONED)
        .filter(one -> one.since() <= untilMs && !sender.equals(one.claimant()))
        .toList();
  }

  public void abandon(InFlightAttempt attempt) {
    attempts.replaceAll(one -> one.equals(attempt) ? one.as(AttemptStage.ABANDONED) : one);
  }

  /**
   * Marks an attempt as echoed. One that is not known to be claimed stays as it is: a sender can
   * still call Evolution for it.
   *
   * @return the attempt as it was before; empty when it was not claimed, or is over
   */
  public Optional<InFlightAttempt> echo(String dispatchId) {
    Optional<InFlightAttempt> found =
        find(dispatchId).filter(one -> one.started() && one.stage() != AttemptStage.ECHOED);
    found.ifPresent(one -> attempts.set(attempts.indexOf(one), one.as(AttemptStage.ECHOED)));
    return found;
  }

  public boolean isUnclaimed(String dispatchId) {
    return find(dispatchId).filter(one -> !one.started()).isPresent();
  }

  /** Removes an attempt that is over; empty when it was not in flight. */
  public Optional<InFlightAttempt> end(String dispatchId) {
    Optional<InFlightAttempt> found = find(dispatchId);
    found.ifPresent(attempts::remove);
    return found;
  }

  private Optional<InFlightAttempt> find(String dispatchId) {
    return attempts.stream().filter(one -> one.dispatchId().equals(dispatchId)).findFirst();
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(attempts.size());
    for (InFlightAttempt one : attempts) {
      StoreEntryCodec.text(out, one.dispatchId());
      StoreEntryCodec.text(out, one.jobId());
      out.writeLong(one.since());
      out.writeByte(one.stage().storeCode);
      out.writeBoolean(one.ofTenantLimit());
      StoreEntryCodec.text(out, one.claimant());
    }
  }

  void read(DataInputStream in, boolean withClaimants) throws IOException {
    for (int n = in.readInt(); n > 0; n--) {
      String dispatchId = StoreEntryCodec.text(in);
      String jobId = StoreEntryCodec.text(in);
      long since = in.readLong();
      // Older versions store whether it was claimed: 0 or 1, the codes of the first two stages.
      AttemptStage stage = STAGES.of(in.readByte());
      boolean ofTenantLimit = in.readBoolean();
      String claimant = withClaimants ? StoreEntryCodec.text(in) : null;
      attempts.add(new InFlightAttempt(dispatchId, jobId, since, stage, claimant, ofTenantLimit));
    }
  }
}
