// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.job;

import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.topology.store.EnumCodeTable;
import dev.carteiro.topology.store.StoreEntryCodec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * The stored state of a send job, which changes by {@link JobTransition} only. What it sends is
 * stored apart, because that never changes. Times are milliseconds since the epoch, 0 for none.
 */
public final class SendJob {
  /** First byte of every encoded job. */
  public static final byte TAG = 1;

  /** Step of the fallback chain: one more attempt in the high lane. */
  public static final int HIGH_LANE = 2;

  /** Last step of the fallback chain: a person decides. */
  private static final int MANUAL = 4;

  private static final byte VERSION = 1;
  public static final EnumCodeTable<JobState> STATES =
      new EnumCodeTable<>(JobState.class, JobState::storeCode);
  public static final EnumCodeTable<Lane> LANES = new EnumCodeTable<>(Lane.class, Lane::storeCode);

  private final JobIdentity identity;
  long scheduledFor;
  final long expiresAt;
  JobState state;
  Lane lane;
  String reason;
  long revision;
  long stateAt;
  long arrival = -1;
  boolean inLane;
  boolean behindRecipient;
  int attempts;
  int dispatches;
  int fallback;
  String dispatchId;
  long dispatchedAt;
  String messageId;
  long nextAttemptAt;
  boolean hasOwnId;

  /** A job that has no state yet. */
  public SendJob(JobIdentity identity, Lane lane, long scheduledFor, long expiresAt) {
    this.identity = identity;
    this.lane = lane;
    this.scheduledFor = scheduledFor;
    this.expiresAt = expiresAt;
  }

  public JobIdentity identity() {
    return identity;
  }

  public String id() {
    return identity.id();
  }

  public String instance() {
    return identity.instance();
  }

  public String tenantId() {
    return identity.tenantId();
  }

  /** Null for a new job. */
  public JobState state() {
    return state;
  }

  public long stateAt() {
    return stateAt;
  }

  public String reason() {
    return reason;
  }

  public Lane lane() {
    return lane;
  }

  public long scheduledFor() {
    return scheduledFor;
  }

  public long expiresAt() {
    return expiresAt;
  }

  /** Its position in its lane; below 0 when it never had one. */
  public long arrival() {
    return arrival;
  }

  public boolean isInLane() {
    return inLane;
  }

  public boolean isBehindRecipient() {
    return behindRecipient;
  }

  public int attempts() {
    return attempts;
  }

  public int dispatches() {
    return dispatches;
  }

  public boolean isInFallback() {
    return fallback >= HIGH_LANE;
  }

  /** The id of its latest attempt. */
  public String dispatchId() {
    return dispatchId;
  }

  public long dispatchedAt() {
    return dispatchedAt;
  }

  public String messageId() {
    return messageId;
  }

  public long nextAttemptAt() {
    return nextAttemptAt;
  }

  /** Whether its latest attempt carries a message id of ours. */
  public boolean hasOwnId() {
    return hasOwnId;
  }

  /** Whether "typing" is shown: its attempt has begun, but its message is not dispatched yet. */
  public boolean isTyping() {
    return isHeldFor(JobTransition.TYPING.name());
  }

  public boolean isHeldFor(String code) {
    return state == JobState.HELD && code.equals(reason);
  }

  /** Whether the job is neither over nor left to a person. */
  public boolean isOpen() {
    return state != null && !state.isOver() && state != JobState.MANUAL;
  }

  /** Moves the job if {@link JobTransition#isAllowedFrom} says that it may. */
  public void move(JobTransition transition, String code, long nowMs) {
    state = transition.to(state);
    reason = transition.reason(code);
    revision++;
    stateAt = Math.max(stateAt, nowMs);
    if (state == JobState.MANUAL) {
      fallback = MANUAL;
    }
  }

  /** Gives up its position: the next one is at the end of its lane. */
  public void forgetArrival() {
    arrival = -1;
  }

  public void enterLane(long position) {
    arrival = position;
    inLane = true;
    behindRecipient = false;
  }

  public void waitBehindRecipient() {
    inLane = false;
    behindRecipient = true;
  }

  public void leaveQueues() {
    inLane = false;
    behindRecipient = false;
  }

