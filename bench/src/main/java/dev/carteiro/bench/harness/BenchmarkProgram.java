// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * An operating system process that a benchmark starts, with its output in a file. A server prints a
 * line with {@link #READY} when it serves.
 */
public final class BenchmarkProgram implements AutoCloseable {
  /** What a program prints when it serves. */
  public static final String READY = "READY";

  /** Begins the line in which a start script says what the machine lacks. */
  public static final String UNAVAILABLE = "UNAVAILABLE";

  private static final Duration LONGEST_START = Duration.ofSeconds(120);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 50;
  private static final int SHOWN = 2_000;

  /** The running programs of this JVM; a shutdown hook ends them when a run is interrupted. */
  private static final Set<BenchmarkProgram> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> RUNNING.forEach(BenchmarkProgram::close), "end-programs"));
  }

  private final Process process;
  private final Path output;

  private BenchmarkProgram(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts a JVM with this JVM's class path. */
  public static BenchmarkProgram java(
      Path output,
      Map<String, String> environment,
      List<String> flags,
      Class<?> main,
      String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return start(output, null, environment, command);
  }

  /**
   * Starts any command.
   *
   * @param output file that gets what it prints
   * @param directory working directory; null for that of this JVM
   */
  public static BenchmarkProgram start(
      Path output, Path directory, Map<String, String> environment, List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    builder.environment().putAll(environment);
    try {
      BenchmarkProgram program = new BenchmarkProgram(builder.start(), output);
      RUNNING.add(program);
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Waits until it serves.
   *
   * @throws ContenderUnavailableException with what it says the machine lacks, or with the end of
   *     its output, if it ended or took too long
   */
  public BenchmarkProgram awaitReady() throws ContenderUnavailableException {
    return awaitLine(READY);
  }

  /** Waits until it printed a line that contains a text. */
  public BenchmarkProgram awaitLine(String text) throws ContenderUnavailableException {
    long end = System.nanoTime() + LONGEST_START.toNanos();
    while (!printed().contains(text)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new ContenderUnavailableException(reason());
      }
      pause();
    }
    return this;
  }

  /** Waits until it has ended by itself; returns its exit code. */
  public int awaitEnd() {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /**
   * Checks that it still runs.
   *
   * @throws ContenderUnavailableException with the end of its output, if it has ended
   */
  public void requireAlive() throws ContenderUnavailableException {
    if (!process.isAlive()) {
      throw new ContenderUnavailableException(reason());
    }
  }

  /** Returns the rest of the first output line that begins with a text. */
  public String said(String begin) {
    return printed()
        .lines()
        .filter(line -> line.startsWith(begin))
        .map(line -> line.substring(begin.length()).strip())
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("it never said " + begin + ": " + lastWords()));
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Ends the process and its descendants. */
  @Override
  public void close() {
    List<ProcessHandle> below = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    below.forEach(ProcessHandle::destroyForcibly);
    RUNNING.remove(this);
  }

  private String reason() {
    return printed()
        .lines()
        .filter(line -> line.startsWith(UNAVAILABLE))
        .map(line -> line.substring(UNAVAILABLE.length()).replaceFirst("^[: ]+", ""))
        .findFirst()
        .orElseGet(() -> (process.isAlive() ? "did not start in time: " : "ended: ") + lastWords());
  }

  private String printed() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the end of its output. */
  public String lastWords() {
    String all = printed();
    return all.substring(Math.max(0, all.length() - SHOWN)).strip();
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
