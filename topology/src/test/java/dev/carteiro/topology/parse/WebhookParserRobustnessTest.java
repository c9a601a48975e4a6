// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.topology.parse.fact.WebhookFact;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever the bytes: an answer, never an exception. The seed stands in the name of a failing case.
 */
class WebhookParserRobustnessTest {
  private static final int MUTATIONS = 3_000;

  /** What tends to break readers, put in the place of arbitrary bytes. */
  private static final List<String> POISONS =
      List.of(
          "null",
          "\"\"",
          "{}",
          "[]",
          "-1",
          "1e400",
          "1e-999999999",
          "1e99999999999",
          "true",
          "\"\\u0000\"",
          "\"\\ud83d\"",
          "{\"low\":1,\"high\":2}",
          "{\"low\":null}",
          "9".repeat(400),
          "9".repeat(2_000),
          "[".repeat(1_200),
          "{\"a\":".repeat(1_200),
          "\"instance\":\"x\",",
          "\"data\":1,",
          "\u0000",
          "\ufeff",
          "\u2028",
          "}",
          "]",
          "{",
          "[",
          ":",
          ",",
          "\"");

  private final List<byte[]> seeds =
      WebhookFixtures.lines("webhooks.jsonl").stream()
          .map(line -> line.getBytes(StandardCharsets.UTF_8))
          .toList();

  @Test
  void readsTheUnchangedWebhooks() {
    for (byte[] seed : seeds) {
      // Given

      // When
      WebhookParseResult result = WebhookFixtures.parse(seed);

      // Then
      assertThat(result).isInstanceOf(WebhookParseResult.ParsedFacts.class);
    }
  }

  @Test
  void answersEveryTruncation() {
    for (byte[] seed : seeds) {
      for (int length = 0; length < seed.length; length++) {
        // Given
        byte[] body = Arrays.copyOf(seed, length);

        // When
        WebhookParseResult result = WebhookFixtures.parse(body);

        // Then
        assertThat(result).isInstanceOf(WebhookParseResult.RejectedWebhook.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21})
  void answersEveryMutation(long seed) {
    // Given
    Random random = new Random(seed);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] body = mutated(seeds.get(random.nextInt(seeds.size())), random);

      // When
      WebhookParseResult result = WebhookFixtures.parse(body);

      // Then
      check(result);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {34, 55})
  void answersNoise(long seed) {
    // Given
    Random random = new Random(seed);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] body = new byte[random.nextInt(64)];
      random.nextBytes(body);

      // When
      WebhookParseResult result = WebhookFixtures.parse(body);

      // Then
      check(result);
    }
  }

  private static void check(WebhookParseResult result) {
    if (result instanceof WebhookParseResult.ParsedFacts parsed) {
      assertThat(parsed.events()).isNotEmpty();
      for (WebhookFact event : parsed.events()) {
        assertThat(event.factKey()).hasSizeLessThan(400);
        assertThat(event.envelope().instance().text()).isEqualTo(WebhookFixtures.KEY);
      }
    } else {
      assertThat(((WebhookParseResult.RejectedWebhook) result).detail()).isNotBlank();
    }
  }

  private static byte[] mutated(byte[] seed, Random random) {
    byte[] body = seed.clone();
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(body.length);
      switch (random.nextInt(5)) {
        case 0 -> body[at] = (byte) random.nextInt(256);
        case 1 -> body = spliced(body, at, at, poison(random));
        case 2 ->
            body = spliced(body, at, Math.min(body.length, at + random.nextInt(20)), new byte[0]);
        case 3 -> body = valueReplaced(body, at, random);
        default ->
            body =
                spliced(body, at, at, Arrays.copyOfRange(body, at, Math.min(body.length, at + 40)));
      }
      if (body.length == 0) {
        return body;
      }
    }
    return body;
  }

  /**
   * Keeps the syntax whole more often: what stands between the next colon and the comma after it is
   * replaced.
   */
  private static byte[] valueReplaced(byte[] body, int at, Random random) {
    int from = at;
    while (from < body.length && body[from] != ':') {
      from++;
    }
    int to = from;
    while (to < body.length && body[to] != ',' && body[to] != '}') {
      to++;
    }
    return from < body.length
        ? spliced(body, from + 1, Math.max(from + 1, to), poison(random))
        : body;
  }

  private static byte[] poison(Random random) {
    return POISONS.get(random.nextInt(POISONS.size())).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] spliced(byte[] body, int from, int to, byte[] middle) {
    byte[] spliced = new byte[body.length - (to - from) + middle.length];
    System.arraycopy(body, 0, spliced, 0, from);
    System.arraycopy(middle, 0, spliced, from, middle.length);
    System.arraycopy(body, to, spliced, from + middle.length, body.length - to);
    return spliced;
  }
}
