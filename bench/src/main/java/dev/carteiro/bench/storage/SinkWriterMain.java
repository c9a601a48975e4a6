// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.storage;

import com.zaxxer.hikari.HikariDataSource;
import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.LogSettings;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.LoggingConfigurator;
import dev.carteiro.sink.SinkMetrics;
import dev.carteiro.sink.rows.MessageEventGenerator;
import dev.carteiro.sink.rows.RowChange;
import dev.carteiro.sink.write.DatabaseSchemaMigrator;
import dev.carteiro.sink.write.OffsetFencedException;
import dev.carteiro.sink.write.PostgresRowWriter;
import dev.carteiro.sink.write.SinkDataSourceFactory;
import dev.carteiro.sink.write.StoredOffsetUpdate;
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
 * batch: with the sink's own writer, offsets included, or by COPY. A benchmark program.
 *
 * <p>Arguments: {@code upsert} or {@code copy}, rows of a batch, seconds of warm-up, seconds of
 * measurement. The database is in the environment. Prints {@link #BEGIN}, then {@link #END} with
 * rows and seconds, and then waits to be ended.
 */
public final class SinkWriterMain {
  public static final String BEGIN = "MEASURING";
  public static final String END = "MEASURED ";

  /** Writes one batch. */
  private interface BatchWriter {
    void write() throws SQLException, IOException, OffsetFencedException;
  }

  private SinkWriterMain() {}

  public static void main(String... arguments)
      throws SQLException, IOException, OffsetFencedException, InterruptedException {
    LoggingConfigurator.configure(
        new LogSettings(LogSettings.LogFormat.PLAIN, LogSettings.LogLevel.WARN));
    int batch = Integer.parseInt(arguments[1]);
    DatabaseSettings settings = DatabaseSettings.from(new Environment(System.getenv()));
    try (HikariDataSource pool = SinkDataSourceFactory.pool(settings)) {
      new DatabaseSchemaMigrator(settings, pool).migrate();
      BatchWriter writer =
          arguments[0].equals("copy") ? copying(pool, batch) : upserting(pool, batch);
      System.out.println(BenchmarkProgram.READY);
      run(writer, Duration.ofSeconds(Long.parseLong(arguments[2])));
      System.out.println(BEGIN);
      long begin = System.nanoTime();
      long rows = run(writer, Duration.ofSeconds(Long.parseLong(arguments[3]))) * batch;
      System.out.println(END + rows + " " + (System.nanoTime() - begin) / 1e9);
      Thread.currentThread().join();
    }
  }

  private static long run(BatchWriter writer, Duration time)
      throws SQLException, IOException, OffsetFencedException {
    long end = System.nanoTime() + time.toNanos();
    long batches = 0;
    while (System.nanoTime() < end) {
      writer.write();
      batches++;
    }
    return batches;
  }

  private static BatchWriter upserting(HikariDataSource pool, int rows) throws SQLException {
    PostgresRowWriter writer =
        new PostgresRowWriter(
            pool, Optional.empty(), new SinkMetrics(new SimpleMeterRegistry()), Clock.systemUTC());
    MessageEventGenerator messages = new MessageEventGenerator();
    // A partition number of its own: no stored offset is in the way.
    TopicPartition partition =
        new TopicPartition(
            Topic.MESSAGE.topicName(), (int) (System.currentTimeMillis() % Integer.MAX_VALUE));
    long[] offset = {0};
    return () -> {
      List<RowChange> changes = new ArrayList<>(rows);
      for (int n = 0; n < rows; n++) {
        changes.add(MessageEventGenerator.onlyMessage(messages.next()));
      }
      Long expected = offset[0] == 0 ? null : offset[0];
      offset[0] += rows;
      writer.write(changes, List.of(new StoredOffsetUpdate(partition, expected, offset[0], null)));
    };
  }

  private static BatchWriter copying(HikariDataSource pool, int rows) throws SQLException {
    Connection connection = pool.getConnection();
    MessageEventGenerator messages = new MessageEventGenerator();
    String copy = "COPY messages (" + MessageEventGenerator.columns() + ") FROM STDIN";
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
