// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures CPU time and memory of processes and all their descendants, from Linux's {@code /proc}.
 */
public final class ProcessMeter {
  /** Length of a clock tick; Linux reports 100 of them a second to user space. */
  private static final long TICK_MICROS = 10_000;

  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;

  /** Both times of children that have ended, such as a database's replaced connections. */
  private static final int ENDED_USER_TIME = 13;

  private static final int ENDED_SYSTEM_TIME = 14;

  private final List<ProcessHandle> roots;

  public ProcessMeter(List<ProcessHandle> roots) {
    this.roots = List.copyOf(roots);
  }

  /** Returns the CPU time that all of them, and those that have ended, used so far, in µs. */
  public long cpuMicros() {
    return all().mapToLong(process -> ticks(process.pid()) * TICK_MICROS).sum();
  }

  /**
   * Returns the resident memory of all of them, in MB. A page that several processes share
   * (PostgreSQL's buffers, memory from before a fork) is divided among them.
   */
  public double residentMb() {
    return all().mapToLong(process -> residentKb(process.pid())).sum() / 1024.0;
  }

  /** Returns how many files and sockets all of them have open. */
  public long openFiles() {
    return all().mapToLong(process -> openFiles(process.pid())).sum();
  }

  private Stream<ProcessHandle> all() {
    return roots.stream().flatMap(root -> Stream.concat(Stream.of(root), root.descendants()));
  }

  private static long ticks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The name stands in parentheses and may hold anything.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Long.parseLong(fields[USER_TIME])
          + Long.parseLong(fields[SYSTEM_TIME])
          + Long.parseLong(fields[ENDED_USER_TIME])
          + Long.parseLong(fields[ENDED_SYSTEM_TIME]);
    } catch (IOException ended) {
      return 0;
    }
  }

  private static long openFiles(long pid) {
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return files.count();
    } catch (IOException | UncheckedIOException ended) {
      return 0;
    }
  }

  private static long residentKb(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
      return lines
          .filter(line -> line.startsWith("Pss:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .sum();
    } catch (IOException | UncheckedIOException ended) {
      return 0;
    }
  }
}
