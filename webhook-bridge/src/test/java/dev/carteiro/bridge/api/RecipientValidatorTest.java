// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.runtime.http.HttpProblemException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipientValidatorTest {

  @ParameterizedTest
  @CsvSource({
    // With and without the ninth digit: the caller decides.
    "5511999999999, 5511999999999",
    "551199999999, 551199999999",
    "+5511999999999, 5511999999999",
    "5215512345678, 5215512345678",
    "525512345678, 525512345678",
    "5491123456789, 5491123456789",
    "4915112345678, 4915112345678",
    "14155550123, 14155550123",
    "5511999999999@s.whatsapp.net, 5511999999999@s.whatsapp.net",
    "120363025246125486@g.us, 120363025246125486@g.us",
    "5511999999999-1612345678@g.us, 5511999999999-1612345678@g.us",
    "123456789012345@lid, 123456789012345@lid",
  })
  void goesOutAsItWasGiven(String given, String expected) {
    // Given
    // When
    String recipient = RecipientValidator.of(given);
    // Then
    assertThat(recipient).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1234567",
        "1234567890123456",
        "55 11 99999-9999",
        "++5511999999999",
        "0011999999999",
        "99911111111",
        "55119",
        "abc",
        "５５１１９９９９９９９９９",
        "5511999999999@example.com",
        "status@broadcast",
        "120363025246125486@newsletter",
        "5511999999999:3@s.whatsapp.net",
        "@g.us",
        "5511999999999\n",
      })
  void whatIsNoRecipientIsRefused(String given) {
    // Given
    // When
    // Then
    assertThatThrownBy(() -> RecipientValidator.of(given))
        .isInstanceOfSatisfying(
            HttpProblemException.class,
            e -> assertThat(e.problem().code()).isEqualTo("INVALID_PHONE"));
  }
}
