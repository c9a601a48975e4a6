// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.storage;

import dev.carteiro.bench.harness.BenchmarkContender;
import dev.carteiro.bench.harness.BenchmarkContest;
import dev.carteiro.bench.harness.BenchmarkMetric;
import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.bench.harness.BenchmarkRunContext;
import dev.carteiro.bench.harness.BenchmarkSuite;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.bench.harness.MeasurementPlan;
import dev.carteiro.bench.harness.MeasurementSample;
import dev.carteiro.bench.harness.ProcessMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The benchmark {@code sink}: messages per second into the table {@code messages} with all of the
 * sink's indexes, by the sink's writer on one connection, beside COPY into the same table. It
 * measures several batch sizes into an empty table, the default size into a filled one, and
 * messages whose statuses follow. PostgreSQL flushes to disk before it commits.
 *
 * <p>Then it measures from a topic, because the peer, Debezium's sink, needs one: the sink's loop
 * with its consumer, beside Kafka Connect. Each reads the same messages in its own format and
 * writes the same rows.
 *
 * <p>Filling takes 10 s for 300,000 rows with {@code --quick}, and 6 minutes for ten million
 * without.
 */
public final class SinkBenchmarkSuite implements BenchmarkSuite {
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
  public MeasurementPlan plan(boolean quick) {
    return new MeasurementPlan(2, Duration.ZERO, Duration.ofSeconds(quick ? 2 : 6));
  }

  @Override
  public List<BenchmarkContest> contests(BenchmarkRunContext context) {
    MessageTableCache tables = new MessageTableCache(context);
    List<BenchmarkContest> contests = new ArrayList<>();
    for (int batch : context.quick() ? QUICK_BATCHES : BATCHES) {
      contests.add(
          contest(
              "batches of %,d into an empty table".formatted(batch),
              List.of(
                  new RowWriterContender(
                      "carteiro sink",
                      BenchmarkContender.ContenderKind.OURS,
                      "upsert",
                      batch,
                      tables,
                      false),
                  new RowWriterContender(
                      "raw COPY",
                      BenchmarkContender.ContenderKind.LIMIT,
                      "copy",
                      batch,
                      tables,
                      false))));
    }
    int rows = context.amount(QUICK_ROWS, FULL_ROWS);
    contests.add(
        contest(
            "%,d rows present, batches of %,d".formatted(rows, DEFAULT_BATCH),
            besidesRows(context.quick(), tables)));
    contests.add(
        contest(
            "messages and three statuses of each, batches of %,d".formatted(DEFAULT_BATCH),
            List.of(
                new RowWriterContender(
                    "carteiro sink",
                    BenchmarkContender.ContenderKind.OURS,
                    "day",
                    DEFAULT_BATCH,
                    tables,
                    false))));
    contests.addAll(fromTopic(context, tables));
    return contests;
  }

  private static List<BenchmarkContender> besidesRows(boolean quick, MessageTableCache tables) {
    List<BenchmarkContender> contenders = new ArrayList<>();
    contenders.add(
        new RowWriterContender(
            "carteiro sink",
            BenchmarkContender.ContenderKind.OURS,
            "upsert",
            DEFAULT_BATCH,
            tables,
            true));
    contenders.add(
        new RowWriterContender(
            "raw COPY",
            BenchmarkContender.ContenderKind.LIMIT,
            "copy",
            DEFAULT_BATCH,
            tables,
            true));
    if (!quick) {
      contenders.add(
          new RowWriterContender(
              "carteiro sink, empty table",
              BenchmarkContender.ContenderKind.LIMIT,
              "upsert",
              DEFAULT_BATCH,
              tables,
              false));
    }
    return contenders;
  }

  private List<BenchmarkContest> fromTopic(BenchmarkRunContext context, MessageTableCache tables) {
    TopicSinkContenderFactory sinks =
        new TopicSinkContenderFactory(context, context.amount(MESSAGES, MESSAGES));
    TopicSinkContenderFactory.MessageTableSupplier empty = () -> tables.get(false);
    String title = "from a topic into an empty table";
    if (context.quick()) {
      return List.of(contest(title, List.of(sinks.carteiro(empty), sinks.debezium(empty, 1))));
    }
    return List.of(
        contest(
            title,
            List.of(sinks.carteiro(empty), sinks.debezium(empty, 1), sinks.debezium(empty, 2))));
  }

  private BenchmarkContest contest(String title, List<BenchmarkContender> contenders) {
    return new BenchmarkContest(name(), title, "rows", BenchmarkMetric.RATE, contenders);
  }

  /** The two PostgreSQL servers, each started when first needed. */
  private static final class MessageTableCache {
    private final BenchmarkRunContext context;
    private MessageTableDatabase empty;
    private MessageTableDatabase full;

    private MessageTableCache(BenchmarkRunContext context) {
      this.context = context;
    }

    MessageTableDatabase get(boolean filled) throws ContenderUnavailableException {
      if (filled && full == null) {
        full =
            context.closeAfter(
                MessageTableDatabase.start(context, context.amount(QUICK_ROWS, FULL_ROWS)));
      }
      if (!filled && empty == null) {
        empty = context.closeAfter(MessageTableDatabase.start(context, 0));
      }
      return filled ? full : empty;
    }
  }

  private static final class RowWriterContender implements BenchmarkContender {
    private final String name;
    private final ContenderKind kind;
    private final String mode;
    private final int batch;
    private final MessageTableCache tables;
    private final boolean filled;
    private MessageTableDatabase table;

    private RowWriterContender(
        String name,
        ContenderKind kind,
        String mode,
        int batch,
        MessageTableCache tables,
        boolean filled) {
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
    public ContenderKind kind() {
      return kind;
    }

    @Override
    public void start() throws ContenderUnavailableException {
      table = tables.get(filled);
    }

    @Override
    public MeasurementSample measure(Duration time) {
      table.reset();
      try (BenchmarkProgram program =
          BenchmarkProgram.java(
              tables.context.fresh("writer.log"),
              table.environment(),
              FLAGS,
              SinkWriterMain.class,
              mode,
              Integer.toString(batch),
              Integer.toString(WARM_UP_SECONDS),
              Long.toString(time.toSeconds()))) {
        ProcessMeter meter = new ProcessMeter(List.of(program.handle(), table.handle()));
        program.awaitLine(SinkWriterMain.BEGIN);
        long cpu = meter.cpuMicros();
        program.awaitLine(SinkWriterMain.END);
        cpu = meter.cpuMicros() - cpu;
        String[] said = program.said(SinkWriterMain.END).split(" ");
        double rows = Double.parseDouble(said[0]);
        return new MeasurementSample.MeasurementSampleBuilder()
            .put(BenchmarkMetric.RATE, rows / Double.parseDouble(said[1]))
            .put(BenchmarkMetric.CPU_MICROS, cpu / rows)
            .put(
                BenchmarkMetric.MEMORY_MB, new ProcessMeter(List.of(program.handle())).residentMb())
            .remark("CPU is the program's and PostgreSQL's, memory the program's")
            .remark(mode.equals("day") ? said[2] + " % of updates in their page" : "no updates")
            .build();
      } catch (ContenderUnavailableException e) {
        throw new IllegalStateException(e.getMessage(), e);
      }
    }

    @Override
    public void close() {
      // The servers are the bench's; each measurement ends its own program.
    }
  }
}
