// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.storage;

import dev.carteiro.bench.harness.BenchmarkContender;
import dev.carteiro.bench.harness.BenchmarkContender.ContenderKind;
import dev.carteiro.bench.harness.BenchmarkMetric;
import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.bench.harness.BenchmarkRunContext;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.bench.harness.FunctionContender;
import dev.carteiro.bench.harness.MeasurementSample;
import dev.carteiro.bench.harness.ProcessMeter;
import dev.carteiro.bench.harness.WarmUpRunner;
import dev.carteiro.bench.limit.BareJettyServer;
import dev.carteiro.bench.limit.MessageStoreReader;
import dev.carteiro.bench.load.ClosedLoopGenerator;
import dev.carteiro.bench.load.HttpLoadGenerator;
import dev.carteiro.bench.load.HttpRequestSource;
import dev.carteiro.bench.load.NumberedMessageFactory;
import dev.carteiro.bench.service.BenchmarkInstanceBinder;
import dev.carteiro.bench.streams.TopologyProcessFleet;
import dev.carteiro.bench.web.WebServerContender;
import dev.carteiro.contract.Json;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The contenders of the query benchmark; their stores are filled once. */
final class QueryContenderFactory {
  /** Enough that the server never waits for a client; few enough that requests do not queue. */
  private static final int CLIENTS = 4;

  private static final int INSTANCES = 100;

  /** Requests that are prepared and then sent in rotation. */
  private static final int REQUESTS = 2_000;

  private final BenchmarkRunContext context;
  private final int messages;
  private final Duration warmUp;
  private final NumberedMessageFactory names = new NumberedMessageFactory(INSTANCES);
  private TopologyProcessFleet alone;
  private TopologyProcessFleet two;
  private MessageTableDatabase table;
  private ServedProcesses jetty;

  /** Processes under load; the requests go to the first of them. */
  private record ServedProcesses(List<ProcessHandle> handles, InetSocketAddress address) {
    static ServedProcesses of(TopologyProcessFleet fleet) {
      return new ServedProcesses(fleet.handles(), fleet.address());
    }
  }

  /**
   * @param warmUp longest warm-up before a measurement
   */
  QueryContenderFactory(BenchmarkRunContext context, int messages, Duration warmUp) {
    this.context = context;
    this.warmUp = warmUp;
    this.messages = messages;
  }

  int messages() {
    return messages;
  }

  /**
   * @param what {@code key} or {@code page}
   * @param perSecond a fixed rate; 0 for as many as are answered
   */
  BenchmarkContender local(String what, int perSecond) {
    return new FunctionContender(
        "carteiro, local",
        ContenderKind.OURS,
        () -> prepare(alone(), what),
        time -> ask(ServedProcesses.of(alone), requests(alone, what), perSecond, time));
  }

  BenchmarkContender forwarded(String what, int perSecond) {
    return new FunctionContender(
        what.equals("key") ? "carteiro, forwarded" : "carteiro, of two processes",
        ContenderKind.OURS,
        () -> prepare(two(), what),
        time -> ask(ServedProcesses.of(two), requests(two, what), perSecond, time));
  }

  /** The answer to a key, from a server that looks for nothing. */
  BenchmarkContender bareJetty(int perSecond) {
    return new FunctionContender(
        "bare Jetty, the same bytes",
        ContenderKind.LIMIT,
        this::prepareJetty,
        time -> ask(jetty, requests(alone, "key"), perSecond, time));
  }

  BenchmarkContender store(String what) {
    return new FunctionContender(
        "direct store read", ContenderKind.LIMIT, () -> {}, time -> readStore(what, time));
  }

  BenchmarkContender rows(String what) {
    return new FunctionContender(
        "PostgreSQL, primary key", ContenderKind.PEER, this::table, time -> readRows(what, time));
  }

  private TopologyProcessFleet alone() throws ContenderUnavailableException {
    if (alone == null) {
      alone = fleet(1);
    }
    return alone;
  }

  private TopologyProcessFleet two() throws ContenderUnavailableException {
    if (two == null) {
      two = fleet(2);
    }
    return two;
  }

  private TopologyProcessFleet fleet(int processes) throws ContenderUnavailableException {
    TopologyProcessFleet fleet =
        context.closeAfter(
            TopologyProcessFleet.start(context::fresh, Map.of(), processes, INSTANCES));
    fleet.merge(messages);
    return fleet;
  }

  private MessageTableDatabase table() throws ContenderUnavailableException {
    if (table == null) {
      table = context.closeAfter(MessageTableDatabase.start(context, messages));
    }
    return table;
  }

  /**
   * Warms the processes up, and checks that the first ten requests find something: a fast response
   * without results must not be measured.
   */
  private void prepare(TopologyProcessFleet fleet, String what) {
    for (String path : paths(fleet, what).subList(0, 10)) {
      boolean found =
          what.equals("key")
              ? fleet.get(path).path("messageId").isTextual()
              : fleet.get(path).path("items").size() > 0;
      if (!found) {
        throw new IllegalStateException("nothing is found by " + path);
      }
    }
    warmUp(ServedProcesses.of(fleet), requests(fleet, what));
  }

