// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How well something is; the better one first. */
public enum Level {
  HEALTHY("green", 0),
  /** It cannot be seen: it may be in any state. The system as a whole is degraded then. */
  UNKNOWN("grey", -1),
  DEGRADED("yellow", 1),
  UNHEALTHY("red", 2);

  private final String color;
  private final int number;

  Level(String color, int number) {
    this.color = color;
    this.number = number;
  }

  /** As metrics have it: 0 healthy, 1 degraded, 2 unhealthy, -1 unknown. */
  public int number() {
    return number;
  }

  /** The traffic light's colour. */
  public String color() {
    return color;
  }

  /** The worse of both. */
  public Level and(Level other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** The word that answers use. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
