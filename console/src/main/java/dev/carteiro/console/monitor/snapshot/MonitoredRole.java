// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The roles whose processes are monitored over HTTP. */
public enum MonitoredRole {
  BRIDGE(MonitoredComponent.BRIDGE),
  TOPOLOGY(MonitoredComponent.TOPOLOGY),
  SENDER(MonitoredComponent.SENDER),
  SINK(MonitoredComponent.SINK);

  private final MonitoredComponent component;

  MonitoredRole(MonitoredComponent component) {
    this.component = component;
  }

  public MonitoredComponent component() {
    return component;
  }

  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
