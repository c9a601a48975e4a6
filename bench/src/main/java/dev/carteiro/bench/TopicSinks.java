// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.bench.harness.Contender;
import dev.carteiro.bench.harness.Metric;
import dev.carteiro.bench.harness.ProcessMeter;
import dev.carteiro.bench.harness.Program;
import dev.carteiro.bench.harness.Sample;
import dev.carteiro.bench.harness.Unavailable;
import dev.carteiro.bench.watch.RowWatch;
import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.config.SinkSettings;
import dev.carteiro.sink.TopicMain;
import dev.carteiro.sink.rows.MessageForm;
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
final class TopicSinks {
  private static final double WARM = 0.4;
  private static final double OVER = 0.95;
  private static final List<String> FLAGS = List.of("-Xmx512m");

  /** Supplies the table that a contender writes into, started when first needed. */
  interface Table {
    MessageTable get() throws Unavailable;
  }

  private interface Start {
    Program of(MessageTable table) throws Unavailable;
  }

  /** Enough that one transaction more or less does not matter, even in a smoke run. */
  private static final int LEAST_MESSAGES = 10_000;

  private final BenchContext context;
  private final int messages;
  private MessageTopics topics;
  private int runs;

  /**
   * @param messages of one measurement; at least 10,000 are used
   */
  TopicSinks(BenchContext context, int messages) {
    this.context = context;
    this.messages = Math.max(messages, LEAST_MESSAGES);
  }

  /** The sink's loop: one thread, one connection. */
  Contender carteiro(Table table) {
    return contender(
        "carteiro sink",
        Contender.Kind.OURS,
        table,
        () -> {},
        MessageForm.EVENT,
        where -> {
          Map<String, String> environment = new HashMap<>(where.environment());
          environment.put(KafkaSettings.BOOTSTRAP_SERVERS.name(), topics().bootstrapServers());
          environment.put(SinkSettings.GROUP_ID.name(), freshName());
          return Program.java(context.fresh("sink.log"), environment, FLAGS, TopicMain.class);
        });
  }

  /**
   * Kafka Connect with Debezium's connector, in upsert mode.
   *
   * @param tasks each is a thread and a connection
   */
  Contender debezium(Table table, int tasks) {
    return contender(
        tasks == 1 ? "Debezium JDBC sink" : "Debezium JDBC sink, %d tasks".formatted(tasks),
        Contender.Kind.PEER,
        table,
        this::install,
        MessageForm.FLAT,
        where -> startDebezium(where, tasks));
  }

  private void install() throws Unavailable {
    try (Program install = script("debezium-install.log", Map.of(), "install")) {
      install.awaitReady();
    }
  }

  private Program startDebezium(MessageTable table, int tasks) throws Unavailable {
    DatabaseSettings database = table.database();
    Map<String, String> environment = new HashMap<>();
    environment.put("NAME", freshName());
    environment.put("KAFKA", topics().bootstrapServers());
    environment.put("TOPIC", topics().name(MessageForm.FLAT));
    environment.put("SCHEMA", MessageForm.schema());
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

  private Program script(String log, Map<String, String> environment, String... words) {
    Path directory = context.peer("debezium-sink");
    List<String> command = new ArrayList<>(List.of(directory.resolve("start").toString()));
    command.addAll(List.of(words));
    return Program.start(context.fresh(log), directory, environment, command);
  }

  private MessageTopics topics() throws Unavailable {
    if (topics == null) {
      topics = context.closeAfter(MessageTopics.start(context));
    }
    return topics;
  }

  private Contender contender(
      String name,
      Contender.Kind kind,
      Table table,
      Measured.Preparation preparation,
      MessageForm form,
      Start start) {
    return new Measured(
        name,
        kind,
        () -> {
          preparation.run();
          table.get();
          topics();
        },
        time -> measure(table, form, start));
  }

  private Sample measure(Table of, MessageForm form, Start start) {
    try {
      MessageTable table = of.get();
      table.reset();
      Instant since = topics().fill(form, messages);
      try (Program program = start.of(table);
          RowWatch rows = new RowWatch(table.connect(), since)) {
        ProcessMeter meter = new ProcessMeter(List.of(program.handle(), table.handle()));
        RowWatch.Look begin = rows.await((long) (messages * WARM), program);
        long cpu = meter.cpuMicros();
        RowWatch.Look end = rows.await((long) (messages * OVER), program);
        cpu = meter.cpuMicros() - cpu;
        double memory = new ProcessMeter(List.of(program.handle())).residentMb();
        rows.await(messages, program);
        return new Sample.Builder()
            .put(Metric.RATE, begin.rateTo(end))
            .put(Metric.CPU_MICROS, cpu / (double) (end.rows() - begin.rows()))
            .put(Metric.MEMORY_MB, memory)
            .remark("CPU is the program's and PostgreSQL's, memory the program's")
            .build();
      }
    } catch (SQLException | Unavailable e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
