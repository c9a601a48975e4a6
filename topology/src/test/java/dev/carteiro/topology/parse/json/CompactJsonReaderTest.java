// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.topology.parse.WebhookFixtures;
import dev.carteiro.topology.parse.json.CompactJsonReader.UnusualJsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jackson is the reference: what the compact reader reads, Jackson reads and writes equally. */
class CompactJsonReaderTest {
  private static final int DOCUMENTS = 20_000;
  private static final String[] TEXTS = {
    "",
    "a",
    "olá",
    "😀",
    "\"",
    "\\",
    "/",
    "\n",
    "\u0001",
    "\u001f",
    "\u007f",
    "\u2028",
    "\ud83d",
    "\udc00x",
    "\uFFFD",
    "5521988887777@s.whatsapp.net",
    "x".repeat(41),
    "é".repeat(30),
    "\0"
  };
  private static final String[] NUMBERS = {
    "0",
    "-0",
    "-1",
    "7",
    "2147483647",
    "2147483648",
    "-2147483648",
    "-2147483649",
    "999999999999999999",
    "9223372036854775807",
    "9223372036854775808",
    "1.0",
    "1.50",
    "-0.0",
    "0.0000001",
    "0.000001",
    "1e5",
    "1E-7",
    "123456789012.123456789",
    "01",
    "1.",
    ".5",
    "-",
    "+1"
  };

  @Test
  void evolutionsWebhooksAreReadAndWrittenAsTheyAre() throws Exception {
    List<String> lines = new ArrayList<>(WebhookFixtures.lines("webhooks.jsonl"));
    // Has a number with an exponent.
    lines.removeIf(line -> line.contains("1e-300"));
    for (String line : lines) {
      // Given
      byte[] json = Json.write(WebhookDocumentReader.TREES.readTree(line));

      // When
      JsonNode read = new CompactJsonReader(json).value();

      // Then
      assertThat(read).isEqualTo(WebhookDocumentReader.TREES.readTree(json));
      assertThat(read.getClass()).isEqualTo(VerbatimObjectNode.class);
      assertThat(Json.write(read)).isEqualTo(json);
    }
  }

  @Test
  void anyDocumentIsReadAndWrittenAsByJacksonOrLeftToIt() throws IOException {
    int compact = 0;
    for (int seed = 0; seed < DOCUMENTS; seed++) {
      // Given
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      value(random, text, 0);
      byte[] json = mutated(random, text.toString().getBytes(StandardCharsets.UTF_8));

      // When
      JsonNode read = compact(json);

      // Then
      if (read != null) {
        compact++;
        JsonNode expected = WebhookDocumentReader.TREES.readTree(json);
        assertThat(read).as("seed %d", seed).isEqualTo(expected);
        assertThat(fieldOrder(read)).as("seed %d", seed).isEqualTo(fieldOrder(expected));
        assertThat(Json.write(Map.of("data", read)))
            .as("seed %d", seed)
            .isEqualTo(Json.write(Map.of("data", expected)));
      }
    }
    assertThat(compact).isGreaterThan(DOCUMENTS / 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"\\/\"}",
        "{\"a\":\"\\u0041\"}",
        "{\"a\": 1}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":-0}",
        "{\"a\":0.0000001}"
      })
  void whatJacksonWritesInAnotherWayIsNotCopied(String text) throws Exception {
    // Given
    byte[] json = text.getBytes(StandardCharsets.UTF_8);

    // When
    byte[] written = Json.write(new CompactJsonReader(json).value());

    // Then
    assertThat(new String(written, StandardCharsets.UTF_8))
        .isNotEqualTo(text)
        .isEqualTo(asJacksonWrites(json));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[1",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":1,}",
        "[,1]",
        "tru",
        "nulls",
        "\"a",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\t\"",
        "[01]",
        "[1.]",
        "[1e5]",
        "[12345678901234567890]",
        "\uFEFF[]",
        "[\u00A0]",
        "{a:1}"
      })
  void whatIsNoPlainJsonIsLeftToJackson(String text) {
    // Given
    CompactJsonReader reader = new CompactJsonReader(text.getBytes(StandardCharsets.UTF_8));

    // When, Then
    assertThatExceptionOfType(UnusualJsonException.class)
        .isThrownBy(
            () -> {
              reader.value();
              reader.end();
            });
  }

  @Test
  void aChangeIsWrittenWhereverItIs() throws Exception {
    // Given
    byte[] json =
        "{\"key\":{\"id\":\"A\"},\"message\":{\"a\":{\"b\":{\"c\":{\"d\":{\"base64\":\"AAAA\"}}}}}}"
            .getBytes(StandardCharsets.UTF_8);
    JsonNode read = new CompactJsonReader(json).value();
    ObjectNode inner = (ObjectNode) read.at("/message/a/b/c/d");

    // When
    VerbatimSource.changed(inner);
    inner.remove("base64");

    // Then
    assertThat(new String(Json.write(read), StandardCharsets.UTF_8))
        .isEqualTo("{\"key\":{\"id\":\"A\"},\"message\":{\"a\":{\"b\":{\"c\":{\"d\":{}}}}}}");
  }

  private static String asJacksonWrites(byte[] json) throws IOException {
    return new String(
        Json.write(WebhookDocumentReader.TREES.readTree(json)), StandardCharsets.UTF_8);
  }

  private static JsonNode compact(byte[] json) {
    try {
      CompactJsonReader reader = new CompactJsonReader(json);
      JsonNode read = reader.value();
      reader.end();
      return read;
    } catch (UnusualJsonException leftToJackson) {
      return null;
    }
  }

  private static List<String> fieldOrder(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    node.forEach(child -> names.addAll(fieldOrder(child)));
    return names;
  }

  /** Half of the documents stay as they are. */
  private static byte[] mutated(Random random, byte[] json) {
    if (random.nextBoolean()) {
      return json;
    }
    byte[] changed = json.clone();
    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
    return changed;
  }

  private static void value(Random random, StringBuilder out, int depth) {
    switch (random.nextInt(depth > 5 ? 3 : 6)) {
      case 0 -> text(random, out);
      case 1 -> out.append(NUMBERS[random.nextInt(random.nextInt(4) == 0 ? NUMBERS.length : 4)]);
      case 2 -> out.append(List.of("true", "false", "null").get(random.nextInt(3)));
      case 3 -> {
        out.append('[');
        for (int n = random.nextInt(4); n > 0; n--) {
          value(random, out, depth + 1);
          out.append(n == 1 ? "" : ",");
        }
        out.append(']');
      }
      default -> {
        out.append('{');
        for (int n = random.nextInt(5); n > 0; n--) {
          text(random, out);
          out.append(random.nextInt(50) == 0 ? " : " : ":");
          value(random, out, depth + 1);
          out.append(n == 1 ? "" : ",");
        }
        out.append('}');
      }
    }
  }

  /** Written as Jackson would, or with every character escaped. */
  private static void text(Random random, StringBuilder out) {
    String text = TEXTS[random.nextInt(random.nextInt(3) == 0 ? TEXTS.length : 4)];
    if (random.nextInt(20) == 0) {
      out.append('"');
      text.chars().forEach(unit -> out.append(String.format("\\u%04x", unit)));
      out.append('"');
      return;
    }
    try {
      out.append(Json.mapper().writeValueAsString(text));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
