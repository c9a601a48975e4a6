// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench;

import dev.carteiro.bench.harness.Program;
import dev.carteiro.bench.harness.Unavailable;
import dev.carteiro.bench.service.Ports;
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
final class Redis implements AutoCloseable {
  private static final String SERVES = "Ready to accept connections";

  private final Program program;
  private final int port;

  private Redis(Program program, int port) {
    this.program = program;
    this.port = port;
  }

  /** Starts a server; it serves when this returns. */
  static Redis start(BenchContext context) throws Unavailable {
    int port = Ports.anyFree();
    Path directory = context.peer("redis");
    Program program =
        Program.start(
            context.fresh("redis.log"),
            directory,
            Map.of("PORT", Integer.toString(port), "DATA", context.fresh("redis").toString()),
            List.of(directory.resolve("start").toString()));
    try {
      return new Redis(program.awaitLine(SERVES), port);
    } catch (Unavailable e) {
      program.close();
      throw e;
    }
  }

  int port() {
    return port;
  }

  ProcessHandle handle() {
    return program.handle();
  }

  /** Runs an inline command; throws if Redis answers with an error. */
  void command(String words) {
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
