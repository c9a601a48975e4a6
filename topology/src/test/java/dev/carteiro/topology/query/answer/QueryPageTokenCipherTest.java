// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QueryPageTokenCipherTest {
  private static final String QUERY = "messages\n{}\nacme";
  private static final PartitionReadPositions MARKS =
      new PartitionReadPositions(
          "common".getBytes(StandardCharsets.UTF_8),
          0,
          Map.of(3, "theirs/secret".getBytes(StandardCharsets.UTF_8)));

  private final QueryPageTokenCipher tokens =
      new QueryPageTokenCipher("a secret of at least 24 characters");

  @Test
  void aTokenGivesItsBookmarksBackInAnotherProcess() {
    // Given
    QueryPageTokenCipher other = new QueryPageTokenCipher("a secret of at least 24 characters");
    // When
    PartitionReadPositions opened = other.open(QUERY, tokens.seal(QUERY, MARKS)).orElseThrow();
    // Then
    assertThat(opened.of(3)).isEqualTo("theirs/secret".getBytes(StandardCharsets.UTF_8));
    assertThat(opened.of(4)).isEqualTo("common".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aTokenOfAnotherQueryIsNone() {
    // Given
    String token = tokens.seal(QUERY, MARKS);
    // When
    boolean opened = tokens.open("messages\n{}\nother", token).isPresent();
    // Then
    assertThat(opened).isFalse();
  }

  @Test
  void aTokenThatWasChangedAnywhereIsNone() {
    // Given
    byte[] token = Base64.getUrlDecoder().decode(tokens.seal(QUERY, MARKS));
    for (int n = 0; n < token.length; n++) {
      byte[] damaged = token.clone();
      damaged[n] ^= 1;
      // When
      boolean opened =
          tokens
              .open(QUERY, Base64.getUrlEncoder().withoutPadding().encodeToString(damaged))
              .isPresent();
      // Then
      assertThat(opened).as("byte %d", n).isFalse();
    }
  }

  @Test
  void noiseIsNoToken() {
    Random random = new Random(7);
    for (int n = 0; n < 1_000; n++) {
      // Given
      byte[] noise = new byte[random.nextInt(100)];
      random.nextBytes(noise);
      // When
      boolean opened =
          tokens.open(QUERY, new String(noise, StandardCharsets.ISO_8859_1)).isPresent();
      // Then
      assertThat(opened).isFalse();
    }
  }

  @Test
  void whatATokenHoldsCannotBeReadFromIt() {
    // Given
    String token = tokens.seal(QUERY, MARKS);
    // When
    String bytes = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.ISO_8859_1);
    // Then
    assertThat(bytes).doesNotContain("theirs").doesNotContain("common");
  }
}
