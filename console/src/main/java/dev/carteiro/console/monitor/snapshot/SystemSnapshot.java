// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The state of the whole system at one moment. What can no longer be polled is marked as
 * unreachable and keeps its last values.
 */
public record SystemSnapshot(
    Instant observedAt,
    Map<MonitoredComponent, ComponentState> components,
    Map<MonitoredRole, List<ProcessState>> processes,
    KafkaState kafka,
    DatabaseState database) {

  /** The worst level of all components; unknown counts as degraded. */
  public HealthLevel overall() {
    HealthLevel worst =
        components.values().stream()
            .map(ComponentState::level)
            .max(Comparator.naturalOrder())
            .orElse(HealthLevel.HEALTHY);
    return worst == HealthLevel.UNKNOWN ? HealthLevel.DEGRADED : worst;
  }

  public ComponentState component(MonitoredComponent component) {
    return components.get(component);
  }

  public List<ProcessState> processes(MonitoredRole role) {
    return processes.getOrDefault(role, List.of());
  }

  /** A component's health, since when as far as observed, and a sentence without tenants' data. */
  public record ComponentState(HealthLevel level, Instant since, String detail) {}
}
