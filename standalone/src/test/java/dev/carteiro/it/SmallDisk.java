// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A disk of its own, in memory, that can be filled up. Only root can mount one, and on Linux. */
final class SmallDisk implements AutoCloseable {
  private static final long BYTES = 1L << 30;
  private static final int BLOCK = 1 << 20;

  /** Less than what the default calls nearly full, and room for who goes on writing. */
  private static final int LEFT_PERCENT = 7;

  private final Path path;

  private SmallDisk(Path path) {
    this.path = path;
  }

  /** Whether one can be mounted here. */
  static boolean available() {
    try {
      Path attempt = Files.createTempDirectory("mount");
      try {
        if (run("mount", "-t", "tmpfs", "-o", "size=1m", "carteiro", attempt.toString()) != 0) {
          return false;
        }
        return run("umount", attempt.toString()) == 0;
      } finally {
        Files.delete(attempt);
      }
    } catch (IOException e) {
      return false;
    }
  }

  static SmallDisk mount(Path path) throws IOException {
    Files.createDirectories(path);
    int status = run("mount", "-t", "tmpfs", "-o", "size=" + BYTES, "carteiro", path.toString());
    if (status != 0) {
      throw new IOException("mount of " + path + " ended with " + status);
    }
    return new SmallDisk(path);
  }

  Path path() {
    return path;
  }

  /** Leaves little of it free, which is not yet a full disk. */
  void fill() throws IOException {
    fill(LEFT_PERCENT);
  }

  /** Leaves next to nothing of it free. */
  void fillUp() throws IOException {
    fill(1);
  }

  private void fill(int leftPercent) throws IOException {
    byte[] block = new byte[BLOCK];
    FileStore disk = Files.getFileStore(path);
    try (OutputStream out = Files.newOutputStream(filling())) {
      while (disk.getUsableSpace() > BYTES / 100 * leftPercent) {
        out.write(block);
      }
    }
  }

  /** Takes back what filled it. */
  void free() throws IOException {
    Files.delete(filling());
  }

  private Path filling() {
    return path.resolve("filling");
  }

  private static int run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException(command[0] + " does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    try {
      // Who still has files open there keeps them until it ends.
      int status = run("umount", "-l", path.toString());
      if (status != 0) {
        throw new IOException("umount of " + path + " ended with " + status);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
