// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordedWebhookReaderTest {
  private static final String BODY =
      "{\"event\":\"messages.upsert\", \"instance\":\"acme\",\"data\":{\"instance\":\"x\",\"n\":1.10,\"t\":\"\\u00e1\"}}";

  @TempDir private Path directory;

  @Test
  void aBodyIsTakenCharacterByCharacterFromBothFormats() throws Exception {
    // Given
    String recorded =
        "{\"seq\":1,\"request\":{\"method\":\"POST\",\"url\":\"/x\",\"body\":"
            + BODY
            + "},\"a\":[1,{}]}";
    // When
    RecordedWebhookReader webhooks = read(BODY, "", recorded);
    // Then
    assertThat(webhooks.bodies()).containsExactly(BODY, BODY);
    assertThat(webhooks.skipped()).isEmpty();
  }

  @Test
  void linesThatHoldNoWebhookAreCountedByWhatTheyAre() throws Exception {
    // Given / When
    RecordedWebhookReader webhooks =
        read(
            "{\"request\":{\"method\":\"POST\",\"body\":{}},\"response\":{}}",
            "{\"t\":\"2026\",\"kind\":\"event\",\"event\":\"messages.upsert\",\"payload\":{}}",
            "{\"topic\":\"a\",\"value\":{}}",
            "{\"request\":{\"method\":\"GET\",\"body\":{}}}",
            "{\"request\":{\"method\":\"POST\",\"body\":{\"__unparsed\":\"\"}}}",
            "{\"event\":",
            "[1]");
    // Then
    assertThat(webhooks.bodies()).isEmpty();
    assertThat(webhooks.skipped())
        .isEqualTo(
            Map.of("REST call", 1, "no webhook", 3, "not a POST", 1, "no body", 1, "not JSON", 1));
  }

  @Test
  void rawTakesEveryLine() throws Exception {
    // Given
    Path file = Files.writeString(directory.resolve("file"), "{\"event\":\n\nnonsense\n");
    RecordedWebhookReader webhooks = new RecordedWebhookReader();
    // When
    webhooks.read(file, true, null);
    // Then
    assertThat(webhooks.bodies()).containsExactly("{\"event\":", "", "nonsense");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"instance\":\"acme\",\"event\":\"e\"}|{\"instance\":\"a\\\"b\",\"event\":\"e\"}",
        "{\"instance\": 17 ,\"event\":\"e\"}|{\"instance\": \"a\\\"b\" ,\"event\":\"e\"}",
        "{\"data\":{\"instance\":\"x\"},\"instance\":null}|{\"data\":{\"instance\":\"x\"},\"instance\":\"a\\\"b\"}",
        "{\"event\":\"e\"}|{\"event\":\"e\"}",
      })
  void onlyTheTopLevelInstanceIsReplaced(String body, String expected) {
    // When
    String changed = RecordedWebhookReader.withInstance(body, "a\"b");
    // Then
    assertThat(changed).isEqualTo(expected);
  }

  private RecordedWebhookReader read(String... lines) throws Exception {
    Path file = Files.writeString(directory.resolve("file.jsonl"), String.join("\n", lines));
    RecordedWebhookReader webhooks = new RecordedWebhookReader();
    webhooks.read(file, false, null);
    return webhooks;
  }
}
