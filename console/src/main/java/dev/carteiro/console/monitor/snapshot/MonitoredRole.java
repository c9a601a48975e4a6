// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The roles whose processes are monitored over HTTP. */
public enum MonitoredRole {
  BRIDGE,
  TOPOLOGY,
  SENDER,
  SINK;

  public MonitoredComponent component() {
    return MonitoredComponent.valueOf(name());
  }

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
