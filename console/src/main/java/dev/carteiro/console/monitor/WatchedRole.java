// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The roles whose processes are monitored over HTTP. */
public enum WatchedRole {
  BRIDGE(Component.BRIDGE),
  TOPOLOGY(Component.TOPOLOGY),
  SENDER(Component.SENDER),
  SINK(Component.SINK);

  private final Component component;

  WatchedRole(Component component) {
    this.component = component;
  }

  /** The component that stands for the role's processes. */
  public Component component() {
    return component;
  }

  /** The role's name. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
