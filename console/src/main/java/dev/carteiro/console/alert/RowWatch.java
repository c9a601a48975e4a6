// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import dev.carteiro.config.AlertLimit;
import dev.carteiro.config.AlertSettings;
import dev.carteiro.console.alert.RowQueries.Answers;
import dev.carteiro.console.alert.Rows.Silence;
import dev.carteiro.console.monitor.Snapshot;
import dev.carteiro.console.monitor.SnapshotSource;
import dev.carteiro.contract.event.AlertEvent.Rule;
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
final class RowWatch implements AutoCloseable {
  /** The pause between reads of recent messages; small compared to a slot of 30 minutes. */
  private static final Duration BETWEEN_LISTENINGS = Duration.ofMinutes(1);

  /** How late after its webhook a row may be written; this much of the past is read again. */
  private static final Duration OVERLAP = Duration.ofMinutes(5);

  private static final Duration STEP = Duration.ofDays(1);

  private final SnapshotSource source;
  private final RowQueries queries;
  private final Rhythms rhythms;
  private final Clock clock;
  private final Rounds rounds;
  private Instant heardUntil;
  private Instant nextListening = Instant.MIN;
  private boolean learning = true;
  private volatile Seen newest;

  /** The results of one poll. */
  record Seen(Answers answers, List<Silence> silences, Instant at) {}

  RowWatch(AlertSettings settings, SnapshotSource source, RowQueries queries, Clock clock) {
    this.source = source;
    this.queries = queries;
    this.clock = clock;
    AlertLimit silent = settings.limit(Rule.INSTANCE_SILENT.name());
    Instant now = clock.instant();
    this.rhythms = new Rhythms(silent, settings.zone(), now);
    this.heardUntil = now.minus(Duration.ofDays(Rhythm.DAYS + 1));
    this.rounds = new Rounds("alert-rows", settings.interval(), this::ask);
  }

  void start() {
    rounds.start();
  }

  /** The results of the latest poll; empty before the first. */
  Optional<Seen> newest() {
    return Optional.ofNullable(newest);
  }

  private void ask() {
    Instant now = clock.instant();
    Snapshot snapshot = source.snapshot();
    if (!Observer.canHear(snapshot)) {
      rhythms.deaf(now);
    }
    if (!snapshot.database().reachable()) {
      return;
    }
    try {
      Answers answers = queries.ask(now);
      listen(now);
      List<Silence> silences =
          learning ? List.of() : rhythms.judge(snapshot.database().numbers().instances(), now);
      newest = new Seen(answers, silences, now);
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
