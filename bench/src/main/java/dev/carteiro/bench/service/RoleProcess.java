// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.service;

import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.cli.CommandLineMain;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One of the project's roles in a process of its own, as the script {@code carteiro} starts it. */
public final class RoleProcess implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofSeconds(120);
  private static final long POLL_MILLIS = 100;

  /** Environment variable in which the script passes the JVM flags with which it starts roles. */
  private static final String FLAGS = "CARTEIRO_ROLE_FLAGS";

  private final BenchmarkProgram program;
  private final int port;

  private RoleProcess(BenchmarkProgram program, int port) {
    this.program = program;
    this.port = port;
  }

  /**
   * Starts a role with its default settings; it is ready when this returns.
   *
   * @param role as on the command line
   * @param environment what differs from the defaults; the port is chosen here
   * @param heap of its JVM, such as {@code 512m}
   * @param output file that gets what it prints
   */
  public static RoleProcess start(
      String role, Map<String, String> environment, String heap, Path output)
      throws ContenderUnavailableException {
    int port = LoopbackPorts.anyFree();
    Map<String, String> settings = new HashMap<>(environment);
    settings.put(role.toUpperCase(Locale.ROOT) + "_PORT", Integer.toString(port));
    settings.put("LOG_LEVEL", "WARN");
    RoleProcess process =
        new RoleProcess(
            BenchmarkProgram.java(output, settings, flags(heap), CommandLineMain.class, role),
            port);
    try {
      awaitReady(process.program, port);
      return process;
    } catch (ContenderUnavailableException e) {
      process.close();
      throw e;
    }
  }

  public InetSocketAddress address() {
    return LoopbackPorts.address(port);
  }

  public ProcessHandle handle() {
    return program.handle();
  }

  @Override
  public void close() {
    program.close();
  }

  private static List<String> flags(String heap) {
    List<String> flags = new ArrayList<>(List.of("-Xmx" + heap));
    Optional.ofNullable(System.getenv(FLAGS))
        .ifPresent(given -> flags.addAll(List.of(given.split(" "))));
    return flags;
  }

  /** Waits until the role at a port is ready. */
  static void awaitReady(BenchmarkProgram program, int port) throws ContenderUnavailableException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
            .timeout(Duration.ofSeconds(2))
            .build();
    long end = System.nanoTime() + LONGEST_START.toNanos();
    String last = "";
    while (System.nanoTime() < end) {
      program.requireAlive();
      try {
        HttpResponse<String> answer = client.send(ready, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 200) {
          return;
        }
        last = answer.body();
      } catch (IOException notYet) {
        last = notYet.toString();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
      pause();
    }
    throw new ContenderUnavailableException("did not get ready in time: " + last);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
