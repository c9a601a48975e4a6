// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * The stored state of a send job. What it sends is stored apart, because that never changes. Times
 * are milliseconds since the epoch, 0 for none.
 */
public final class Job {
  /** First byte of every encoded job. */
  static final byte TAG = 1;

  private static final byte VERSION = 1;
  private static final JobState[] STATES = JobState.values();
  private static final Lane[] LANES = Lane.values();

  /** The fields that never change. */
  record Identity(
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

  final Identity identity;
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

  Job(Identity identity) {
    this.identity = identity;
  }

  String id() {
    return identity.id();
  }

  String instance() {
    return identity.instance();
  }

  /** The state of the job. */
  public JobState state() {
    return state;
  }

  /** Whether "typing" is shown: its attempt has begun, but its message is not dispatched yet. */
  boolean isTyping() {
    return state == JobState.HELD && Dispatcher.TYPING.equals(reason);
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
    return Codec.read(
        encoded,
        in -> {
          in.readByte();
          in.readByte();
          JobState state = STATES[in.readByte()];
          long stateAt = in.readLong();
          boolean moves = state.isAccepted() && state != JobState.READ;
          return state.isOver() && nowMs - stateAt >= (moves ? acceptedMs : overMs);
        });
  }

  byte[] encode() {
    return Codec.write(384, this::write);
  }

  private void write(DataOutputStream out) throws IOException {
    out.writeByte(TAG);
    out.writeByte(VERSION);
    out.writeByte(state.ordinal());
    out.writeLong(stateAt);
    Codec.text(out, identity.id());
    Codec.text(out, identity.tenantId());
    Codec.text(out, identity.instance());
    Codec.text(out, identity.chat());
    Codec.text(out, identity.saying());
    Codec.text(out, identity.batchId());
    Codec.text(out, identity.fingerprint());
    Codec.text(out, identity.traceId());
    out.writeLong(identity.createdAt());
    out.writeInt(identity.typingMs());
    out.writeLong(scheduledFor);
    out.writeLong(expiresAt);
    out.writeByte(lane.ordinal());
    Codec.text(out, reason);
    out.writeLong(revision);
    out.writeLong(arrival);
    out.writeBoolean(inLane);
    out.writeBoolean(behindChat);
    out.writeInt(attempts);
    out.writeInt(dispatches);
    out.writeByte(fallback);
    Codec.text(out, dispatchId);
    out.writeLong(dispatchedAt);
    Codec.text(out, messageId);
    out.writeLong(nextAttemptAt);
    out.writeBoolean(hasOwnId);
  }

  static Job decode(byte[] encoded) {
    return Codec.read(encoded, Job::read);
  }

  private static Job read(DataInputStream in) throws IOException {
    in.readByte();
    in.readByte();
    JobState state = STATES[in.readByte()];
    long stateAt = in.readLong();
    Job job =
        new Job(
            new Identity(
                Codec.text(in),
                Codec.text(in),
                Codec.text(in),
                Codec.text(in),
                Codec.text(in),
                Codec.text(in),
                Codec.text(in),
                Codec.text(in),
                in.readLong(),
                in.readInt()));
    job.state = state;
    job.stateAt = stateAt;
    job.scheduledFor = in.readLong();
    job.expiresAt = in.readLong();
    job.lane = LANES[in.readByte()];
    job.reason = Codec.text(in);
    job.revision = in.readLong();
    job.arrival = in.readLong();
    job.inLane = in.readBoolean();
    job.behindChat = in.readBoolean();
    job.attempts = in.readInt();
    job.dispatches = in.readInt();
    job.fallback = in.readByte();
    job.dispatchId = Codec.text(in);
    job.dispatchedAt = in.readLong();
    job.messageId = Codec.text(in);
    job.nextAttemptAt = in.readLong();
    // Earlier versions did not store this field.
    job.hasOwnId = in.available() > 0 && in.readBoolean();
    return job;
  }
}
