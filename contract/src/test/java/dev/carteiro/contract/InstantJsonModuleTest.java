// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstantJsonModuleTest {
  /** Jackson's own way, as the project's mapper had it. */
  private static final JsonMapper GENERAL =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(DeserializationFeature.READ_DATE_TIMESTAMPS_AS_NANOSECONDS)
          .build();

  @Test
  void anyInstantIsWrittenAsItsOwnTextAndReadBack() throws IOException {
    Random random = new Random(11);
    for (int n = 0; n < 200_000; n++) {
      // Given
      Instant instant = any(random);

      // When
      byte[] json = Json.write(instant);
      Instant read = Json.read(json, Instant.class);

      // Then
      assertThat(new String(json, StandardCharsets.UTF_8))
          .isEqualTo('"' + instant.toString() + '"');
      assertThat(read).isEqualTo(instant);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"2026-11-21T10:00:00Z\"",
        "\"2026-11-21T10:00:00.1Z\"",
        "\"2026-11-21T10:00:00.123456789Z\"",
        "\"2026-11-21T10:00:00.1234567891Z\"",
        "\"2026-11-21T10:00:00.Z\"",
        "\"2026-11-21T10:00:00+03:00\"",
        "\"2026-11-21T10:00:00.5-03:00\"",
        "\"2026-11-21t10:00:00z\"",
        "\"2026-11-21T10:00Z\"",
        "\"2026-11-21T24:00:00Z\"",
        "\"2026-11-21T23:59:60Z\"",
        "\"2026-02-29T10:00:00Z\"",
        "\"2024-02-29T10:00:00Z\"",
        "\"2026-13-01T10:00:00Z\"",
        "\"2026-00-01T10:00:00Z\"",
        "\"2026-11-21 10:00:00Z\"",
        "\"2026-1a-21T10:00:00Z\"",
        "\"-999-11-21T10:00:00Z\"",
        "\"+12026-11-21T10:00:00Z\"",
        "\"2026-11-21T10:00:00.12٣Z\"",
        "\"\"",
        "\"Z\"",
        "1763712000",
        "1763712000123",
        "1763712000.5",
        "null",
        "true",
        "{}"
      })
  void whateverElseIsReadAsJacksonReadsIt(String json) {
    // When
    Object general = read(GENERAL, json);
    Object ours = read(Json.mapper(), json);

    // Then
    assertThat(ours).isEqualTo(general);
  }

  private static Object read(JsonMapper mapper, String json) {
    try {
      return mapper.readValue(json, Instant.class);
    } catch (JsonProcessingException e) {
      return "refused";
    }
  }

  private static Instant any(Random random) {
    long second =
        random.nextInt(10) == 0
            ? random.nextLong(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond())
            : random.nextLong(-70_000_000_000L, 260_000_000_000L);
    int nanos =
        switch (random.nextInt(4)) {
          case 0 -> 0;
          case 1 -> random.nextInt(1_000) * 1_000_000;
          case 2 -> random.nextInt(1_000_000) * 1_000;
          default -> random.nextInt(1_000_000_000);
        };
    return Instant.ofEpochSecond(second, nanos);
  }
}
