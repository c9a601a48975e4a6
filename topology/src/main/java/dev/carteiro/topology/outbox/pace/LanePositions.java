// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.pace;

import dev.carteiro.contract.send.Lane;
import dev.carteiro.topology.outbox.job.SendJob;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** The first and the next position of each lane of an instance, and how many entries it has. */
public final class LanePositions {
  /**
   * Each version has a block for each lane with a code below this, and does not say how many: one
   * more lane needs a new version.
   */
  private static final int BLOCKS = 5;

  private static final Lane[] LANES = Lane.values();

  static {
    if (LANES.length != BLOCKS) {
      throw new IllegalStateException("the stored send state has no block for each lane");
    }
  }

  private final long[] heads = new long[BLOCKS];
  private final long[] tails = new long[BLOCKS];
  private final int[] queued = new int[BLOCKS];
  private final int[] passedOver = new int[BLOCKS];

  /** Reserves the position at the end of a lane. */
  public long append(Lane lane) {
    return tails[lane.ordinal()]++;
  }

  /** Counts an entry that was put into a lane. */
  public void entered(Lane lane, long position) {
    queued[lane.ordinal()]++;
    heads[lane.ordinal()] = Math.min(heads[lane.ordinal()], position);
  }

  /** Counts an entry that was taken out of a lane. */
  public void left(Lane lane) {
    queued[lane.ordinal()]--;
  }

  /** The first position of a lane that may hold an entry. */
  public long head(Lane lane) {
    return heads[lane.ordinal()];
  }

  /** Moves the head of a lane: all positions before it are empty. */
  public void emptyBefore(Lane lane, long position) {
    heads[lane.ordinal()] = position;
  }

  /** The position that the next new entry of a lane will have. */
  public long tail(Lane lane) {
    return tails[lane.ordinal()];
  }

  public int queued(Lane lane) {
    return queued[lane.ordinal()];
  }

  /** How often each lane was passed over in a row, by {@link Lane#ordinal()}; may be changed. */
  public int[] passedOver() {
    return passedOver;
  }

  public Set<Lane> withWork() {
    Set<Lane> lanes = EnumSet.allOf(Lane.class);
    lanes.removeIf(lane -> queued(lane) <= 0);
    return lanes;
  }

  void write(DataOutputStream out) throws IOException {
    for (int code = 0; code < BLOCKS; code++) {
      int lane = SendJob.LANES.of(code).ordinal();
      out.writeLong(heads[lane]);
      out.writeLong(tails[lane]);
      out.writeInt(queued[lane]);
      out.writeInt(passedOver[lane]);
    }
  }

  void read(DataInputStream in) throws IOException {
    for (int code = 0; code < BLOCKS; code++) {
      int lane = SendJob.LANES.of(code).ordinal();
      heads[lane] = in.readLong();
      tails[lane] = in.readLong();
      queued[lane] = in.readInt();
      passedOver[lane] = in.readInt();
    }
  }
}
