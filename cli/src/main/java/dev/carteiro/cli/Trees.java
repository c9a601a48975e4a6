// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Directories with all that is in them. */
public final class Trees {
  private Trees() {}

  /**
   * Removes a directory, its content first; links are removed, not followed. Nothing happens when
   * it does not exist.
   */
  public static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> inside = Files.walk(directory)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new CommandFailure("cannot delete " + directory + ": " + e.getMessage(), e);
    }
  }
}
