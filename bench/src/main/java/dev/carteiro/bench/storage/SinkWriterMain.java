// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.storage;

import com.zaxxer.hikari.HikariDataSource;
import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.LogSettings;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageStatus;
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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.postgresql.PGConnection;

/**
 * Writes messages into the table {@code messages} on one connection, one transaction for each
 * batch: new ones with the sink's own writer, offsets included, or by COPY; or with the sink's
 * writer new ones and three statuses of each. A benchmark program.
 *
 * <p>Arguments: {@code upsert}, {@code copy} or {@code day}, rows of a batch, seconds of warm-up,
 * seconds of measurement. The database is in the environment. Prints {@link #BEGIN}, then {@link
 * #END} with rows, seconds and the share of updates in their page, and then waits to be ended.
 */
public final class SinkWriterMain {
  public static final String BEGIN = "MEASURING";
  public static final String END = "MEASURED ";
  private static final List<MessageStatus> STATUSES =
      List.of(MessageStatus.SERVER_ACK, MessageStatus.DELIVERY_ACK, MessageStatus.READ);

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
    DatabaseSettings settings = new Environment(System.getenv()).bind(DatabaseSettings.class);
    try (HikariDataSource pool = SinkDataSourceFactory.pool(settings)) {
      new DatabaseSchemaMigrator(settings, pool).migrate();
      BatchWriter writer =
          switch (arguments[0]) {
            case "upsert" -> upserting(pool, batch, newMessages(batch));
            case "day" -> upserting(pool, batch, messagesWithStatuses(batch));
            case "copy" -> copying(pool, batch);
            default -> throw new IllegalArgumentException(arguments[0]);
          };
      System.out.println(BenchmarkProgram.READY);
      run(writer, Duration.ofSeconds(Long.parseLong(arguments[2])));
      System.out.println(BEGIN);
      long begin = System.nanoTime();
      long rows = run(writer, Duration.ofSeconds(Long.parseLong(arguments[3]))) * batch;
      double seconds = (System.nanoTime() - begin) / 1e9;
      System.out.println(END + rows + " " + seconds + " " + inPage(pool));
      Thread.currentThread().join();
    }
  }

  /** Updates of the table that changed no index, in percent. */
  private static long inPage(HikariDataSource pool) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT 100 * n_tup_hot_upd / greatest(n_tup_upd, 1) FROM pg_stat_user_tables"
                    + " WHERE relname = 'messages'")) {
      row.next();
      return row.getLong(1);
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

  private static Supplier<List<MessageEvent>> newMessages(int rows) {
    MessageEventGenerator messages = new MessageEventGenerator();
    return () -> Stream.generate(messages::next).limit(rows).toList();
  }

  /** A quarter of a batch is new; the rest are the next statuses of the three batches before. */
  private static Supplier<List<MessageEvent>> messagesWithStatuses(int rows) {
    Supplier<List<MessageEvent>> created = newMessages(rows / 4);
    List<List<MessageEvent>> earlier = new ArrayList<>();
    return () -> {
      List<List<MessageEvent>> batch = new ArrayList<>(List.of(created.get()));
      for (int n = 0; n < earlier.size(); n++) {
        MessageStatus status = STATUSES.get(n);
        batch.add(
            earlier.get(n).stream()
                .map(message -> MessageEventGenerator.withStatus(message, status))
                .toList());
      }
      earlier.clear();
      earlier.addAll(batch.subList(0, Math.min(batch.size(), STATUSES.size())));
      return batch.stream().flatMap(List::stream).toList();
    };
  }

  private static BatchWriter upserting(
      HikariDataSource pool, int rows, Supplier<List<MessageEvent>> messages) {
    PostgresRowWriter writer =
        new PostgresRowWriter(
            pool, Optional.empty(), new SinkMetrics(new SimpleMeterRegistry()), Clock.systemUTC());
    // A partition number of its own: no stored offset is in the way.
    TopicPartition partition =
        new TopicPartition(
            Topic.MESSAGE.topicName(), (int) (System.currentTimeMillis() % Integer.MAX_VALUE));
    long[] offset = {0};
    return () -> {
      List<RowChange> changes =
          messages.get().stream().map(MessageEventGenerator::onlyMessage).toList();
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
