// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The system as it was seen at one moment. There is always one: what cannot be looked at any more
 * is said to be so, and stands as it was seen last.
 *
 * @param components every one
 * @param processes of every watched role
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

  /** The worst level of any component; one that cannot be seen counts as degraded. */
  public Level overall() {
    Level worst =
        components.values().stream().map(ComponentState::level).reduce(Level.HEALTHY, Level::and);
    return worst == Level.UNKNOWN ? Level.DEGRADED : worst;
  }

  /** How well one component is. */
  public ComponentState component(Component component) {
    return components.get(component);
  }

  /** The processes of a role. */
  public List<ProcessState> processes(WatchedRole role) {
    return processes.getOrDefault(role, List.of());
  }

  /** The metrics of a role's processes, one for each that was read. */
  public List<Samples> samples(WatchedRole role) {
    return processes(role).stream().map(ProcessState::samples).toList();
  }

  /** All values of a metric over a role's processes. */
  public List<Samples.Sample> samples(WatchedRole role, String name) {
    return samples(role).stream()
        .map(samples -> samples.of(name))
        .flatMap(Collection::stream)
        .toList();
  }
}
