// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs short programs of the operating system and of PostgreSQL. */
final class ProgramRunner {
  private static final Duration PROBE = Duration.ofSeconds(10);

  /** How a program ended; the code is -1 when it could not be run or did not end in time. */
  record ProgramResult(int code, String output) {
    boolean ok() {
      return code == 0;
    }
  }

  private ProgramRunner() {}

  static boolean succeeds(String... command) {
    return run(List.of(command), PROBE).ok();
  }

  static String output(String... command) {
    return run(List.of(command), PROBE).output().strip();
  }

  /** Runs a program, killed after the limit; its children must not hold its output open. */
  static ProgramResult run(List<String> command, Duration limit) {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return new ProgramResult(-1, e.getMessage());
    }
    try {
      process.getOutputStream().close();
      // Read after the end: what these programs print fits a pipe's buffer.
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return new ProgramResult(-1, command.get(0) + " did not end within " + limit);
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new ProgramResult(process.exitValue(), output);
    } catch (IOException e) {
      return new ProgramResult(-1, e.getMessage());
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return new ProgramResult(-1, "interrupted");
    }
  }
}
