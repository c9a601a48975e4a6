// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How well something is; the better one first. */
public enum Level {
  HEALTHY("green"),
  DEGRADED("yellow"),
  UNHEALTHY("red");

  private final String color;

  Level(String color) {
    this.color = color;
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
