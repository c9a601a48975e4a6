// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StorableTextCodecTest {

  @Test
  void ordinaryTextIsStoredAsItIs() {
    // Given
    String text = "Olá 😀 \n tab\t back\\slash";

    // When / Then
    assertThat(StorableTextCodec.encode(text)).isSameAs(text);
    assertThat(StorableTextCodec.encode(null)).isNull();
  }

  @Test
  void whatDatabasesRefuseIsWrittenOut() {
    // When / Then
    assertThat(StorableTextCodec.encode("a\0b")).isEqualTo("a␛0000b");
    assertThat(StorableTextCodec.encode("x\uD83D")).isEqualTo("x␛D83D");
    assertThat(StorableTextCodec.encode("\uDE00\uD83D\uDE00")).isEqualTo("␛DE00😀");
    assertThat(StorableTextCodec.encode("␛0000")).isEqualTo("␛241B0000");
  }

  @Test
  void everyTextComesBackAndItsStoredFormIsPlainUtf8() {
    // Given
    Random random = new Random(11);
    char[] alphabet = {'a', 'é', '\0', '\u241B', '\uD83D', '\uDE00', '0', 'F'};

    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(12); n > 0; n--) {
        text.append(alphabet[random.nextInt(alphabet.length)]);
      }

      // When
      String stored = StorableTextCodec.encode(text.toString());

      // Then
      assertThat(StorableTextCodec.decode(stored)).isEqualTo(text.toString());
      assertThat(stored).doesNotContain("\0");
      assertThat(new String(stored.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
          .isEqualTo(stored);
    }
  }

  @Test
  void aBrokenEscapeIsRefused() {
    // When / Then
    assertThatThrownBy(() -> StorableTextCodec.decode("a␛00"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
