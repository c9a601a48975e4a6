// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The state of the whole system at one moment. What can no longer be polled is marked as
 * unreachable and keeps its last values.
 *
 * @param components the health of every component
 * @param processes the processes of every monitored role
 */
public record Snapshot(
    Instant observedAt,
    Map<Component, ComponentState> components,
    Map<WatchedRole, List<ProcessState>> processes,
    KafkaState kafka,
    DatabaseState database) {

  public Snapshot {
    components = Map.copyOf(components);
    processes = Map.copyOf(processes);
  }

  /** The worst level of all components; unknown counts as degraded. */
  public Level overall() {
    Level worst =
        components.values().stream().map(ComponentState::level).reduce(Level.HEALTHY, Level::and);
    return worst == Level.UNKNOWN ? Level.DEGRADED : worst;
  }

  public ComponentState component(Component component) {
    return components.get(component);
  }

  public List<ProcessState> processes(WatchedRole role) {
    return processes.getOrDefault(role, List.of());
  }

  /** The metrics of a role's processes, one element per process. */
  public List<Samples> samples(WatchedRole role) {
    return processes(role).stream().map(ProcessState::samples).toList();
  }

  /** All samples of a metric over a role's processes. */
  public List<Samples.Sample> samples(WatchedRole role, String name) {
    return samples(role).stream()
        .map(samples -> samples.of(name))
        .flatMap(Collection::stream)
        .toList();
  }
}
