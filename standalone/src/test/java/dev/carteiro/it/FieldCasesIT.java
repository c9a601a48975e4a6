// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Inputs re-made from public reports, posted to the whole system: the tables must hold what the
 * folder's index says. One system for all of them, as every case has message ids of its own. Runs
 * when the folder is given as {@code -Dcarteiro.cases=…}.
 */
@EnabledIfSystemProperty(named = "carteiro.cases", matches = ".+")
class FieldCasesIT {
  private static final String TENANT = "case";
  private static final String INSTANCE = "case-inst";

  @TempDir private static Path directory;
  private static Backbone backbone;

  @BeforeAll
  static void start() {
    backbone =
        Backbone.start(directory, Map.of("CONSOLE_PORT", Integer.toString(Backbone.freePort())))
            .withRolesInside()
            .withConsoleInside();
    backbone.bind(INSTANCE, TENANT);
  }

  @AfterAll
  static void stop() {
    if (backbone != null) {
      backbone.close();
    }
  }

  @Test
  void case23TheDocumentedDialectIsKeptVisibly() throws IOException {
    // When
    post("23");

    // Then
    assertThat(
            backbone.rows(
                "SELECT event FROM events WHERE data->>'id' = 'CASE23CALL'"
                    + " OR data#>>'{key,id}' = 'CASE23A' ORDER BY 1"))
        .extracting(row -> row.get("event"))
        .containsExactlyInAnyOrder("MESSAGE", "call");
  }

  /** Posts a case's bodies in order, and waits until all that comes of them is written. */
  private static void post(String number) throws IOException {
    for (String body : bodies(number)) {
      assertThat(backbone.post(body.getBytes(StandardCharsets.UTF_8))).isEqualTo(200);
    }
    backbone.awaitDrained();
  }

  private static List<String> bodies(String number) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("carteiro.cases")))) {
      Path file =
          files
              .filter(path -> path.getFileName().toString().startsWith(number + "-"))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("no case " + number));
      String text = Files.readString(file, StandardCharsets.UTF_8);
      return file.toString().endsWith(".jsonl")
          ? text.lines().filter(line -> !line.isBlank()).toList()
          : List.of(text);
    }
  }
}
