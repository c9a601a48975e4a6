// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import com.zaxxer.hikari.HikariDataSource;
import dev.carteiro.config.Environment;
import dev.carteiro.config.LogSettings;
import dev.carteiro.config.SinkSettings;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.Logging;
import dev.carteiro.sink.rows.Change;
import dev.carteiro.sink.rows.MessageMaker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Runs the sink's consumer loop from the message topic into the table {@code messages} and no other
 * table. A benchmark program: its rows are those of a sink that knows this table only. It uses the
 * default settings and reads Kafka and the database from the environment. It lies in the sink's
 * package because the loop is not visible outside of it.
 */
public final class TopicMain {
  private TopicMain() {}

  public static void main(String... arguments) {
    Logging.configure(new LogSettings(LogSettings.Format.PLAIN, LogSettings.Level.WARN));
    SinkSettings settings = SinkSettings.from(Environment.system());
    Clock clock = Clock.systemUTC();
    try (HikariDataSource pool = Database.pool(settings.database());
        Consumer<byte[], byte[]> consumer = SinkClients.consumer(settings);
        Admin admin = SinkClients.admin(settings)) {
      SinkMetrics metrics = new SinkMetrics(new SimpleMeterRegistry());
      RowWriter writer =
          new OnlyMessages(new PostgresWriter(pool, Optional.empty(), metrics, clock));
      Positions positions = new Positions();
      DeadLetterQueue none =
          letters -> {
            throw new IllegalStateException("a message was refused: " + letters.get(0).detail());
          };
      new SinkLoop(
              consumer,
              new Placer(writer, TopicIds.from(admin), positions, metrics),
              new Delivery(writer, none, positions, metrics, clock),
              positions,
              new Progress(writer, positions, metrics, System::nanoTime),
              new SinkStatus(),
              metrics,
              System::nanoTime)
          .run(List.of(Topic.MESSAGE.topicName()));
    }
  }

  /** Writes only the rows of the table {@code messages}. */
  private record OnlyMessages(RowWriter writer) implements RowWriter {
    @Override
    public Map<TopicPartition, StoredOffset> offsets(Collection<TopicPartition> partitions)
        throws SQLException {
      return writer.offsets(partitions);
    }

    @Override
    public void write(List<Change> changes, List<OffsetStep> steps)
        throws SQLException, FencedException {
      writer.write(List.of(MessageMaker.onlyMessages(changes)), steps);
    }

    @Override
    public void check() throws SQLException {
      writer.check();
    }
  }
}
