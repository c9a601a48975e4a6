// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.console.alert.DatabaseRuleInput.InstanceBacklog;
import dev.carteiro.console.alert.DatabaseRuleInput.InstanceMeasurement;
import dev.carteiro.console.alert.DatabaseRuleInput.InstanceSilence;
import dev.carteiro.console.alert.PlatformRuleInput.DiskUsage;
import dev.carteiro.console.alert.PlatformRuleInput.RoleProcessCounts;
import dev.carteiro.console.alert.PlatformRuleInput.ServiceReachability;
import dev.carteiro.console.alert.PlatformRuleInput.TopologyRuleInput;
import dev.carteiro.console.monitor.snapshot.MonitoredRole;
import dev.carteiro.contract.InstanceKey;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** What the rules are shown: all is well, but for what a test says. */
final class RuleInputFixture {
  static final InstanceKey ACME = InstanceKey.of("acme");

  Optional<ServiceReachability> kafka = Optional.of(new ServiceReachability(true, ""));
  Optional<ServiceReachability> postgres = Optional.of(new ServiceReachability(true, ""));
  final Map<MonitoredRole, RoleProcessCounts> roles = new EnumMap<>(MonitoredRole.class);
  OptionalDouble parked = OptionalDouble.of(0);
  OptionalDouble timersLate = OptionalDouble.of(0);
  Optional<List<String>> busy = Optional.of(List.of());
  Optional<Set<String>> away = Optional.of(Set.of());
  Optional<Set<String>> unlicensed = Optional.of(Set.of());
  Optional<Map<String, String>> troubled = Optional.of(Map.of());
  boolean complete = true;
  boolean unseenDisks;
  List<PlatformRuleInput.MonitoringGap> gaps = List.of();
  PlatformRuleInput.ProcessClockOffsets clocks =
      new PlatformRuleInput.ProcessClockOffsets(Map.of("sender a:1", 0.002), Set.of());
  List<DiskUsage> disks = List.of(new DiskUsage("broker 1 /data", 50, 100));
  boolean rowsKnown = true;
  DatabaseRuleInput.SendQueueCounts queue = new DatabaseRuleInput.SendQueueCounts(0, 0, 0, 0);
  DatabaseRuleInput.SendCallCounts calls = new DatabaseRuleInput.SendCallCounts(100, 0, 10);
  long deadLetters;
  List<InstanceBacklog> backlogs = List.of();
  List<InstanceMeasurement> unconfirmed = List.of();
  Optional<List<String>> hanging = Optional.of(List.of());
  List<InstanceMeasurement> lags = List.of();
  List<InstanceMeasurement> disconnected = List.of();
  List<InstanceMeasurement> removed = List.of();
  List<InstanceMeasurement> mismatched = List.of();
  List<InstanceSilence> silences = List.of();

  RuleInputFixture() {
    for (MonitoredRole role : MonitoredRole.values()) {
      roles.put(role, new RoleProcessCounts(2, 1));
    }
  }

  AlertRuleInput at(Instant now) {
    return new AlertRuleInput(
        now,
        Optional.of(
            new PlatformRuleInput(
                kafka,
                postgres,
                roles,
                new TopologyRuleInput(parked, timersLate, busy, complete),
                away,
                unlicensed,
                troubled,
                hanging,
                clocks,
                disks,
                unseenDisks,
                gaps)),
        rowsKnown
            ? Optional.of(
                new DatabaseRuleInput(
                    queue,
                    calls,
                    new DatabaseRuleInput.AlertQueryResults(
                        backlogs,
                        unconfirmed,
                        lags,
                        disconnected,
                        removed,
                        mismatched,
                        deadLetters),
                    silences))
            : Optional.empty());
  }

  static InstanceMeasurement acme(long value, String detail) {
    return new InstanceMeasurement("t1", ACME, value, detail);
  }
}
