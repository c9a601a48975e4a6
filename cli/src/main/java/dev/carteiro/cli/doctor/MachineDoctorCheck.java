// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.doctor;

import dev.carteiro.cli.command.DataDirectory;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;

/** Checks this machine: the data directory, its free disk space and its permissions. */
final class MachineDoctorCheck extends DoctorCheck {
  private static final long GIB = 1024L * 1024 * 1024;

  /** Less free space is a warning. */
  private static final long LITTLE = 5 * GIB;

  /** Less free space is a failure. */
  private static final long NONE = GIB / 2;

  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final DataDirectory directory;

  MachineDoctorCheck(DataDirectory directory) {
    this.directory = directory;
  }

  @Override
  void check() {
    try {
      space();
      if (Files.isDirectory(directory.path())) {
        closed(directory.path());
        for (Path secret :
            List.of(
                directory.adminKey(),
                directory.services(),
                directory.postgres().resolve("password"))) {
          if (Files.exists(secret)) {
            closed(secret);
          }
        }
      } else {
        ok("data directory", directory.path() + " does not exist; only up needs it");
      }
    } catch (IOException e) {
      fail(
          "data directory",
          directory.path() + ": " + e.getMessage(),
          "make it readable for this user");
    }
  }

  private void space() throws IOException {
    Path existing = directory.path();
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    FileStore store = Files.getFileStore(existing);
    long free = store.getUsableSpace();
    String detail = "%.1f GiB free for %s".formatted((double) free / GIB, directory.path());
    if (free < NONE) {
      fail("disk", detail, "free space: Kafka and PostgreSQL stop when it is full");
    } else if (free < LITTLE) {
      warn("disk", detail, "free space; webhooks are kept for 7 days");
    } else {
      ok("disk", detail);
    }
  }

  private void closed(Path path) throws IOException {
    if (!Files.getFileStore(path).supportsFileAttributeView("posix")) {
      return;
    }
    boolean open = Files.getPosixFilePermissions(path).stream().anyMatch(OF_OTHERS::contains);
    if (open) {
      fail("permissions", path + " can be read by others", "chmod go-rw " + path);
    } else {
      ok("permissions", path + " can be read by its owner only");
    }
  }
}
