// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Kafka and PostgreSQL for tests. */
final class TestServices {
  private TestServices() {}

  /** Where the tests keep PostgreSQL's programs; unpacked once for all runs of a build. */
  static Path postgresBinaries() {
    try {
      return Files.createDirectories(Path.of("target").toAbsolutePath()).resolve("postgres-binaries");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
