// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone.embedded;

import dev.carteiro.runtime.lifecycle.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The {@code postmaster.pid} of a cluster, which names its server process, alive or not. The file
 * outlives a killed server, and the server outlives a killed Carteiro.
 */
record PostmasterPidFile(Path file, long pid, String dataDirectory) {
  /** A process id above every system's limit that PostgreSQL can still parse. */
  private static final int NOBODY = Integer.MAX_VALUE - 1;

  /** Reads the file; empty when there is none. Fails with POSTGRES_NOT_STARTED if unreadable. */
  static Optional<PostmasterPidFile> of(Path cluster) {
    Path file = cluster.resolve("postmaster.pid");
    try {
      List<String> lines = Files.readAllLines(file);
      return Optional.of(
          new PostmasterPidFile(file, Long.parseLong(lines.get(0).strip()), lines.get(1).strip()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      throw new StartupException(
          "POSTGRES_NOT_STARTED",
          "cannot understand %s (%s): if no PostgreSQL runs on that directory, delete the file"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** The process, when it is alive and the server of this cluster, not another with the id. */
  Optional<ProcessHandle> running() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::serves);
  }

  /** Whether another process, or the dead server, has the id and keeps PostgreSQL from starting. */
  boolean numberIsTaken() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() && running().isEmpty();
  }

  /**
   * Replaces the process id in the file by one that no process can have. The rest of the file
   * stays: by it PostgreSQL makes sure that no orphan of the dead server still works on the data,
   * so the file must not be deleted.
   */
  void disown() {
    try {
      List<String> lines = new ArrayList<>(Files.readAllLines(file));
      lines.set(0, Integer.toString(NOBODY));
      Files.write(file, lines);
    } catch (IOException e) {
      throw new StartupException(
          "POSTGRES_NOT_STARTED", "cannot change %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private boolean serves(ProcessHandle process) {
    String commandLine = process.info().commandLine().orElse("");
    return commandLine.contains("postgres") && commandLine.contains(dataDirectory);
  }
}
