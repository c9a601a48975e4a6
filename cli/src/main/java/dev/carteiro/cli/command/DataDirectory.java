// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.command;

import dev.carteiro.config.HelpText;
import dev.carteiro.config.Setting;
import dev.carteiro.runtime.lifecycle.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The data directory of {@code up}: its files, its lock and its permissions. Other commands find
 * keys and addresses in it. Only its owner can read it.
 */
public record DataDirectory(
    @Setting(name = "DATA_DIR", defaultValue = ".carteiro")
        @HelpText("Directory of the embedded services' data and of the generated keys.")
        Path path) {

  public DataDirectory {
    path = path.toAbsolutePath().normalize();
  }

  /** The lock that keeps the directory for this process until it is closed. */
  public record DirectoryLock(FileChannel channel, FileLock held) implements AutoCloseable {
    @Override
    public void close() {
      try {
        held.release();
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public Path kafka() {
    return path.resolve("kafka");
  }

  public Path postgres() {
    return path.resolve("postgres");
  }

  public Path state() {
    return path.resolve("state");
  }

  /** The admin API key, generated on the first start. */
  public Path adminKey() {
    return path.resolve("admin-key");
  }

  /** Addresses of the services that {@code up} started, as settings. */
  public Path services() {
    return path.resolve("services.properties");
  }

  /** Creates the directory if absent, and removes the permissions of other users. */
  public void create() {
    try {
      Files.createDirectories(path);
      if (isPosix(path)) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      }
    } catch (IOException e) {
      throw new StartupException(
          "DATA_DIR_UNUSABLE",
          "cannot use the data directory %s (%s): set DATA_DIR to a directory that this user may write"
              .formatted(path, e.getMessage()),
          e);
    }
  }

  /** Locks it until the process ends. Fails with DATA_DIR_IN_USE or DATA_DIR_UNUSABLE. */
  public DirectoryLock lock() {
    Path file = path.resolve("lock");
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      Optional<FileLock> held = tryLock(channel);
      if (held.isEmpty()) {
        String owner = Files.readString(file).strip();
        channel.close();
        throw new StartupException(
            "DATA_DIR_IN_USE",
            "%s is in use by another carteiro (process %s): stop that one, or set DATA_DIR to another directory"
                .formatted(path, owner.isEmpty() ? "unknown" : owner));
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)),
          0);
      return new DirectoryLock(channel, held.get());
    } catch (IOException e) {
      throw new StartupException(
          "DATA_DIR_UNUSABLE", "cannot lock %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** The content of a file without surrounding white space; empty if it does not exist. */
  public static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new StartupException(
          "FILE_UNREADABLE", "cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** The secret in a file; if absent, one is made and written, readable by its owner only. */
  public static String secret(Path file, Supplier<String> make) {
    return read(file)
        .orElseGet(
            () -> {
              String secret = make.get();
              write(file, secret + "\n");
              return secret;
            });
  }

  /** Replaces a file atomically; only its owner can read it. */
  public static void write(Path file, String content) {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(unfinished);
      createPrivate(unfinished);
      try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
        channel.force(true);
      }
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new StartupException(
          "DATA_DIR_UNUSABLE", "cannot write %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void createPrivate(Path file) throws IOException {
    if (isPosix(file.toAbsolutePath().getParent())) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.createFile(file);
    }
  }

  private static boolean isPosix(Path path) throws IOException {
    return Files.getFileStore(path).supportsFileAttributeView("posix");
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException sameProcess) {
      return Optional.empty();
    }
  }
}
