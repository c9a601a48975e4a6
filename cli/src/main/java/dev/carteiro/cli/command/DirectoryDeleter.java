// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Deletes directories with all that is in them. */
public final class DirectoryDeleter {
  private DirectoryDeleter() {}

  /** Deletes a directory, if it exists, with its content; links are deleted, not followed. */
  public static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> inside = Files.walk(directory)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new CommandFailedException("cannot delete " + directory + ": " + e.getMessage(), e);
    }
  }
}
