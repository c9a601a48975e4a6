// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.disk;

import dev.carteiro.runtime.lifecycle.StartupException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Detects that a failure comes from a full disk, and describes which disk and what to do. */
public final class FullDiskDetector {
  private static final List<String> MESSAGES =
      List.of(
          "No space left on device",
          "not enough space on the disk",
          "Disk quota exceeded",
          "Out of disk space");

  private static final int MAX_CAUSES = 50;

  private FullDiskDetector() {}

  /** Describes a failure that comes from a full disk; empty when it does not. */
  public static Optional<String> behind(Throwable failure, Path place) {
    return isReported(failure) ? Optional.of(text(place)) : at(place);
  }

  /** Describes the disk of a path if it is full; empty otherwise, or when unknown. */
  public static Optional<String> at(Path place) {
    try {
      return DiskSpace.of(place).isFull() ? Optional.of(text(place)) : Optional.empty();
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }

  /** Refuses with DISK_FULL to start on a full disk, before anything is touched. */
  public static void requireRoom(Path place) {
    at(place)
        .ifPresent(
            text -> {
              throw StartupException.diskFull(text, null);
            });
  }

  private static boolean isReported(Throwable failure) {
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < MAX_CAUSES; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (MESSAGES.stream().anyMatch(message::contains)) {
        return true;
      }
      depth++;
    }
    return false;
  }

  static String text(Path place) {
    return "the disk of %s is full (%s): make room there, then start again; what was accepted is kept"
        .formatted(place.toAbsolutePath(), space(place));
  }

  private static String space(Path place) {
    try {
      DiskSpace space = DiskSpace.of(place);
      return space.isFull() ? space.toString() : space + "; its quota or inodes may be used up";
    } catch (IOException e) {
      return "free space unknown";
    }
  }
}
