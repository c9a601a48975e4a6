// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Levels of health, best first. */
public enum HealthLevel {
  HEALTHY("green", 0),
  /** It could not be observed and may be in any state. The system as a whole is then degraded. */
  UNKNOWN("grey", -1),
  DEGRADED("yellow", 1),
  UNHEALTHY("red", 2);

  private final String color;
  private final int number;

  HealthLevel(String color, int number) {
    this.color = color;
    this.number = number;
  }

  /** The value in metrics: 0 healthy, 1 degraded, 2 unhealthy, -1 unknown. */
  public int number() {
    return number;
  }

  public String color() {
    return color;
  }

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
