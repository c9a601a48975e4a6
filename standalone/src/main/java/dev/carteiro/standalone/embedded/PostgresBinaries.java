// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone.embedded;

import dev.carteiro.cli.command.DirectoryDeleter;
import dev.carteiro.runtime.lifecycle.StartupException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks PostgreSQL's programs from the archive on the class path that fits this machine. */
final class PostgresBinaries {
  /** Major version in the archive; a cluster of another major version cannot be opened. */
  static final String MAJOR_VERSION = "18";

  private PostgresBinaries() {}

  /** Unpacks the programs unless they are there. Fails with a code that begins with POSTGRES_. */
  static void unpackTo(Path directory) {
    if (Files.isDirectory(directory)) {
      return;
    }
    String archive = archive(System.getProperty("os.name"), System.getProperty("os.arch"));
    try (InputStream packed = PostgresBinaries.class.getResourceAsStream(archive)) {
      if (packed == null) {
        throw new StartupException(
            "POSTGRES_NO_BINARIES",
            "there is no embedded PostgreSQL for %s on %s: set DATABASE_URL to a PostgreSQL 18 of your own"
                .formatted(System.getProperty("os.name"), System.getProperty("os.arch")));
      }
      Path unfinished =
          Files.createTempDirectory(directory.getParent(), directory.getFileName() + "-");
      Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
      unpack(packed, unfinished);
      moveInto(directory, unfinished);
    } catch (IOException e) {
      throw new StartupException(
          "POSTGRES_NOT_STARTED",
          "cannot unpack PostgreSQL to %s: %s".formatted(directory, e.getMessage()),
          e);
    }
  }

  static String archive(String osName, String osArch) {
    String os =
        osName.toLowerCase(Locale.ROOT).startsWith("mac")
            ? "darwin"
            : osName.toLowerCase(Locale.ROOT);
    String arch =
        switch (osArch) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> osArch;
        };
    return "/postgres-" + os + "-" + arch + ".txz";
  }

  /** Several processes may unpack at once; the first one wins. */
  private static void moveInto(Path directory, Path unfinished) throws IOException {
    try {
      Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      DirectoryDeleter.delete(unfinished);
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
  }

  private static void unpack(InputStream packed, Path directory) throws IOException {
    Files.createDirectories(directory);
    try (TarArchiveInputStream archive = new TarArchiveInputStream(new XZInputStream(packed))) {
      for (TarArchiveEntry entry = archive.getNextEntry();
          entry != null;
          entry = archive.getNextEntry()) {
        unpack(archive, entry, directory);
      }
    }
  }

  private static void unpack(TarArchiveInputStream archive, TarArchiveEntry entry, Path directory)
      throws IOException {
    Path target = directory.resolve(entry.getName()).normalize();
    if (!target.startsWith(directory)) {
      throw new IOException("the archive names a path outside of it: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(archive, target);
    if ((entry.getMode() & 0100) != 0) {
      Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(target));
      permissions.addAll(
          Set.of(
              PosixFilePermission.OWNER_EXECUTE,
              PosixFilePermission.GROUP_EXECUTE,
              PosixFilePermission.OTHERS_EXECUTE));
      Files.setPosixFilePermissions(target, permissions);
    }
  }
}