  public void begin(long nowMs) {
    dispatches++;
    dispatchId = id() + ":" + dispatches;
    dispatchedAt = nowMs;
  }

  public void sendOwnId(boolean own) {
    hasOwnId = own;
  }

  /** Counts an attempt that has an outcome. One that was uncertain before is counted already. */
  public void countAttempt() {
    if (state != JobState.UNKNOWN && state != JobState.MANUAL) {
      attempts++;
    }
  }

  /** Counts an attempt no more whose request never left, although that was uncertain before. */
  public void uncountAttempt() {
    if (state == JobState.UNKNOWN) {
      attempts = Math.max(0, attempts - 1);
    }
  }

  /** Sets when the next attempt begins, or the wait for the echo ends. */
  public void planAttempt(long atMs) {
    nextAttemptAt = atMs;
  }

  public void fallBack() {
    fallback = HIGH_LANE;
    if (lane != Lane.HIGH) {
      lane = Lane.HIGH;
      arrival = -1;
    }
  }

  public void resetAttempts() {
    attempts = 0;
    fallback = 0;
  }

  public void reschedule(long atMs) {
    scheduledFor = atMs;
  }

  /** Sets WhatsApp's id of its message; null for none. */
  public void identify(String id) {
    messageId = id;
  }

  /**
   * Whether a job, or the index entry of a schedule, which begins with the same bytes, may be
   * deleted: {@code acceptedMs} after its last move if its message may still be delivered or read.
   */
  public static boolean isForgettable(byte[] encoded, long nowMs, long overMs, long acceptedMs) {
    return StoreEntryCodec.read(
        encoded,
        in -> {
          in.readByte();
          StoreEntryCodec.expect("version of a job", VERSION, in);
          JobState state = STATES.of(in.readByte());
          long stateAt = in.readLong();
          boolean moves = state.isAccepted() && state != JobState.READ;
          return state.isOver() && nowMs - stateAt >= (moves ? acceptedMs : overMs);
        });
  }

  public byte[] encode() {
    return StoreEntryCodec.write(384, this::write);
  }

  private void write(DataOutputStream out) throws IOException {
    out.writeByte(TAG);
    out.writeByte(VERSION);
    out.writeByte(state.storeCode());
    out.writeLong(stateAt);
    identity.write(out);
    out.writeLong(scheduledFor);
    out.writeLong(expiresAt);
    out.writeByte(lane.storeCode());
    StoreEntryCodec.text(out, reason);
    out.writeLong(revision);
    out.writeLong(arrival);
    out.writeBoolean(inLane);
    out.writeBoolean(behindRecipient);
    out.writeInt(attempts);
    out.writeInt(dispatches);
    out.writeByte(fallback);
    StoreEntryCodec.text(out, dispatchId);
    out.writeLong(dispatchedAt);
    StoreEntryCodec.text(out, messageId);
    out.writeLong(nextAttemptAt);
    out.writeBoolean(hasOwnId);
  }

  public static SendJob decode(byte[] encoded) {
    return StoreEntryCodec.read(encoded, SendJob::read);
  }

  private static SendJob read(DataInputStream in) throws IOException {
    StoreEntryCodec.expect("tag of a job", TAG, in);
    StoreEntryCodec.expect("version of a job", VERSION, in);
    JobState state = STATES.of(in.readByte());
    long stateAt = in.readLong();
    JobIdentity identity = JobIdentity.read(in);
    long scheduledFor = in.readLong();
    long expiresAt = in.readLong();
    SendJob job = new SendJob(identity, LANES.of(in.readByte()), scheduledFor, expiresAt);
    job.state = state;
    job.stateAt = stateAt;
    job.reason = StoreEntryCodec.text(in);
    job.revision = in.readLong();
    job.arrival = in.readLong();
    job.inLane = in.readBoolean();
    job.behindRecipient = in.readBoolean();
    job.attempts = in.readInt();
    job.dispatches = in.readInt();
    job.fallback = in.readByte();
    job.dispatchId = StoreEntryCodec.text(in);
    job.dispatchedAt = in.readLong();
    job.messageId = StoreEntryCodec.text(in);
    job.nextAttemptAt = in.readLong();
    // Earlier versions did not store this field.
    job.hasOwnId = in.available() > 0 && in.readBoolean();
    return job;
  }
}
