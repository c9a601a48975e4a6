// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The source files of all modules' production code. */
final class ProductionSources {
  private ProductionSources() {}

  /** The files of all modules but these. */
  static List<Path> without(Set<String> modules) throws IOException {
    List<Path> sources = new ArrayList<>();
    try (Stream<Path> folders = Files.list(Path.of("..").toRealPath())) {
      for (Path folder : folders.sorted().toList()) {
        Path main = folder.resolve("src/main/java");
        if (Files.isDirectory(main) && !modules.contains(folder.getFileName().toString())) {
          sources.addAll(javaFiles(main));
        }
      }
    }
    return sources;
  }

  private static List<Path> javaFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }
}
