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
 * @param roles roles without a known process are absent
 * @param awayServers Evolution servers to which a sender does not send
 * @param unlicensedServers Evolution servers that lack a licence
 * @param troubledServers Evolution servers that answer probes, but slowly, with an error or with a
 *     refusal, with the finding
 * @param hanging hanging transactions, one line each
 * @param disks the disks that could be read
 * @param unseenDisks whether some disks could not be read
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

  /** Something that monitoring could not read or keep: its stable name, and words for people. */
  record MonitoringGap(String subject, String words) {}

  /** Seconds by which each process's clock is ahead of the brokers', and who does not report it. */
  record ProcessClockOffsets(Map<String, Double> offsets, Set<String> unseen) {}

  record ServiceReachability(boolean up, String problem) {}

  record RoleProcessCounts(int known, int reachable) {}

  /**
   * What the topology processes report.
   *
   * @param timersLate seconds by which the oldest due timer is late
   * @param busy reasons of the processes that answer but are not ready
   * @param complete whether every process reported; if not, the sums are too small
   */
  record TopologyRuleInput(
      OptionalDouble parked,
      OptionalDouble timersLate,
      Optional<List<String>> busy,
      boolean complete) {}

  /** Space of one disk, named for people; the total is above 0. */
  record DiskUsage(String name, long freeBytes, long totalBytes) {
    long freePercent() {
      return freeBytes * 100 / totalBytes;
    }
  }
}
