// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import dev.carteiro.runtime.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The server process of a cluster, as its {@code postmaster.pid} names it. The file outlives a killed server, and the server
 * outlives a killed Carteiro.
 *
 * @param file the {@code postmaster.pid}
 * @param pid the process it names, alive or not
 * @param dataDirectory the cluster it names
 */
record Postmaster(Path file, long pid, String dataDirectory) {

  static Optional<Postmaster> of(Path cluster) {
    Path file = cluster.resolve("postmaster.pid");
    try {
      List<String> lines = Files.readAllLines(file);
      return Optional.of(new Postmaster(file, Long.parseLong(lines.get(0).strip()), lines.get(1).strip()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      throw new StartupException(
          "POSTGRES_NOT_STARTED",
          "cannot understand %s (%s): if no PostgreSQL runs on that directory, delete the file".formatted(file, e.getMessage()),
          e);
    }
  }

  /** The process, when it is alive and is the server of this cluster, not a stranger that got the same number. */
  Optional<ProcessHandle> running() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::serves);
  }

  /** Removes the file of a server that is no more. PostgreSQL itself would not dare when the number is in use again. */
  void forget() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new StartupException("POSTGRES_NOT_STARTED", "cannot delete %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private boolean serves(ProcessHandle process) {
    String commandLine = process.info().commandLine().orElse("");
    return commandLine.contains("postgres") && commandLine.contains(dataDirectory);
  }
}
