// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.topology.store.EnumCodeTable;
import dev.carteiro.topology.store.StoreEntryCodec;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * The stored state of a send job. What it sends is stored apart, because that never changes. Times
 * are milliseconds since the epoch, 0 for none.
 */
public final class SendJob {
  /** First byte of every encoded job. */
  static final byte TAG = 1;

  private static final byte VERSION = 1;
  static final EnumCodeTable<JobState> STATES =
      new EnumCodeTable<>(JobState.class, JobState::storeCode);
  static final EnumCodeTable<Lane> LANES = new EnumCodeTable<>(Lane.class, Lane::storeCode);

  /** The fields that never change. */
  record JobIdentity(
      String id,
      String tenantId,
      String instance,
      String chat,
      String saying,
      String batchId,
      String fingerprint,
      String traceId,
      long createdAt,
      int typingMs) {}

  final JobIdentity identity;
  long scheduledFor;
  long expiresAt;
  JobState state;
  Lane lane;
  String reason;
  long revision;
  long stateAt;
  long arrival = -1;
  boolean inLane;
  boolean behindChat;
  int attempts;
  int dispatches;
  int fallback;
  String dispatchId;
  long dispatchedAt;
  String messageId;
  long nextAttemptAt;
  boolean hasOwnId;

  SendJob(JobIdentity identity) {
    this.identity = identity;
  }

  String id() {
    return identity.id();
  }

  String instance() {
    return identity.instance();
  }

  /** Whether "typing" is shown: its attempt has begun, but its message is not dispatched yet. */
  boolean isTyping() {
    return state == JobState.HELD && InstanceDispatcher.TYPING.equals(reason);
  }

  /** Counts an attempt that has an outcome. One that was uncertain before is counted already. */
  void countAttempt() {
    if (state != JobState.UNKNOWN && state != JobState.MANUAL) {
      attempts++;
    }
  }

  /** Whether the job is neither over nor left to a person. */
  boolean isOpen() {
    return !state.isOver() && state != JobState.MANUAL;
  }

  /**
   * Whether an encoded job may be deleted. The index entry of a schedule begins with the same bytes
   * and follows the same rule.
   *
   * @param nowMs the time
   * @param overMs how long a job that is over is kept
   * @param acceptedMs how long a job is kept whose message may still be delivered or read
   */
  static boolean isForgettable(byte[] encoded, long nowMs, long overMs, long acceptedMs) {
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

  byte[] encode() {
    return StoreEntryCodec.write(384, this::write);
  }

  private void write(DataOutputStream out) throws IOException {
    out.writeByte(TAG);
    out.writeByte(VERSION);
    out.writeByte(state.storeCode());
    out.writeLong(stateAt);
    StoreEntryCodec.text(out, identity.id());
    StoreEntryCodec.text(out, identity.tenantId());
    StoreEntryCodec.text(out, identity.instance());
    StoreEntryCodec.text(out, identity.chat());
    StoreEntryCodec.text(out, identity.saying());
    StoreEntryCodec.text(out, identity.batchId());
    StoreEntryCodec.text(out, identity.fingerprint());
    StoreEntryCodec.text(out, identity.traceId());
    out.writeLong(identity.createdAt());
    out.writeInt(identity.typingMs());
    out.writeLong(scheduledFor);
    out.writeLong(expiresAt);
    out.writeByte(lane.storeCode());
    StoreEntryCodec.text(out, reason);
    out.writeLong(revision);
    out.writeLong(arrival);
    out.writeBoolean(inLane);
    out.writeBoolean(behindChat);
    out.writeInt(attempts);
    out.writeInt(dispatches);
    out.writeByte(fallback);
    StoreEntryCodec.text(out, dispatchId);
    out.writeLong(dispatchedAt);
    StoreEntryCodec.text(out, messageId);
    out.writeLong(nextAttemptAt);
    out.writeBoolean(hasOwnId);
  }

  static SendJob decode(byte[] encoded) {
    return StoreEntryCodec.read(encoded, SendJob::read);
  }

  private static SendJob read(DataInputStream in) throws IOException {
    StoreEntryCodec.expect("tag of a job", TAG, in);
    StoreEntryCodec.expect("version of a job", VERSION, in);
    JobState state = STATES.of(in.readByte());
    long stateAt = in.readLong();
    SendJob job =
        new SendJob(
            new JobIdentity(
                StoreEntryCodec.text(in),
                StoreEntryCodec.text(in),
                StoreEntryCodec.text(in),
                StoreEntryCodec.text(in),
                StoreEntryCodec.text(in),
                StoreEntryCodec.text(in),
                StoreEntryCodec.text(in),
                StoreEntryCodec.text(in),
                in.readLong(),
                in.readInt()));
    job.state = state;
    job.stateAt = stateAt;
    job.scheduledFor = in.readLong();
    job.expiresAt = in.readLong();
    job.lane = LANES.of(in.readByte());
    job.reason = StoreEntryCodec.text(in);
    job.revision = in.readLong();
    job.arrival = in.readLong();
    job.inLane = in.readBoolean();
    job.behindChat = in.readBoolean();
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
