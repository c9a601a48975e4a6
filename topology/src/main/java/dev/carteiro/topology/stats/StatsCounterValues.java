// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.carteiro.contract.message.MessageType;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Immutable values of counters and of message types. Encoded as 1 B version, then for each value
 * that is not 0 its number, ascending, and the value, both as varints. In JSON that is base64, so
 * that processes can exchange values and add them up.
 */
public final class StatsCounterValues {
  public static final StatsCounterValues NONE = new StatsCounterValues(new int[0], new long[0]);

  private static final byte VERSION = 1;

  /** Message types have the numbers from here on, by {@link MessageType#storeCode()}. */
  private static final int FIRST_TYPE = 32;

  private static final MessageType[] TYPES = MessageType.values();
  private static final int END =
      1 + Arrays.stream(TYPES).mapToInt(StatsCounterValues::number).max().orElseThrow();
  private static final int LONGEST_VARINT = 10;

  /** The numbers of the values that are not 0, ascending. In most windows these are few. */
  private final int[] numbers;

  private final long[] counts;

  private StatsCounterValues(int[] numbers, long[] counts) {
    this.numbers = numbers;
    this.counts = counts;
  }

  public static StatsCounterValues one(StatsCounter counter) {
    return one(counter.storeCode());
  }

  private static StatsCounterValues one(int number) {
    return new StatsCounterValues(new int[] {number}, new long[] {1});
  }

  public StatsCounterValues and(StatsCounter counter) {
    return plus(one(counter));
  }

  public StatsCounterValues and(MessageType type) {
    return plus(one(number(type)));
  }

  public StatsCounterValues plus(StatsCounterValues other) {
    int[] sumNumbers = new int[numbers.length + other.numbers.length];
    long[] sumCounts = new long[sumNumbers.length];
    int size = 0;
    int mine = 0;
    int theirs = 0;
    while (mine < numbers.length || theirs < other.numbers.length) {
      int next =
          Math.min(
              mine < numbers.length ? numbers[mine] : END,
              theirs < other.numbers.length ? other.numbers[theirs] : END);
      sumNumbers[size] = next;
      if (mine < numbers.length && numbers[mine] == next) {
        sumCounts[size] += counts[mine++];
      }
      if (theirs < other.numbers.length && other.numbers[theirs] == next) {
        sumCounts[size] += other.counts[theirs++];
      }
      size++;
    }
    return new StatsCounterValues(Arrays.copyOf(sumNumbers, size), Arrays.copyOf(sumCounts, size));
  }

  public long of(StatsCounter counter) {
    return at(counter.storeCode());
  }

  public long of(MessageType type) {
    return at(number(type));
  }

  private static int number(MessageType type) {
    return FIRST_TYPE + type.storeCode();
  }

  private long at(int number) {
    int found = Arrays.binarySearch(numbers, number);
    return found < 0 ? 0 : counts[found];
  }

  public Map<MessageType, Long> byType() {
    Map<MessageType, Long> byType = new EnumMap<>(MessageType.class);
    for (MessageType type : TYPES) {
      if (of(type) > 0) {
        byType.put(type, of(type));
      }
    }
    return byType;
  }

  public boolean isNone() {
    return numbers.length == 0;
  }

  @JsonValue
  public byte[] encode() {
    byte[] out = new byte[1 + 2 * LONGEST_VARINT * numbers.length];
    out[0] = VERSION;
    int end = 1;
    for (int n = 0; n < numbers.length; n++) {
      end = varint(out, end, numbers[n]);
      end = varint(out, end, counts[n]);
    }
    return Arrays.copyOf(out, end);
  }

  /**
   * Decodes values. Numbers that this version does not know are left out.
   *
   * @throws IllegalArgumentException if the bytes are not counts of this version
   */
  @JsonCreator
  public static StatsCounterValues decode(byte[] encoded) {
    if (encoded.length == 0 || encoded[0] != VERSION) {
      throw new IllegalArgumentException("not counts of version " + VERSION);
    }
    int[] numbers = new int[encoded.length / 2];
    long[] counts = new long[numbers.length];
    int size = 0;
    int[] at = {1};
    while (at[0] < encoded.length) {
      long number = varint(encoded, at);
      long count = varint(encoded, at);
      if (number < (size == 0 ? 1 : numbers[size - 1] + 1)) {
        throw new IllegalArgumentException("counts are out of order");
      }
      if (number < END) {
        numbers[size] = (int) number;
        counts[size++] = count;
      }
    }
    return new StatsCounterValues(Arrays.copyOf(numbers, size), Arrays.copyOf(counts, size));
  }

  private static int varint(byte[] out, int from, long value) {
    int at = from;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out[at++] = (byte) (rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    out[at++] = (byte) rest;
    return at;
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
    return other instanceof StatsCounterValues that
        && Arrays.equals(numbers, that.numbers)
        && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(numbers) + Arrays.hashCode(counts);
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
