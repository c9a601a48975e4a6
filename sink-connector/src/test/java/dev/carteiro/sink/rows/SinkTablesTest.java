// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.Topic;
import dev.carteiro.sink.table.SinkTable;
import dev.carteiro.sink.table.SinkTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SinkTablesTest {
  private static final Path STATE = Path.of("..", "docs", "STATE.md");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  @Test
  void theDocumentNamesEveryTableWithItsTopics() throws IOException {
    // Given
    Map<String, Set<String>> defined = new TreeMap<>();
    for (SinkTable<?> table : SinkTables.IN_ORDER) {
      for (SinkTopic<?> topic : table.topics()) {
        defined
            .computeIfAbsent(table.name(), none -> new TreeSet<>())
            .add(topic.topic().topicName());
      }
    }

    // When
    Map<String, Set<String>> documented = new TreeMap<>();
    for (String line : section(Files.readString(STATE)).split("\n")) {
      String[] cells = line.split("\\|");
      if (cells.length > 3) {
        quoted(cells[1]).forEach(table -> documented.put(table, quoted(cells[2])));
      }
    }

    // Then
    assertThat(documented).isEqualTo(defined);
  }

  @Test
  void webhooksAreReadOnlyWhenTheyAreArchived() {
    assertThat(SinkTables.topicNames(false))
        .doesNotContain(Topic.WEBHOOK.topicName())
        .hasSize(SinkTables.topicNames(true).size() - 1);
  }

  private static String section(String document) {
    int from = document.indexOf("## In PostgreSQL");
    return document.substring(from, document.indexOf("\n## ", from));
  }

  private static Set<String> quoted(String cell) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = QUOTED.matcher(cell);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
