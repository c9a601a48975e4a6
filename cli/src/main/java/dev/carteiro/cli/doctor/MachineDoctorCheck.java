// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.doctor;

import dev.carteiro.cli.command.DataDirectory;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Checks this machine: the data directory, its free disk space and its permissions. */
final class MachineDoctorCheck {
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
  private final List<DoctorFinding> findings = new ArrayList<>();

  MachineDoctorCheck(DataDirectory directory) {
    this.directory = directory;
  }

  List<DoctorFinding> run() {
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
        findings.add(
            DoctorFinding.ok(
                "data directory", directory.path() + " is not there; only up needs it"));
      }
    } catch (IOException e) {
      findings.add(
          DoctorFinding.fail(
              "data directory",
              directory.path() + ": " + e.getMessage(),
              "make it readable for this user"));
    }
    return findings;
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
      findings.add(
          DoctorFinding.fail(
              "disk", detail, "make room: Kafka and PostgreSQL stop when it is full"));
    } else if (free < LITTLE) {
      findings.add(DoctorFinding.warn("disk", detail, "make room; webhooks are kept for 7 days"));
    } else {
      findings.add(DoctorFinding.ok("disk", detail));
    }
  }

  private void closed(Path path) throws IOException {
    if (!Files.getFileStore(path).supportsFileAttributeView("posix")) {
      return;
    }
    boolean open = Files.getPosixFilePermissions(path).stream().anyMatch(OF_OTHERS::contains);
    findings.add(
        open
            ? DoctorFinding.fail(
                "permissions", path + " can be read by others", "chmod go-rw " + path)
            : DoctorFinding.ok("permissions", path + " is its owner's alone"));
  }
}
