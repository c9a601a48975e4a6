// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryCsvWriterTest {

  @Test
  void cellsThatSpreadsheetsWouldRunAreText() {
    // Given
    ObjectNode row =
        Json.mapper()
            .createObjectNode()
            .put("a", "=HYPERLINK(\"http://evil\")")
            .put("b", "+55 11")
            .put("c", "-1")
            .put("d", "@me")
            .put("e", "\tx")
            .put("n", -1);
    // When
    String table = table(List.of("a", "b", "c", "d", "e", "n"), row);
    // Then
    assertThat(table.split("\r\n")[1])
        .isEqualTo("\"'=HYPERLINK(\"\"http://evil\"\")\",'+55 11,'-1,'@me,'\tx,-1");
  }

  @Test
  void commasQuotesAndLinesStayInTheirCell() {
    // Given
    ObjectNode row = Json.mapper().createObjectNode().put("a", "one,\"two\"\r\nthree");
    // When
    String table = table(List.of("a", "b.c"), row);
    // Then
    assertThat(table).isEqualTo("a,b.c\r\n\"one,\"\"two\"\"\r\nthree\",\r\n");
  }

  private static String table(List<String> columns, ObjectNode row) {
    return new String(QueryCsvWriter.table(columns, List.of(row)), StandardCharsets.UTF_8);
  }
}
