// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.peer;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A peer for the timers: {@code COUNT} tasks of db-scheduler, in one of three modes. {@code MODE}
 * {@code fill} adds tasks that are due in a month and prints FILLED; {@code burst} makes all due at
 * one instant while a scheduler waits; {@code overdue} makes all due before the scheduler starts.
 * Prints MEASURED with p50 and p99 of the lateness in ms, and the rate between a fifth and nine
 * tenths of the tasks.
 */
public final class DbSchedulerTimerPeer {
  private static final String TABLE =
      """
      CREATE TABLE IF NOT EXISTS scheduled_tasks (
        task_name text NOT NULL, task_instance text NOT NULL, task_data bytea,
        execution_time timestamptz NOT NULL, picked boolean NOT NULL, picked_by text,
        last_success timestamptz, last_failure timestamptz, consecutive_failures int,
        last_heartbeat timestamptz, version bigint NOT NULL, priority smallint,
        PRIMARY KEY (task_name, task_instance));
      CREATE INDEX IF NOT EXISTS execution_time_idx ON scheduled_tasks (execution_time);
      CREATE INDEX IF NOT EXISTS last_heartbeat_idx ON scheduled_tasks (last_heartbeat);""";

  private static final int THREADS = 20;
  private static final Duration MONTH = Duration.ofDays(30);

  /** Lowest rate at which tasks are added. */
  private static final int ADDED_PER_MS = 2;

  /** Long enough that polling costs little, short enough that it adds little lateness. */
  private static final Duration POLLING = Duration.ofMillis(100);

  private final int count;
  private final HikariDataSource database;
  private final CountDownLatch over;
  private final AtomicInteger done = new AtomicInteger();
  private final long[] lateMs;
  private volatile Instant due = Instant.MAX;
  private final OneTimeTask<String> near =
      Tasks.oneTime("near", String.class).execute((task, context) -> ran());

  private DbSchedulerTimerPeer(int count, HikariDataSource database) {
    this.count = count;
    this.database = database;
    this.over = new CountDownLatch(count);
    this.lateMs = new long[count];
  }

  public static void main(String[] arguments) throws SQLException, InterruptedException {
    DatabaseSettings settings = Environment.system().bind(DatabaseSettings.class);
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(settings.url());
    pool.addDataSourceProperty("reWriteBatchedInserts", "true");
    pool.setUsername(settings.user());
    settings.password().ifPresent(pool::setPassword);
    pool.setMaximumPoolSize(THREADS + 4);
    try (HikariDataSource database = new HikariDataSource(pool)) {
      new DbSchedulerTimerPeer(Integer.parseInt(System.getenv("COUNT")), database)
          .run(System.getenv("MODE"));
    }
  }

  private void run(String mode) throws SQLException, InterruptedException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(TABLE);
    }
    Scheduler scheduler =
        Scheduler.create(database, near)
            .threads(THREADS)
            // For PostgreSQL the way that its documentation recommends for many tasks.
            .pollUsingLockAndFetch(1, 4)
            .pollingInterval(POLLING)
            .build();
    if (mode.equals("fill")) {
      add(scheduler, Instant.now().plus(MONTH), "far");
      System.out.println("FILLED");
      return;
    }
    due = Instant.now().plusMillis(4_000 + count / ADDED_PER_MS);
    if (mode.equals("burst")) {
      scheduler.start();
    }
    add(scheduler, due, "near");
    if (Instant.now().isAfter(due)) {
      throw new IllegalStateException("the tasks were added after they were due");
    }
    LockSupport.parkUntil(due.toEpochMilli());
    if (!mode.equals("burst")) {
      scheduler.start();
    }
    over.await();
    report();
    scheduler.stop();
  }

  private void add(Scheduler scheduler, Instant when, String prefix) {
    Stream<TaskInstance<?>> tasks =
        IntStream.range(0, count)
            .mapToObj(
                n ->
                    near.instance(
                        prefix + n, "5511990000000 Olá, a sua encomenda está a caminho!"));
    scheduler.scheduleBatch(tasks, when);
  }

  private void ran() {
    lateMs[done.getAndIncrement()] = Duration.between(due, Instant.now()).toMillis();
    over.countDown();
  }

  private void report() {
    int from = count / 5;
    int to = count * 9 / 10;
    double rate = (to - from) * 1_000.0 / Math.max(1, lateMs[to] - lateMs[from]);
    System.out.printf(
        Locale.ROOT,
        "MEASURED %d %d %.1f%n",
        lateMs[count / 2],
        lateMs[(int) (count * 0.99)],
        rate);
  }
}
