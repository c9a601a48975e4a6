// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Priority classes of an instance's queue, most urgent first; each is sent in order. */
public enum Lane {
  HIGH(0),
  NORMAL(1),
  LOW(2),
  MONITORING(3),
  MAINTENANCE(4);

  private final int storeCode;

  Lane(int storeCode) {
    this.storeCode = storeCode;
  }

  /** The number of this lane in stored bytes; never changed, never used again. */
  public int storeCode() {
    return storeCode;
  }

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads a name, in any case; throws {@link IllegalArgumentException} for another. */
  @JsonCreator
  public static Lane of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** Reads a name that a person wrote; throws naming the lanes when there is no such lane. */
  public static Lane named(String text) {
    try {
      return of(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("lanes are " + names(), e);
    }
  }

  /**
   * Reads weights of all lanes from 1 to 9999, such as {@code high=4,normal=2,low=1,…}; throws
   * {@link IllegalArgumentException} for anything else.
   */
  public static Map<Lane, Integer> weights(String text) {
    Map<Lane, Integer> weights = new EnumMap<>(Lane.class);
    for (String part : text.split(",")) {
      String[] pair = part.strip().split("=", 2);
      if (pair.length != 2 || !pair[1].strip().matches("[1-9][0-9]{0,3}")) {
        throw new IllegalArgumentException(
            "must read lane=weight, comma-separated, weights from 1");
      }
      weights.put(named(pair[0]), Integer.parseInt(pair[1].strip()));
    }
    if (weights.size() < values().length) {
      throw new IllegalArgumentException("must name every lane: " + names());
    }
    return weights;
  }

  private static String names() {
    return Arrays.stream(values()).map(Lane::text).collect(Collectors.joining(", "));
  }
}
