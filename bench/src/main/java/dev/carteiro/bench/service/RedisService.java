// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.service;

import dev.carteiro.bench.harness.BenchmarkProgram;
import dev.carteiro.bench.harness.BenchmarkRunContext;
import dev.carteiro.bench.harness.ContenderUnavailableException;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Redis server for one peer; its start script sets the durability. */
public final class RedisService implements AutoCloseable {
  private static final String SERVES = "Ready to accept connections";

  private final BenchmarkProgram program;
  private final int port;

  private RedisService(BenchmarkProgram program, int port) {
    this.program = program;
    this.port = port;
  }

  /** Starts a server; it serves when this returns. */
  public static RedisService start(BenchmarkRunContext context)
      throws ContenderUnavailableException {
    int port = LoopbackPorts.anyFree();
    Path directory = context.peer("redis");
    BenchmarkProgram program =
        BenchmarkProgram.start(
            context.fresh("redis.log"),
            directory,
            Map.of("PORT", Integer.toString(port), "DATA", context.fresh("redis").toString()),
            List.of(directory.resolve("start").toString()));
    try {
      return new RedisService(program.awaitLine(SERVES), port);
    } catch (ContenderUnavailableException e) {
      program.close();
      throw e;
    }
  }

  public int port() {
    return port;
  }

  public ProcessHandle handle() {
    return program.handle();
  }

  /** Runs an inline command; throws if Redis answers with an error. */
  public void command(String words) {
    try (Socket socket = new Socket("127.0.0.1", port);
        BufferedReader answers =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      socket.getOutputStream().write((words + "\r\n").getBytes(StandardCharsets.US_ASCII));
      String answer = answers.readLine();
      if (answer == null || answer.startsWith("-")) {
        throw new IllegalStateException("Redis answers " + answer + " to " + words);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
