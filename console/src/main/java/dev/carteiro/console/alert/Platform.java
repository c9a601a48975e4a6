// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.console.monitor.WatchedRole;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What the processes and services say, as far as a rule wants to know. Empty is "could not be
 * seen".
 *
 * @param roles processes of each role
 * @param topologies what the topology processes say
 * @param awayServers Evolution servers that a sender leaves alone; empty when no sender answers
 * @param unlicensedServers Evolution servers that a sender sees wanting a licence; empty when no
 *     sender answers
 * @param troubledServers Evolution servers that answer a sender's probes, but not as they should,
 *     with the finding; empty when no sender answers
 * @param hanging transactions that hang, one line each
 * @param clocks how far the clocks of processes are off the brokers'
 * @param disks those that were seen
 * @param unseenDisks whether there are disks that could not be seen
 * @param gaps what monitoring itself misses
 */
record Platform(
    Optional<Reach> kafka,
    Optional<Reach> postgres,
    Map<WatchedRole, Processes> roles,
    Topologies topologies,
    Optional<Set<String>> awayServers,
    Optional<Set<String>> unlicensedServers,
    Optional<Map<String, String>> troubledServers,
    Optional<List<String>> hanging,
    Clocks clocks,
    List<Disk> disks,
    boolean unseenDisks,
    List<Gap> gaps) {

  Platform {
    roles = Map.copyOf(roles);
    disks = List.copyOf(disks);
    gaps = List.copyOf(gaps);
  }

  /** Nothing could be seen. */
  static Platform unseen() {
    return new Platform(
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        new Topologies(OptionalDouble.empty(), OptionalDouble.empty(), Optional.empty(), false),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new Clocks(Map.of(), Set.of()),
        List.of(),
        true,
        List.of());
  }

  /**
   * Something that monitoring cannot see or keep.
   *
   * @param subject a stable name of it
   * @param words what it is, for people
   */
  record Gap(String subject, String words) {}

  /**
   * @param offsets seconds that each process's clock is ahead of the brokers', by the process
   * @param unseen processes that do not tell, or do not know
   */
  record Clocks(Map<String, Double> offsets, Set<String> unseen) {
    Clocks {
      offsets = Map.copyOf(offsets);
      unseen = Set.copyOf(unseen);
    }
  }

  /** Whether a service answers. */
  record Reach(boolean up, String problem) {}

  /** How many addresses of a role there are, and how many of them answer. */
  record Processes(int known, int reachable) {}

  /**
   * @param parked instances whose webhooks wait
   * @param timersLate seconds that the oldest due timer waits
   * @param busy processes that answer and are not ready, each with why
   * @param complete whether every process told; numbers of some are too small
   */
  record Topologies(
      OptionalDouble parked,
      OptionalDouble timersLate,
      Optional<List<String>> busy,
      boolean complete) {}

  /**
   * @param name where it is, for people
   * @param totalBytes above 0
   */
  record Disk(String name, long freeBytes, long totalBytes) {
    long freePercent() {
      return freeBytes * 100 / totalBytes;
    }
  }
}
