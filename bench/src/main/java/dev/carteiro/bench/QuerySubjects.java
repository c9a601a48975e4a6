// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.bench.harness.Contender;
import dev.carteiro.bench.harness.Contender.Kind;
import dev.carteiro.bench.harness.Metric;
import dev.carteiro.bench.harness.ProcessMeter;
import dev.carteiro.bench.harness.Program;
import dev.carteiro.bench.harness.Sample;
import dev.carteiro.bench.harness.Settling;
import dev.carteiro.bench.harness.Unavailable;
import dev.carteiro.bench.limit.StoreReader;
import dev.carteiro.bench.load.ClosedLoop;
import dev.carteiro.bench.load.HttpLoad;
import dev.carteiro.bench.load.MessageNames;
import dev.carteiro.bench.load.Requests;
import dev.carteiro.bench.service.Bindings;
import dev.carteiro.bench.streams.MessageFleet;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The contenders of the query benchmark; their stores are filled once. */
final class QuerySubjects {
  /** Enough that the server never waits for a client; few enough that requests do not queue. */
  private static final int CLIENTS = 4;

  private static final int INSTANCES = 100;

  /** Requests that are prepared and then sent in rotation. */
  private static final int REQUESTS = 2_000;

  private final BenchContext context;
  private final int messages;
  private final Duration warmUp;
  private final MessageNames names = new MessageNames(INSTANCES);
  private MessageFleet alone;
  private MessageFleet two;
  private MessageTable table;

  /**
   * @param warmUp longest warm-up before a measurement
   */
  QuerySubjects(BenchContext context, int messages, Duration warmUp) {
    this.context = context;
    this.warmUp = warmUp;
    this.messages = messages;
  }

  int messages() {
    return messages;
  }

  Contender local(String what) {
    return new Measured(
        "carteiro, local",
        Kind.OURS,
        () -> prepare(alone(), what),
        time -> ask(alone, requests(alone, what), time));
  }

  Contender forwarded(String what) {
    return new Measured(
        what.equals("key") ? "carteiro, forwarded" : "carteiro, of two processes",
        Kind.OURS,
        () -> prepare(two(), what),
        time -> ask(two, requests(two, what), time));
  }

  Contender store(String what) {
    return new Measured("direct store read", Kind.LIMIT, () -> {}, time -> readStore(what, time));
  }

  Contender rows(String what) {
    return new Measured(
        "PostgreSQL, primary key", Kind.PEER, this::table, time -> readRows(what, time));
  }

  private MessageFleet alone() throws Unavailable {
    if (alone == null) {
      alone = fleet(1);
    }
    return alone;
  }

  private MessageFleet two() throws Unavailable {
    if (two == null) {
      two = fleet(2);
    }
    return two;
  }

  private MessageFleet fleet(int processes) throws Unavailable {
    MessageFleet fleet =
        context.closeAfter(MessageFleet.start(context::fresh, Map.of(), processes, INSTANCES));
    fleet.merge(messages);
    return fleet;
  }

  private MessageTable table() throws Unavailable {
    if (table == null) {
      table = context.closeAfter(MessageTable.start(context, messages));
    }
    return table;
  }

  /**
   * Warms the processes up, and checks that the first ten requests find something: a fast response
   * without results must not be measured.
   */
  private void prepare(MessageFleet fleet, String what) {
    for (String path : paths(fleet, what).subList(0, 10)) {
      boolean found =
          what.equals("key")
              ? fleet.get(path).path("messageId").isTextual()
              : fleet.get(path).path("items").size() > 0;
      if (!found) {
        throw new IllegalStateException("nothing is found by " + path);
      }
    }
    Requests requests = requests(fleet, what);
    Settling.await(warmUp, slice -> ask(fleet, requests, slice).values().get(Metric.CPU_MICROS));
  }

  private List<String> paths(MessageFleet fleet, String what) {
    Random random = new Random(1);
    List<String> paths = new ArrayList<>();
    while (paths.size() < REQUESTS) {
      int number = random.nextInt(messages);
      boolean page = what.equals("page");
      // A process with all partitions is asked for any key, one of two processes for keys of the
      // other.
      if (page || fleet == alone || !fleet.isLocal(names.instance(number))) {
        paths.add(page ? pageFrom(number) : key(number));
      }
    }
    return paths;
  }

