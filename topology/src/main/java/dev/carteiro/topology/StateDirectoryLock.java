// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import dev.carteiro.runtime.disk.FullDiskDetector;
import dev.carteiro.runtime.lifecycle.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The locked state directory of one process. Several processes may be configured with the same
 * directory, as the containers of one service are: the first locks it, the others lock {@code …-2},
 * {@code …-3} beside it. A process that restarts takes the first directory that is free and reuses
 * the stores that it finds there.
 */
public final class StateDirectoryLock implements AutoCloseable {
  /** How many processes may share one setting. */
  private static final int MOST = 64;

  private static final String LOCK = "process.lock";

  /** Exists while a process uses the directory. After a kill the next process finds it. */
  private static final String RUNNING = "process.running";

  private final Path path;
  private final FileChannel lock;
  private final boolean leftUnclosed;

  private StateDirectoryLock(Path path, FileChannel lock, boolean leftUnclosed) {
    this.path = path;
    this.lock = lock;
    this.leftUnclosed = leftUnclosed;
  }

  /**
   * Locks the first directory that no running process has locked.
   *
   * @throws StartupException when no directory can be used
   */
  static StateDirectoryLock claim(Path first) {
    try {
      for (Path place : places(first)) {
        Files.createDirectories(place);
        FileChannel lock =
            FileChannel.open(
                place.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (isTaken(lock)) {
          lock.close();
        } else {
          boolean leftUnclosed = Files.exists(place.resolve(RUNNING));
          if (!leftUnclosed) {
            Files.createFile(place.resolve(RUNNING));
          }
          return new StateDirectoryLock(place, lock, leftUnclosed);
        }
      }
    } catch (IOException e) {
      throw FullDiskDetector.behind(e, first)
          .map(text -> StartupException.diskFull(text, e))
          .orElseGet(
              () ->
                  new StartupException(
                      "TOPOLOGY_NOT_STARTED",
                      first + " (TOPOLOGY_STATE_DIR) cannot be used: " + e,
                      e));
    }
    throw new StartupException(
        "TOPOLOGY_NOT_STARTED",
        "%d processes use %s (TOPOLOGY_STATE_DIR) already; give this one another"
            .formatted(MOST, first));
  }

  /** All directories that processes with this setting may use, whether they exist or not. */
  public static List<Path> places(Path first) {
    return Stream.concat(
            Stream.of(first),
            IntStream.rangeClosed(2, MOST)
                .mapToObj(number -> first.resolveSibling(first.getFileName() + "-" + number)))
        .toList();
  }

  private static boolean isTaken(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() == null;
    } catch (OverlappingFileLockException ownJvm) {
      return true;
    }
  }

  Path path() {
    return path;
  }

  /** Whether the process before this one ended without closing its stores. */
  boolean wasLeftUnclosed() {
    return leftUnclosed;
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(path.resolve(RUNNING));
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the lock of " + path + " cannot be given back", e);
    }
  }
}
