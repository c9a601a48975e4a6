// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink;

import com.zaxxer.hikari.HikariDataSource;
import dev.carteiro.config.Environment;
import dev.carteiro.config.LogSettings;
import dev.carteiro.contract.Topic;
import dev.carteiro.runtime.LoggingConfigurator;
import dev.carteiro.sink.read.DeadLetterQueue;
import dev.carteiro.sink.read.OffsetSeeker;
import dev.carteiro.sink.read.PendingRecordDelivery;
import dev.carteiro.sink.read.SinkConsumerLoop;
import dev.carteiro.sink.read.SinkProgressReporter;
import dev.carteiro.sink.read.StoredOffsetTracker;
import dev.carteiro.sink.read.TopicIdLookup;
import dev.carteiro.sink.rows.MessageEventGenerator;
import dev.carteiro.sink.rows.RowChange;
import dev.carteiro.sink.write.OffsetFencedException;
import dev.carteiro.sink.write.PostgresRowWriter;
import dev.carteiro.sink.write.RowWriter;
import dev.carteiro.sink.write.SinkDataSourceFactory;
import dev.carteiro.sink.write.StoredOffset;
import dev.carteiro.sink.write.StoredOffsetUpdate;
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
public final class SinkTopicMain {
  private SinkTopicMain() {}

  public static void main(String... arguments) {
    LoggingConfigurator.configure(
        new LogSettings(LogSettings.LogFormat.PLAIN, LogSettings.LogLevel.WARN));
    SinkSettings settings = Environment.system().bind(SinkSettings.class);
    Clock clock = Clock.systemUTC();
    try (HikariDataSource pool = SinkDataSourceFactory.pool(settings.database());
        Consumer<byte[], byte[]> consumer = SinkKafkaClients.consumer(settings);
        Admin admin = SinkKafkaClients.admin(settings)) {
      SinkMetrics metrics = new SinkMetrics(new SimpleMeterRegistry());
      RowWriter writer =
          new MessagesOnlyWriter(new PostgresRowWriter(pool, Optional.empty(), metrics, clock));
      StoredOffsetTracker positions = new StoredOffsetTracker();
      DeadLetterQueue none =
          letters -> {
            throw new IllegalStateException("a message was refused: " + letters.get(0).detail());
          };
      new SinkConsumerLoop(
              consumer,
              new OffsetSeeker(writer, TopicIdLookup.from(admin), positions, metrics),
              new PendingRecordDelivery(writer, none, positions, metrics, clock),
              positions,
              new SinkProgressReporter(writer, positions, metrics, System::nanoTime),
              new SinkStatus(),
              metrics,
              System::nanoTime)
          .run(List.of(Topic.MESSAGE.topicName()));
    }
  }

  /** Writes only the rows of the table {@code messages}. */
  private record MessagesOnlyWriter(RowWriter writer) implements RowWriter {
    @Override
    public Map<TopicPartition, StoredOffset> offsets(Collection<TopicPartition> partitions)
        throws SQLException {
      return writer.offsets(partitions);
    }

    @Override
    public void write(List<RowChange> changes, List<StoredOffsetUpdate> steps)
        throws SQLException, OffsetFencedException {
      writer.write(List.of(MessageEventGenerator.onlyMessages(changes)), steps);
    }

    @Override
    public void check() throws SQLException {
      writer.check();
    }
  }
}
