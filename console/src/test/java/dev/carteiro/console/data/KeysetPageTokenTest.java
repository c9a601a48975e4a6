// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.runtime.http.HttpProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysetPageTokenTest {
  private static final List<String> KEY = List.of("2026-11-21 12:00:00.123456+00", "a\"/␛0000", "");

  @Test
  void aTokenIsItsKey() {
    // When
    List<String> read = KeysetPageToken.read(KeysetPageToken.of("q", KEY), "q", 3);
    // Then
    assertThat(read).isEqualTo(KEY);
  }

  @Test
  void aTokenOfAnotherQueryIsRefused() {
    // Given
    String token = KeysetPageToken.of("q", KEY);
    // When
    // Then
    assertThatThrownBy(() -> KeysetPageToken.read(token, "r", 3))
        .isInstanceOf(HttpProblemException.class)
        .hasMessageContaining("INVALID_PAGE");
    assertThatThrownBy(() -> KeysetPageToken.read(token, "q", 2))
        .isInstanceOf(HttpProblemException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "0123456789abcdef", "0123456789abcdef!", "0123456789abcdefe30"})
  void whatIsNoTokenIsRefused(String token) {
    // When
    // Then
    assertThatThrownBy(() -> KeysetPageToken.read(token, "q", 3))
        .isInstanceOf(HttpProblemException.class);
  }
}