  private String key(int number) {
    return "/api/query/messages/" + names.instance(number).name() + "/" + names.id(number);
  }

  private String pageFrom(int number) {
    String from = names.instance(number).text() + "|" + names.id(number);
    return "/api/query/stores/message-states?limit=100&from="
        + URLEncoder.encode(from, StandardCharsets.UTF_8);
  }

  private Requests requests(MessageFleet fleet, String what) {
    List<byte[]> all =
        paths(fleet, what).stream()
            .map(
                path ->
                    "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n\r\n"
                        .formatted(path, Bindings.ADMIN_KEY)
                        .getBytes(StandardCharsets.US_ASCII))
            .toList();
    int[] next = {0};
    return meantFor -> all.get(next[0]++ % all.size());
  }

  private Sample ask(MessageFleet fleet, Requests requests, Duration time) {
    ProcessMeter meter = new ProcessMeter(fleet.handles());
    long cpu = meter.cpuMicros();
    HttpLoad.Outcome outcome =
        new WebContender.Load(CLIENTS, 0).on(fleet.address(), requests, time);
    if (outcome.failures() > 0) {
      throw new IllegalStateException(outcome.failures() + " queries failed");
    }
    Sample.Builder sample =
        new Sample.Builder()
            .put(Metric.RATE, outcome.perSecond())
            .put(Metric.P50_MS, outcome.millis(50))
            .put(Metric.P99_MS, outcome.millis(99))
            .put(
                Metric.CPU_MICROS,
                (double) (meter.cpuMicros() - cpu)
                    / Math.max(1, outcome.latencies().getTotalCount()))
            .put(Metric.MEMORY_MB, meter.residentMb());
    outcome.remarks().forEach(sample::remark);
    return sample.build();
  }

  private Sample readStore(String what, Duration time) {
    try (Program program =
        Program.java(
            context.fresh("store.log"),
            Map.of(),
            List.of("-Xmx256m"),
            StoreReader.class,
            context.fresh("store").toString(),
            Integer.toString(messages),
            Integer.toString(INSTANCES),
            what,
            Integer.toString(CLIENTS),
            Long.toString(time.toSeconds()))) {
      ProcessMeter meter = new ProcessMeter(List.of(program.handle()));
      program.awaitLine(StoreReader.BEGIN);
      long cpu = meter.cpuMicros();
      program.awaitLine(StoreReader.END);
      cpu = meter.cpuMicros() - cpu;
      String[] said = program.said(StoreReader.END).split(" ");
      double rate = Double.parseDouble(said[0]);
      return new Sample.Builder()
          .put(Metric.RATE, rate)
          .put(Metric.P50_MS, Double.parseDouble(said[1]))
          .put(Metric.P99_MS, Double.parseDouble(said[2]))
          .put(Metric.CPU_MICROS, cpu / Math.max(1, rate * time.toSeconds()))
          .put(Metric.MEMORY_MB, meter.residentMb())
          .build();
    } catch (Unavailable e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private Sample readRows(String what, Duration time) {
    ProcessMeter meter = new ProcessMeter(List.of(table.handle()));
    List<MessageRows> clients = new ArrayList<>();
    try {
      for (int n = 0; n < CLIENTS; n++) {
        clients.add(new MessageRows(table, messages, what.equals("page"), n));
      }
      long cpu = meter.cpuMicros();
      ClosedLoop.Outcome outcome = ClosedLoop.run(clients, time);
      return new Sample.Builder()
          .put(Metric.RATE, outcome.perSecond())
          .put(Metric.P50_MS, outcome.millis(50))
          .put(Metric.P99_MS, outcome.millis(99))
          .put(
              Metric.CPU_MICROS,
              (double) (meter.cpuMicros() - cpu) / Math.max(1, outcome.latencies().getTotalCount()))
          .put(Metric.MEMORY_MB, meter.residentMb())
          .remark("over JDBC, as rows")
          .build();
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL refuses", e);
    } finally {
      clients.forEach(MessageRows::close);
    }
  }
}