  private void prepareJetty() throws ContenderUnavailableException {
    Path answer = context.fresh("answer.json");
    try {
      Files.write(answer, Json.write(alone().get(key(0))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int port = LoopbackPorts.anyFree();
    BenchmarkProgram program =
        context.closeAfter(
            BenchmarkProgram.java(
                context.fresh("jetty.log"),
                Map.of(),
                List.of("-Xmx256m"),
                BareJettyServer.class,
                Integer.toString(port),
                answer.toString()));
    program.awaitReady();
    jetty = new ServedProcesses(List.of(program.handle()), LoopbackPorts.address(port));
    warmUp(jetty, requests(alone, "key"));
  }

  private void warmUp(ServedProcesses served, HttpRequestSource requests) {
    WarmUpRunner.await(
        warmUp, slice -> ask(served, requests, 0, slice).values().get(BenchmarkMetric.CPU_MICROS));
  }

  private List<String> paths(TopologyProcessFleet fleet, String what) {
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

  private HttpRequestSource requests(TopologyProcessFleet fleet, String what) {
    List<byte[]> all =
        paths(fleet, what).stream()
            .map(
                path ->
                    "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n\r\n"
                        .formatted(path, BenchmarkInstanceBinder.ADMIN_KEY)
                        .getBytes(StandardCharsets.US_ASCII))
            .toList();
    int[] next = {0};
    return meantFor -> all.get(next[0]++ % all.size());
  }

  private MeasurementSample ask(
      ServedProcesses served, HttpRequestSource requests, int perSecond, Duration time) {
    ProcessMeter meter = new ProcessMeter(served.handles());
    long cpu = meter.cpuMicros();
    HttpLoadGenerator.HttpLoadResult outcome =
        new WebServerContender.HttpLoadProfile(CLIENTS, perSecond)
            .on(served.address(), requests, time);
    if (outcome.failures() > 0) {
      throw new IllegalStateException(outcome.failures() + " queries failed");
    }
    MeasurementSample.MeasurementSampleBuilder sample =
        new MeasurementSample.MeasurementSampleBuilder()
            .put(BenchmarkMetric.RATE, outcome.perSecond())
            .put(BenchmarkMetric.P50_MS, outcome.millis(50))
            .put(BenchmarkMetric.P99_MS, outcome.millis(99))
            .put(
                BenchmarkMetric.CPU_MICROS,
                (double) (meter.cpuMicros() - cpu)
                    / Math.max(1, outcome.latencies().getTotalCount()))
            .put(BenchmarkMetric.MEMORY_MB, meter.residentMb());
    outcome.remarks().forEach(sample::remark);
    return sample.build();
  }

  private MeasurementSample readStore(String what, Duration time) {
    try (BenchmarkProgram program =
        BenchmarkProgram.java(
            context.fresh("store.log"),
            Map.of(),
            List.of("-Xmx256m"),
            MessageStoreReader.class,
            context.fresh("store").toString(),
            Integer.toString(messages),
            Integer.toString(INSTANCES),
            what,
            Integer.toString(CLIENTS),
            Long.toString(time.toSeconds()))) {
      ProcessMeter meter = new ProcessMeter(List.of(program.handle()));
      program.awaitLine(MessageStoreReader.BEGIN);
      long cpu = meter.cpuMicros();
      program.awaitLine(MessageStoreReader.END);
      cpu = meter.cpuMicros() - cpu;
      String[] said = program.said(MessageStoreReader.END).split(" ");
      double rate = Double.parseDouble(said[0]);
      return new MeasurementSample.MeasurementSampleBuilder()
          .put(BenchmarkMetric.RATE, rate)
          .put(BenchmarkMetric.P50_MS, Double.parseDouble(said[1]))
          .put(BenchmarkMetric.P99_MS, Double.parseDouble(said[2]))
          .put(BenchmarkMetric.CPU_MICROS, cpu / Math.max(1, rate * time.toSeconds()))
          .put(BenchmarkMetric.MEMORY_MB, meter.residentMb())
          .build();
    } catch (ContenderUnavailableException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private MeasurementSample readRows(String what, Duration time) {
    ProcessMeter meter = new ProcessMeter(List.of(table.handle()));
    List<MessageRowReader> clients = new ArrayList<>();
    try {
      for (int n = 0; n < CLIENTS; n++) {
        clients.add(new MessageRowReader(table, messages, what.equals("page"), n));
      }
      long cpu = meter.cpuMicros();
      ClosedLoopGenerator.ClosedLoopResult outcome = ClosedLoopGenerator.run(clients, time);
      return new MeasurementSample.MeasurementSampleBuilder()
          .put(BenchmarkMetric.RATE, outcome.perSecond())
          .put(BenchmarkMetric.P50_MS, outcome.millis(50))
          .put(BenchmarkMetric.P99_MS, outcome.millis(99))
          .put(
              BenchmarkMetric.CPU_MICROS,
              (double) (meter.cpuMicros() - cpu) / Math.max(1, outcome.latencies().getTotalCount()))
          .put(BenchmarkMetric.MEMORY_MB, meter.residentMb())
          .remark("over JDBC, as rows")
          .build();
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL refuses", e);
    } finally {
      clients.forEach(MessageRowReader::close);
    }
  }
}
