// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.awaitility.Awaitility;

/**
 * {@link ManyClients} in a process of their own. It says {@code READY} when all are connected,
 * forgets what it measured on {@code RESET}, and on {@code DONE n} waits for n events in all and
 * says what it saw.
 */
final class ManyClientsProcess implements AutoCloseable {
  private static final Duration CONNECTING = Duration.ofSeconds(60);
  private static final Duration DRAINING = Duration.ofSeconds(60);

  private final Process process;
  private final BufferedReader out;
  private final PrintWriter in;

  ManyClientsProcess(int port, int clients, int neverReading) throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    new File(System.getProperty("java.home"), "bin/java").getPath(),
                    "-Xmx512m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ManyClientsProcess.class.getName(),
                    Integer.toString(port),
                    Integer.toString(clients),
                    Integer.toString(neverReading)))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    in = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
  }

  /** What it says next. */
  String line() throws IOException {
    return out.readLine();
  }

  void say(String line) {
    in.println(line);
  }

  @Override
  public void close() {
    process.destroy();
  }

  public static void main(String[] arguments) throws IOException {
    int clients = Integer.parseInt(arguments[1]);
    try (ManyClients many =
            new ManyClients(
                Integer.parseInt(arguments[0]),
                LiveFeedTestKeys.OF_A,
                clients,
                Integer.parseInt(arguments[2]));
        BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      many.start();
      Awaitility.await().atMost(CONNECTING).until(() -> many.welcomed() == clients);
      System.out.println("READY");
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        if (line.equals("RESET")) {
          many.latency().reset();
        } else {
          finish(many, Long.parseLong(line.substring("DONE ".length())));
        }
      }
    }
  }

  private static void finish(ManyClients many, long expected) {
    Awaitility.await().atMost(DRAINING).until(() -> many.events() >= expected || many.ended() > 0);
    Histogram latency = many.latency();
    System.out.printf(
        "events=%d disordered=%d ended=%d p50Ms=%.1f p99Ms=%.1f p999Ms=%.1f maxMs=%.1f"
            + " clientCpuSeconds=%.1f%n",
        many.events(),
        many.disordered(),
        many.ended(),
        latency.getValueAtPercentile(50) / 1e3,
        latency.getValueAtPercentile(99) / 1e3,
        latency.getValueAtPercentile(99.9) / 1e3,
        latency.getMaxValue() / 1e3,
        cpuSeconds());
  }

  /** CPU time of this process so far. */
  static double cpuSeconds() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }
}
