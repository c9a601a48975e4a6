// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.bench.harness.Contender;
import dev.carteiro.bench.harness.Contest;
import dev.carteiro.bench.harness.Metric;
import dev.carteiro.bench.harness.Plan;
import dev.carteiro.bench.harness.ProcessMeter;
import dev.carteiro.bench.harness.Program;
import dev.carteiro.bench.harness.Sample;
import dev.carteiro.bench.harness.Unavailable;
import dev.carteiro.sink.WriterMain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The benchmark {@code sink}: messages per second into the table {@code messages} with all of the
 * sink's indexes, by the sink's writer on one connection, beside COPY into the same table. It
 * measures several batch sizes into an empty table, and the default size into a filled one.
 * PostgreSQL flushes to disk before it commits.
 *
 * <p>Then it measures from a topic, because the peer, Debezium's sink, needs one: the sink's loop
 * with its consumer, beside Kafka Connect. Each reads the same messages in its own format and
 * writes the same rows.
 *
 * <p>Filling takes 10 s for 300,000 rows with {@code --quick}, and 6 minutes for ten million
 * without.
 */
final class SinkBench implements Bench {
  private static final List<Integer> BATCHES = List.of(500, 2_000);

  /** The default size only, because the peer takes long. */
  private static final List<Integer> QUICK_BATCHES = List.of(2_000);

  private static final int DEFAULT_BATCH = 2_000;
  private static final int QUICK_ROWS = 300_000;
  private static final int FULL_ROWS = 10_000_000;

  /** Messages of one measurement from a topic. */
  private static final int MESSAGES = 40_000;

  private static final List<String> FLAGS = List.of("-Xmx512m");
  private static final int WARM_UP_SECONDS = 3;

  @Override
  public String name() {
    return "sink";
  }

  @Override
  public Duration budget(boolean quick) {
    return Duration.ofSeconds(quick ? 130 : 680);
  }

  /** Each measurement starts a process of its own, which warms itself up. */
  @Override
  public Plan plan(boolean quick) {
    return new Plan(2, Duration.ZERO, Duration.ofSeconds(quick ? 2 : 6));
  }

  @Override
  public List<Contest> contests(BenchContext context) {
    Tables tables = new Tables(context);
    List<Contest> contests = new ArrayList<>();
    for (int batch : context.quick() ? QUICK_BATCHES : BATCHES) {
      contests.add(
          contest(
              "batches of %,d into an empty table".formatted(batch),
              List.of(
                  new Writing("carteiro sink", Contender.Kind.OURS, "upsert", batch, tables, false),
                  new Writing("raw COPY", Contender.Kind.LIMIT, "copy", batch, tables, false))));
    }
    int rows = context.amount(QUICK_ROWS, FULL_ROWS);
    contests.add(
        contest(
            "%,d rows present, batches of %,d".formatted(rows, DEFAULT_BATCH),
            besidesRows(context.quick(), tables)));
    contests.addAll(fromTopic(context, tables));
    return contests;
  }

  private static List<Contender> besidesRows(boolean quick, Tables tables) {
    List<Contender> contenders = new ArrayList<>();
    contenders.add(
        new Writing("carteiro sink", Contender.Kind.OURS, "upsert", DEFAULT_BATCH, tables, true));
    contenders.add(
        new Writing("raw COPY", Contender.Kind.LIMIT, "copy", DEFAULT_BATCH, tables, true));
    if (!quick) {
      contenders.add(
          new Writing(
              "carteiro sink, empty table",
              Contender.Kind.LIMIT,
              "upsert",
              DEFAULT_BATCH,
              tables,
              false));
    }
    return contenders;
  }

  private List<Contest> fromTopic(BenchContext context, Tables tables) {
    TopicSinks sinks = new TopicSinks(context, context.amount(MESSAGES, MESSAGES));
    TopicSinks.Table empty = () -> tables.get(false);
    String title = "from a topic into an empty table";
    if (context.quick()) {
      return List.of(contest(title, List.of(sinks.carteiro(empty), sinks.debezium(empty, 1))));
    }
    return List.of(
        contest(
            title,
            List.of(sinks.carteiro(empty), sinks.debezium(empty, 1), sinks.debezium(empty, 2))));
  }

  private Contest contest(String title, List<Contender> contenders) {
    return new Contest(name(), title, "rows", Metric.RATE, contenders);
  }

  /** The two PostgreSQL servers, each started when first needed. */
  private static final class Tables {
    private final BenchContext context;
    private MessageTable empty;
    private MessageTable full;

    private Tables(BenchContext context) {
      this.context = context;
    }

    MessageTable get(boolean filled) throws Unavailable {
      if (filled && full == null) {
        full =
            context.closeAfter(MessageTable.start(context, context.amount(QUICK_ROWS, FULL_ROWS)));
      }
      if (!filled && empty == null) {
        empty = context.closeAfter(MessageTable.start(context, 0));
      }
      return filled ? full : empty;
    }
  }

  private static final class Writing implements Contender {
    private final String name;
    private final Kind kind;
    private final String mode;
    private final int batch;
    private final Tables tables;
    private final boolean filled;
    private MessageTable table;

    private Writing(String name, Kind kind, String mode, int batch, Tables tables, boolean filled) {
      this.name = name;
      this.kind = kind;
      this.mode = mode;
      this.batch = batch;
      this.tables = tables;
      this.filled = filled;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Kind kind() {
      return kind;
    }

    @Override
    public void start() throws Unavailable {
      table = tables.get(filled);
    }

    @Override
    public Sample measure(Duration time) {
      table.reset();
      try (Program program =
          Program.java(
              tables.context.fresh("writer.log"),
              table.environment(),
              FLAGS,
              WriterMain.class,
              mode,
              Integer.toString(batch),
              Integer.toString(WARM_UP_SECONDS),
              Long.toString(time.toSeconds()))) {
        ProcessMeter meter = new ProcessMeter(List.of(program.handle(), table.handle()));
        program.awaitLine(WriterMain.BEGIN);
        long cpu = meter.cpuMicros();
        program.awaitLine(WriterMain.END);
        cpu = meter.cpuMicros() - cpu;
        String[] said = program.said(WriterMain.END).split(" ");
        double rows = Double.parseDouble(said[0]);
        return new Sample.Builder()
            .put(Metric.RATE, rows / Double.parseDouble(said[1]))
            .put(Metric.CPU_MICROS, cpu / rows)
            .put(Metric.MEMORY_MB, new ProcessMeter(List.of(program.handle())).residentMb())
            .remark("CPU is the program's and PostgreSQL's, memory the program's")
            .build();
      } catch (Unavailable e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      // The servers are the bench's; each measurement ends its own program.
    }
  }
}
