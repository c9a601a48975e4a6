// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.console.alert.Platform.Disk;
import dev.carteiro.console.alert.Platform.Processes;
import dev.carteiro.console.alert.Platform.Reach;
import dev.carteiro.console.alert.Platform.Topologies;
import dev.carteiro.console.alert.Rows.Backlog;
import dev.carteiro.console.alert.Rows.Measured;
import dev.carteiro.console.alert.Rows.Silence;
import dev.carteiro.console.monitor.WatchedRole;
import dev.carteiro.contract.InstanceKey;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** What the rules are shown: all is well, but for what a test says. */
final class Scene {
  static final InstanceKey ACME = InstanceKey.of("acme");

  Optional<Reach> kafka = Optional.of(new Reach(true, ""));
  Optional<Reach> postgres = Optional.of(new Reach(true, ""));
  final Map<WatchedRole, Processes> roles = new EnumMap<>(WatchedRole.class);
  OptionalDouble parked = OptionalDouble.of(0);
  OptionalDouble timersLate = OptionalDouble.of(0);
  Optional<List<String>> busy = Optional.of(List.of());
  Optional<Set<String>> away = Optional.of(Set.of());
  Optional<Set<String>> unlicensed = Optional.of(Set.of());
  Optional<Map<String, String>> troubled = Optional.of(Map.of());
  boolean complete = true;
  boolean unseenDisks;
  List<Platform.Gap> gaps = List.of();
  Platform.Clocks clocks = new Platform.Clocks(Map.of("sender a:1", 0.002), Set.of());
  List<Disk> disks = List.of(new Disk("broker 1 /data", 50, 100));
  boolean rowsKnown = true;
  Rows.Queue queue = new Rows.Queue(0, 0, 0, 0);
  Rows.Calls calls = new Rows.Calls(100, 0, 10);
  long deadLetters;
  List<Backlog> backlogs = List.of();
  List<Measured> unconfirmed = List.of();
  Optional<List<String>> hanging = Optional.of(List.of());
  List<Measured> lags = List.of();
  List<Measured> disconnected = List.of();
  List<Measured> removed = List.of();
  List<Measured> mismatched = List.of();
  List<Silence> silences = List.of();

  Scene() {
    for (WatchedRole role : WatchedRole.values()) {
      roles.put(role, new Processes(2, 1));
    }
  }

  Observations at(Instant now) {
    return new Observations(
        now,
        new Platform(
            kafka,
            postgres,
            roles,
            new Topologies(parked, timersLate, busy, complete),
            away,
            unlicensed,
            troubled,
            hanging,
            clocks,
            disks,
            unseenDisks,
            gaps),
        rowsKnown
            ? Optional.of(
                new Rows(
                    queue,
                    calls,
                    deadLetters,
                    backlogs,
                    unconfirmed,
                    lags,
                    disconnected,
                    removed,
                    mismatched,
                    silences))
            : Optional.empty());
  }

  static Measured acme(long value, String detail) {
    return new Measured("t1", ACME, value, detail);
  }
}
