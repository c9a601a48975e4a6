// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.disk;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Free and total space of a disk, with the limits below which it is low or full. The limits are
 * absolute, because what a process still has to write in order to end does not grow with the disk.
 * On a very small disk they are a share of it.
 *
 * @param freeBytes what this process may still write
 * @param totalBytes of the whole disk
 */
record DiskSpace(long freeBytes, long totalBytes) {
  private static final long MIB = 1024L * 1024;

  /** Enough to close Kafka, PostgreSQL and the topology's stores in order. */
  private static final long FULL_BELOW = 64 * MIB;

  private static final int FULL_PART = 50;
  private static final long LOW_BELOW = 1024 * MIB;
  private static final int LOW_PART = 10;

  static DiskSpace of(Path place) throws IOException {
    FileStore disk = Files.getFileStore(existing(place));
    return new DiskSpace(disk.getUsableSpace(), disk.getTotalSpace());
  }

  /** Less than 64 MiB free, or 2 % of a disk below 3200 MiB: do not go on writing. */
  boolean isFull() {
    return freeBytes < Math.min(FULL_BELOW, totalBytes / FULL_PART);
  }

  /** Less than 1 GiB free, or 10 % of a disk below 10 GiB: people should know. */
  boolean isLow() {
    return freeBytes < Math.min(LOW_BELOW, totalBytes / LOW_PART);
  }

  @Override
  public String toString() {
    return "%d of %d MiB free".formatted(freeBytes / MIB, totalBytes / MIB);
  }

  private static Path existing(Path place) {
    Path existing = place.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    return existing;
  }
}
