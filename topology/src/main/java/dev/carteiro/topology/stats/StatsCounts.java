// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.carteiro.contract.event.MessageType;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Counts, never changed once made. Stored as 1 B version, then for each count that is not 0 its
 * number and its value, both as varints; in JSON that is base64, so that processes can pass counts
 * on to be added up.
 */
public final class StatsCounts {
  /** Nothing counted. */
  public static final StatsCounts NONE = new StatsCounts(new long[0]);

  private static final byte VERSION = 1;

  /** Types stand behind the counters, in the order in which {@link MessageType} names them. */
  private static final int FIRST_TYPE = 32;

  private static final MessageType[] TYPES = MessageType.values();
  private static final int SIZE = FIRST_TYPE + TYPES.length;

  /** By number; shorter than {@link #SIZE} when the rest is 0. */
  private final long[] counts;

  private StatsCounts(long[] counts) {
    this.counts = counts;
  }

  /** One of something. */
  public static StatsCounts one(StatsCounter counter) {
    return NONE.with(counter.id());
  }

  /** These, and one more of something. */
  public StatsCounts and(StatsCounter counter) {
    return with(counter.id());
  }

  /** These, and one more message of a type. */
  public StatsCounts and(MessageType type) {
    return with(FIRST_TYPE + type.ordinal());
  }

  private StatsCounts with(int number) {
    long[] more = Arrays.copyOf(counts, Math.max(counts.length, number + 1));
    more[number]++;
    return new StatsCounts(more);
  }

  /** The sum of both. */
  public StatsCounts plus(StatsCounts other) {
    long[] longer = counts.length >= other.counts.length ? counts : other.counts;
    long[] shorter = longer == counts ? other.counts : counts;
    long[] sum = longer.clone();
    for (int n = 0; n < shorter.length; n++) {
      sum[n] += shorter[n];
    }
    return new StatsCounts(sum);
  }

  /** How often. */
  public long of(StatsCounter counter) {
    return at(counter.id());
  }

  /** How many messages of a type. */
  public long of(MessageType type) {
    return at(FIRST_TYPE + type.ordinal());
  }

  private long at(int number) {
    return number < counts.length ? counts[number] : 0;
  }

  /** The types that came, with how many messages of each. */
  public Map<MessageType, Long> byType() {
    Map<MessageType, Long> byType = new EnumMap<>(MessageType.class);
    for (MessageType type : TYPES) {
      if (of(type) > 0) {
        byType.put(type, of(type));
      }
    }
    return byType;
  }

  /** Whether nothing was counted. */
  public boolean isNone() {
    return Arrays.stream(counts).allMatch(count -> count == 0);
  }

  /** For the store. */
  @JsonValue
  public byte[] encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    out.write(VERSION);
    for (int number = 0; number < counts.length; number++) {
      if (counts[number] != 0) {
        varint(out, number);
        varint(out, counts[number]);
      }
    }
    return out.toByteArray();
  }

  /**
   * From the store. Counts that this version does not know are left out.
   *
   * @throws IllegalArgumentException if the bytes are not counts of this version
   */
  @JsonCreator
  public static StatsCounts decode(byte[] encoded) {
    if (encoded.length == 0 || encoded[0] != VERSION) {
      throw new IllegalArgumentException("not counts of version " + VERSION);
    }
    long[] counts = new long[SIZE];
    int[] at = {1};
    while (at[0] < encoded.length) {
      long number = varint(encoded, at);
      long count = varint(encoded, at);
      if (number < SIZE) {
        counts[(int) number] = count;
      }
    }
    return new StatsCounts(counts);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static long varint(byte[] encoded, int[] at) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (at[0] == encoded.length) {
        break;
      }
      byte next = encoded[at[0]++];
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("counts end within a number");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StatsCounts that && Arrays.equals(encode(), that.encode());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encode());
  }

  @Override
  public String toString() {
    Map<StatsCounter, Long> named = new EnumMap<>(StatsCounter.class);
    for (StatsCounter counter : StatsCounter.values()) {
      if (of(counter) > 0) {
        named.put(counter, of(counter));
      }
    }
    return named + " " + byType();
  }
}
