// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.console.monitor.snapshot.MonitoredRole;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What the rules need to know of processes and services. An empty optional means: not observed.
 *
 * @param roles process counts per role; roles without a known process are absent
 * @param topologies what the topology processes report
 * @param awayServers Evolution servers to which a sender does not send; empty when no sender
 *     answers
 * @param unlicensedServers Evolution servers that lack a licence according to a sender; empty when
 *     no sender answers
 * @param troubledServers Evolution servers that answer a sender's probes, but slowly, with an error
 *     or with a refusal, with the finding; empty when no sender answers
 * @param hanging hanging transactions, one line each
 * @param clocks how far the clocks of the processes are off the brokers' clocks
 * @param disks the disks that could be read
 * @param unseenDisks whether some disks could not be read
 * @param gaps what monitoring itself could not read or keep
 */
record PlatformRuleInput(
    Optional<ServiceReachability> kafka,
    Optional<ServiceReachability> postgres,
    Map<MonitoredRole, RoleProcessCounts> roles,
    TopologyRuleInput topologies,
    Optional<Set<String>> awayServers,
    Optional<Set<String>> unlicensedServers,
    Optional<Map<String, String>> troubledServers,
    Optional<List<String>> hanging,
    ProcessClockOffsets clocks,
    List<DiskUsage> disks,
    boolean unseenDisks,
    List<MonitoringGap> gaps) {

  PlatformRuleInput {
    roles = Map.copyOf(roles);
    disks = List.copyOf(disks);
    gaps = List.copyOf(gaps);
  }

  /**
   * Something that monitoring could not read or keep.
   *
   * @param subject its stable name
   * @param words its description for people
   */
  record MonitoringGap(String subject, String words) {}

  /**
   * Offsets of the processes' clocks.
   *
   * @param offsets seconds by which each process's clock is ahead of the brokers' clocks, by
   *     process
   * @param unseen processes that do not report their offset, or do not know it
   */
  record ProcessClockOffsets(Map<String, Double> offsets, Set<String> unseen) {
    ProcessClockOffsets {
      offsets = Map.copyOf(offsets);
      unseen = Set.copyOf(unseen);
    }
  }

  /** Whether a service answers, and if not, why. */
  record ServiceReachability(boolean up, String problem) {}

  /** The number of known addresses of a role, and how many of them answer. */
  record RoleProcessCounts(int known, int reachable) {}

  /**
   * What the topology processes report.
   *
   * @param parked instances with parked webhooks
   * @param timersLate seconds by which the oldest due timer is late
   * @param busy processes that answer but are not ready, each with its reason
   * @param complete whether every process reported; if not, the sums are too small
   */
  record TopologyRuleInput(
      OptionalDouble parked,
      OptionalDouble timersLate,
      Optional<List<String>> busy,
      boolean complete) {}

  /**
   * Space of one disk.
   *
   * @param name where it is, for people
   * @param totalBytes above 0
   */
  record DiskUsage(String name, long freeBytes, long totalBytes) {
    long freePercent() {
      return freeBytes * 100 / totalBytes;
    }
  }
}
