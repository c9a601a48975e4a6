// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.storage;

import dev.carteiro.bench.harness.BenchmarkContender;
import dev.carteiro.bench.harness.BenchmarkMetric;
import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.bench.harness.BenchmarkRunContext;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.bench.harness.FunctionContender;
import dev.carteiro.bench.harness.MeasurementSample;
import dev.carteiro.bench.harness.ProcessMeter;
import dev.carteiro.bench.watch.CommittedRowCounter;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.sink.SinkTopicMain;
import dev.carteiro.sink.rows.MessageRecordFormat;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The contenders that write messages from a topic into the table. Each measurement starts a process
 * of its own with new messages, all of which must arrive. The time between 40 % and 95 % of the
 * rows counts; the first part is warm-up. The number of rows is fixed, not the time, so that the
 * table grows equally for all.
 */
final class TopicSinkContenderFactory {
  private static final double WARM = 0.4;
  private static final double OVER = 0.95;
  private static final List<String> FLAGS = List.of("-Xmx512m");

  /** Supplies the table that a contender writes into, started when first needed. */
  interface MessageTableSupplier {
    MessageTableDatabase get() throws ContenderUnavailableException;
  }

  private interface SinkProgramStarter {
    BenchmarkProgram of(MessageTableDatabase table) throws ContenderUnavailableException;
  }

  /** Enough that one transaction more or less does not matter, even in a smoke run. */
  private static final int LEAST_MESSAGES = 10_000;

  private final BenchmarkRunContext context;
  private final int messages;
  private MessageTopicBroker topics;
  private int runs;

  /**
   * @param messages of one measurement; at least 10,000 are used
   */
  TopicSinkContenderFactory(BenchmarkRunContext context, int messages) {
    this.context = context;
    this.messages = Math.max(messages, LEAST_MESSAGES);
  }

  /** The sink's loop: one thread, one connection. */
  BenchmarkContender carteiro(MessageTableSupplier table) {
    return contender(
        "carteiro sink",
        BenchmarkContender.ContenderKind.OURS,
        table,
        () -> {},
        MessageRecordFormat.EVENT,
        where -> {
          Map<String, String> environment = new HashMap<>(where.environment());
          environment.put("KAFKA_BOOTSTRAP_SERVERS", topics().bootstrapServers());
          environment.put("SINK_GROUP_ID", freshName());
          return BenchmarkProgram.java(
              context.fresh("sink.log"), environment, FLAGS, SinkTopicMain.class);
        });
  }

  /**
   * Kafka Connect with Debezium's connector, in upsert mode.
   *
   * @param tasks each is a thread and a connection
   */
  BenchmarkContender debezium(MessageTableSupplier table, int tasks) {
    return contender(
        tasks == 1 ? "Debezium JDBC sink" : "Debezium JDBC sink, %d tasks".formatted(tasks),
        BenchmarkContender.ContenderKind.PEER,
        table,
        this::install,
        MessageRecordFormat.FLAT,
        where -> startDebezium(where, tasks));
  }

  private void install() throws ContenderUnavailableException {
    try (BenchmarkProgram install = script("debezium-install.log", Map.of(), "install")) {
      install.awaitReady();
    }
  }

  private BenchmarkProgram startDebezium(MessageTableDatabase table, int tasks)
      throws ContenderUnavailableException {
    DatabaseSettings database = table.database();
    Map<String, String> environment = new HashMap<>();
    environment.put("NAME", freshName());
    environment.put("KAFKA", topics().bootstrapServers());
    environment.put("TOPIC", topics().name(MessageRecordFormat.FLAT));
    environment.put("SCHEMA", MessageRecordFormat.schema());
    environment.put("TASKS", Integer.toString(tasks));
    environment.put("URL", database.url());
    environment.put("PGUSER", database.user());
    environment.put("PGPASSWORD", database.password().orElse(""));
    environment.put("DATA", context.fresh("debezium").toString());
    return script("debezium.log", environment);
  }

  /** Returns a new group name, so that no group waits for a member of the last run. */
  private String freshName() {
    runs++;
    return "bench-sink-" + runs;
  }

  private BenchmarkProgram script(String log, Map<String, String> environment, String... words) {
    Path directory = context.peer("debezium-sink");
    List<String> command = new ArrayList<>(List.of(directory.resolve("start").toString()));
    command.addAll(List.of(words));
    return BenchmarkProgram.start(context.fresh(log), directory, environment, command);
  }

  private MessageTopicBroker topics() throws ContenderUnavailableException {
    if (topics == null) {
      topics = context.closeAfter(MessageTopicBroker.start(context));
    }
    return topics;
  }

  private BenchmarkContender contender(
      String name,
      BenchmarkContender.ContenderKind kind,
      MessageTableSupplier table,
      FunctionContender.PreparationFunction preparation,
      MessageRecordFormat form,
      SinkProgramStarter start) {
    return new FunctionContender(
        name,
        kind,
        () -> {
          preparation.run();
          table.get();
          topics();
        },
        time -> measure(table, form, start));
  }

  private MeasurementSample measure(
      MessageTableSupplier of, MessageRecordFormat form, SinkProgramStarter start) {
    try {
      MessageTableDatabase table = of.get();
      table.reset();
      Instant since = topics().fill(form, messages);
      try (BenchmarkProgram program = start.of(table);
          CommittedRowCounter rows = new CommittedRowCounter(table.connect(), since)) {
        ProcessMeter meter = new ProcessMeter(List.of(program.handle(), table.handle()));
        CommittedRowCounter.RowCountReading begin = rows.await((long) (messages * WARM), program);
        long cpu = meter.cpuMicros();
        CommittedRowCounter.RowCountReading end = rows.await((long) (messages * OVER), program);
        cpu = meter.cpuMicros() - cpu;
        double memory = new ProcessMeter(List.of(program.handle())).residentMb();
        rows.await(messages, program);
        return new MeasurementSample.MeasurementSampleBuilder()
            .put(BenchmarkMetric.RATE, begin.rateTo(end))
            .put(BenchmarkMetric.CPU_MICROS, cpu / (double) (end.rows() - begin.rows()))
            .put(BenchmarkMetric.MEMORY_MB, memory)
            .remark("CPU is the program's and PostgreSQL's, memory the program's")
            .build();
      }
    } catch (SQLException | ContenderUnavailableException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
