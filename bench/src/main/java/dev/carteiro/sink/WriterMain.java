// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import com.zaxxer.hikari.HikariDataSource;
import dev.carteiro.bench.harness.Program;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.LogSettings;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.Logging;
import dev.carteiro.sink.rows.Change;
import dev.carteiro.sink.rows.MessageMaker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.postgresql.PGConnection;

/**
 * Writes new messages into the table {@code messages} on one connection, one transaction for each
 * batch: with the sink's own writer, offsets included, or by COPY. A benchmark program. It lies in
 * the sink's package because the writer is not visible outside of it.
 *
 * <p>Arguments: {@code upsert} or {@code copy}, rows of a batch, seconds of warm-up, seconds of
 * measurement. The database is in the environment. Prints {@link #BEGIN}, then {@link #END} with
 * rows and seconds, and then waits to be ended.
 */
public final class WriterMain {
  public static final String BEGIN = "MEASURING";
  public static final String END = "MEASURED ";

  /** Writes one batch. */
  private interface Writer {
    void write() throws SQLException, IOException, FencedException;
  }

  private WriterMain() {}

  public static void main(String... arguments)
      throws SQLException, IOException, FencedException, InterruptedException {
    Logging.configure(new LogSettings(LogSettings.Format.PLAIN, LogSettings.Level.WARN));
    int batch = Integer.parseInt(arguments[1]);
    DatabaseSettings settings = DatabaseSettings.from(new Environment(System.getenv()));
    try (HikariDataSource pool = Database.pool(settings)) {
      new Schema(settings, pool).migrate();
      Writer writer = arguments[0].equals("copy") ? copying(pool, batch) : upserting(pool, batch);
      System.out.println(Program.READY);
      run(writer, Duration.ofSeconds(Long.parseLong(arguments[2])));
      System.out.println(BEGIN);
      long begin = System.nanoTime();
      long rows = run(writer, Duration.ofSeconds(Long.parseLong(arguments[3]))) * batch;
      System.out.println(END + rows + " " + (System.nanoTime() - begin) / 1e9);
      Thread.currentThread().join();
    }
  }

  private static long run(Writer writer, Duration time)
      throws SQLException, IOException, FencedException {
    long end = System.nanoTime() + time.toNanos();
    long batches = 0;
    while (System.nanoTime() < end) {
      writer.write();
      batches++;
    }
    return batches;
  }

  private static Writer upserting(HikariDataSource pool, int rows) throws SQLException {
    PostgresWriter writer =
        new PostgresWriter(
            pool, Optional.empty(), new SinkMetrics(new SimpleMeterRegistry()), Clock.systemUTC());
    MessageMaker messages = new MessageMaker();
    // A partition number of its own: no stored offset is in the way.
    TopicPartition partition =
        new TopicPartition(
            Topic.MESSAGE.topicName(), (int) (System.currentTimeMillis() % Integer.MAX_VALUE));
    long[] offset = {0};
    return () -> {
      List<Change> changes = new ArrayList<>(rows);
      for (int n = 0; n < rows; n++) {
        changes.add(MessageMaker.onlyMessage(messages.next()));
      }
      Long expected = offset[0] == 0 ? null : offset[0];
      offset[0] += rows;
      writer.write(changes, List.of(new OffsetStep(partition, expected, offset[0], null)));
    };
  }

  private static Writer copying(HikariDataSource pool, int rows) throws SQLException {
    Connection connection = pool.getConnection();
    MessageMaker messages = new MessageMaker();
    String copy = "COPY messages (" + MessageMaker.columns() + ") FROM STDIN";
    return () -> {
      ByteArrayOutputStream lines = new ByteArrayOutputStream(rows * 2_048);
      for (int n = 0; n < rows; n++) {
        messages.line(lines);
      }
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(copy, new ByteArrayInputStream(lines.toByteArray()));
      connection.commit();
    };
  }
}
