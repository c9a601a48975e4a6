// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.console.PeriodicTask;
import dev.carteiro.console.alert.AlertDatabaseQueries.AlertQueryResults;
import dev.carteiro.console.alert.AlertRule.AlertRuleLimits;
import dev.carteiro.console.alert.DatabaseRuleInput.InstanceSilence;
import dev.carteiro.console.monitor.snapshot.SystemSnapshot;
import dev.carteiro.console.monitor.snapshot.SystemSnapshotSource;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Runs the alert queries on a thread of its own, so that a hanging PostgreSQL does not delay the
 * alert that reports it.
 */
final class AlertDatabasePoller implements AutoCloseable {
  /** The pause between reads of recent messages; small compared to a slot of 30 minutes. */
  private static final Duration BETWEEN_LISTENINGS = Duration.ofMinutes(1);

  /** How late after its webhook a row may be written; this much of the past is read again. */
  private static final Duration OVERLAP = Duration.ofMinutes(5);

  private static final Duration STEP = Duration.ofDays(1);

  private final SystemSnapshotSource source;
  private final AlertDatabaseQueries queries;
  private final InstanceSilenceDetector rhythms;
  private final Clock clock;
  private final PeriodicTask rounds;
  private Instant heardUntil;
  private Instant nextListening = Instant.MIN;
  private boolean learning = true;
  private volatile AlertDatabaseSnapshot newest;

  /** The results of one poll. */
  record AlertDatabaseSnapshot(
      AlertQueryResults answers, List<InstanceSilence> silences, Instant at) {}

  AlertDatabasePoller(
      AlertSettings settings,
      SystemSnapshotSource source,
      AlertDatabaseQueries queries,
      Clock clock) {
    this.source = source;
    this.queries = queries;
    this.clock = clock;
    AlertRuleLimits silent = settings.limits(AlertRuleId.INSTANCE_SILENT);
    Instant now = clock.instant();
    this.rhythms = new InstanceSilenceDetector(silent, settings.zone(), now);
    this.heardUntil = now.minus(Duration.ofDays(ActivityProfile.DAYS + 1));
    this.rounds = new PeriodicTask("alert-rows", settings.interval(), this::ask);
  }

  void start() {
    rounds.start();
  }

  /** The results of the latest poll; empty before the first. */
  Optional<AlertDatabaseSnapshot> newest() {
    return Optional.ofNullable(newest);
  }

  private void ask() {
    Instant now = clock.instant();
    SystemSnapshot snapshot = source.snapshot();
    if (!AlertRuleInputFactory.canHear(snapshot)) {
      rhythms.deaf(now);
    }
    if (!snapshot.database().reachable()) {
      return;
    }
    try {
      AlertQueryResults answers = queries.ask(now);
      listen(now);
      List<InstanceSilence> silences =
          learning ? List.of() : rhythms.judge(snapshot.database().numbers().instances(), now);
      newest = new AlertDatabaseSnapshot(answers, silences, now);
    } catch (SQLException e) {
      throw new IllegalStateException("the tables cannot be asked", e);
    }
  }

  /**
   * Reads when contacts wrote since the last read; at first the last 15 days, one day at a time.
   */
  private void listen(Instant now) throws SQLException {
    if (now.isBefore(nextListening)) {
      return;
    }
    while (heardUntil.isBefore(now) && !rounds.isStopping()) {
      Instant until = heardUntil.plus(STEP).isBefore(now) ? heardUntil.plus(STEP) : now;
      queries.heard(heardUntil.minus(OVERLAP), until, rhythms::heard);
      heardUntil = until;
    }
    if (learning) {
      learning = false;
      rhythms.learnt();
    }
    nextListening = now.plus(BETWEEN_LISTENINGS);
  }

  @Override
  public void close() {
    rounds.close();
  }
}
