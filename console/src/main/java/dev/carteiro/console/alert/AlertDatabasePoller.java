// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.console.alert.AlertRule.AlertRuleLimits;
import dev.carteiro.console.alert.DatabaseRuleInput.AlertQueryResults;
import dev.carteiro.console.alert.DatabaseRuleInput.InstanceSilence;
import dev.carteiro.console.monitor.snapshot.SystemSnapshot;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import dev.carteiro.runtime.lifecycle.PeriodicTask;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Runs the alert queries on a thread of its own: a hanging PostgreSQL must not delay its alert. */
final class AlertDatabasePoller implements AutoCloseable {
  /** The pause between reads of recent messages; small compared to a slot of 30 minutes. */
  private static final Duration BETWEEN_ACTIVITY_READS = Duration.ofMinutes(1);

  /** How late after its webhook a row may be written; this much of the past is read again. */
  private static final Duration OVERLAP = Duration.ofMinutes(5);

  private static final Duration STEP = Duration.ofDays(1);

  private final Supplier<SystemSnapshot> source;
  private final AlertDatabaseQueries queries;
  private final InstanceSilenceDetector silences;
  private final Clock clock;
  private final PeriodicTask task;
  private Instant activityUntil;
  private Instant nextActivityRead = Instant.MIN;
  private boolean loading = true;
  private volatile AlertDatabaseSnapshot newest;

  record AlertDatabaseSnapshot(
      AlertQueryResults results, List<InstanceSilence> silences, Instant at) {}

  AlertDatabasePoller(
      AlertSettings settings,
      Supplier<SystemSnapshot> source,
      AlertDatabaseQueries queries,
      Clock clock) {
    this.source = source;
    this.queries = queries;
    this.clock = clock;
    AlertRuleLimits silent = settings.limits(AlertRuleId.INSTANCE_SILENT);
    Instant now = clock.instant();
    this.silences = new InstanceSilenceDetector(silent, settings.zone(), now);
    this.activityUntil = now.minus(Duration.ofDays(ActivityProfile.DAYS + 1));
    this.task = new PeriodicTask("alert-rows", settings.interval(), this::poll);
  }

  void start() {
    task.start();
  }

  Optional<AlertDatabaseSnapshot> newest() {
    return Optional.ofNullable(newest);
  }

  private void poll() {
    Instant now = clock.instant();
    SystemSnapshot snapshot = source.get();
    if (!AlertRuleInputFactory.isInboundComplete(snapshot)) {
      silences.interrupted(now);
    }
    if (!snapshot.database().reachable()) {
      return;
    }
    try {
      AlertQueryResults results = queries.read(now);
      readActivity(now);
      List<InstanceSilence> judged =
          loading ? List.of() : silences.judge(snapshot.database().numbers().instances(), now);
      newest = new AlertDatabaseSnapshot(results, judged, now);
    } catch (SQLException e) {
      throw new IllegalStateException("the tables cannot be read", e);
    }
  }

  /** Reads when contacts wrote since the last read; at first 15 days, one day at a time. */
  private void readActivity(Instant now) throws SQLException {
    if (now.isBefore(nextActivityRead)) {
      return;
    }
    while (activityUntil.isBefore(now) && !task.isStopping()) {
      Instant until = activityUntil.plus(STEP).isBefore(now) ? activityUntil.plus(STEP) : now;
      queries.readActivity(activityUntil.minus(OVERLAP), until, silences::messageAt);
      activityUntil = until;
    }
    if (loading) {
      loading = false;
      silences.clearBaselines();
    }
    nextActivityRead = now.plus(BETWEEN_ACTIVITY_READS);
  }

  @Override
  public void close() {
    task.close();
  }
}
