// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * The priority classes of an instance's queue, most urgent first. Messages of one lane are sent in
 * order.
 */
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

  /** The lane's name as requests and records write it. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a name, in any case.
   *
   * @throws IllegalArgumentException if there is no such lane
   */
  @JsonCreator
  public static Lane of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
