// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.contract.send.OutboundMessageContent;
import dev.carteiro.runtime.http.HttpProblemException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageContentRequestTest {

  @Test
  void mediaHasAnOptionalCaption() {
    // Given
    String request =
        """
        {"type":"media","mediaType":"image","media":"https://example.org/a.png","mimetype":"image/png",
         "message":"veja"}
        """;
    // When
    MessageContentRequest read = read(request);
    // Then
    assertThat(read)
        .isEqualTo(
            new MessageContentRequest(
                "veja",
                new OutboundMessageContent.MediaContent(
                    "image", "https://example.org/a.png", "image/png", null)));
    assertThat(read(request.replace("veja", "")).message()).isNull();
  }

  @Test
  void contactsAreCards() {
    // Given
    String request =
        """
        {"type":"contact","contacts":[
          {"fullName":"Ana","phoneNumber":"+5511999999999","organization":"Loja","email":"a@b.c","url":"https://b.c"},
          {"fullName":"Bia","phoneNumber":"5511988888888"}]}
        """;
    // When
    MessageContentRequest read = read(request);
    // Then
    assertThat(read.content())
        .isEqualTo(
            new OutboundMessageContent.ContactContent(
                List.of(
                    new OutboundMessageContent.ContactCard(
                        "Ana", "5511999999999", "Loja", "a@b.c", "https://b.c"),
                    new OutboundMessageContent.ContactCard(
                        "Bia", "5511988888888", null, null, null))));
  }

  @ParameterizedTest
  @CsvSource({
    "👍, true",
    "❤️, true",
    "👩‍👩‍👧, true",
    "1️⃣, true",
    "🇧🇷, true",
    "'', true",
    "👍👍, false",
    "a, false",
    "1, false",
    "ok, false",
    "é, false",
  })
  void aReactionIsOneEmojiOrNone(String reaction, boolean taken) {
    // Given
    String request =
        "{\"type\":\"reaction\",\"reactTo\":{\"messageId\":\"3EB0\",\"fromMe\":true},\"reaction\":\"%s\"}"
            .formatted(reaction);
    // When
    String code = code(request);
    // Then
    assertThat(code).isEqualTo(taken ? "" : "INVALID_FIELD");
  }

  @Test
  void aPollHasAQuestionAndAnswers() {
    // Given
    String request =
        "{\"type\":\"poll\",\"message\":\"Quando?\",\"values\":[\"hoje\",\"amanhã\"],\"selectableCount\":0}";
    // When
    MessageContentRequest read = read(request);
    // Then
    assertThat(read)
        .isEqualTo(
            new MessageContentRequest(
                "Quando?", new OutboundMessageContent.PollContent(0, List.of("hoje", "amanhã"))));
  }

  @Test
  void largeBase64IsCheckedWithoutRecursion() {
    // Given
    String request = "{\"type\":\"audio\",\"audio\":\"" + "QUJD".repeat(4 * 1024 * 1024) + "\"}";
    // When
    MessageContentRequest read = read(request);
    // Then
    assertThat(read.content().mediaLength()).isEqualTo(16 * 1024 * 1024);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"type\":\"media\",\"mediaType\":\"audio\",\"media\":\"QUJD\"}|INVALID_FIELD",
        "{\"type\":\"media\",\"mediaType\":\"image\"}|MISSING_FIELD",
        "{\"type\":\"media\",\"mediaType\":\"image\",\"media\":\"data:image/png;base64,QUJD\"}|INVALID_FIELD",
        "{\"type\":\"media\",\"mediaType\":\"image\",\"media\":\"ftp://h/a.png\"}|INVALID_FIELD",
        "{\"type\":\"media\",\"mediaType\":\"image\",\"media\":\"\"}|INVALID_FIELD",
        "{\"type\":\"media\",\"mediaType\":\"image\",\"media\":\"QUJ\"}|INVALID_FIELD",
        "{\"type\":\"media\",\"mediaType\":\"document\",\"media\":\"QUJD\"}|MISSING_FIELD",
        "{\"type\":\"audio\"}|MISSING_FIELD",
        "{\"type\":\"audio\",\"audio\":\"QUJD\",\"message\":\"x\"}|UNKNOWN_FIELD",
        "{\"type\":\"location\",\"latitude\":91,\"longitude\":0,\"name\":\"a\",\"address\":\"b\"}|INVALID_FIELD",
        "{\"type\":\"location\",\"latitude\":\"1\",\"longitude\":0,\"name\":\"a\",\"address\":\"b\"}|INVALID_FIELD",
        "{\"type\":\"location\",\"latitude\":1,\"longitude\":0,\"name\":\"a\"}|MISSING_FIELD",
        "{\"type\":\"contact\",\"contacts\":[]}|INVALID_FIELD",
        "{\"type\":\"contact\",\"contacts\":[1]}|INVALID_FIELD",
        "{\"type\":\"contact\",\"contacts\":[{\"fullName\":\"a\"}]}|MISSING_FIELD",
        "{\"type\":\"contact\",\"contacts\":[{\"fullName\":\"a\",\"phoneNumber\":\"1\"}]}|INVALID_PHONE",
        "{\"type\":\"contact\",\"contacts\":[{\"fullName\":\"a\",\"phone\":\"1\"}]}|UNKNOWN_FIELD",
        "{\"type\":\"reaction\",\"reaction\":\"x\"}|MISSING_FIELD",
        "{\"type\":\"reaction\",\"reactTo\":{\"messageId\":\"a\"}}|MISSING_FIELD",
        "{\"type\":\"reaction\",\"reactTo\":\"a\",\"reaction\":\"\"}|INVALID_FIELD",
        "{\"type\":\"poll\",\"message\":\"q\",\"values\":[\"a\"]}|INVALID_FIELD",
        "{\"type\":\"poll\",\"message\":\"q\",\"values\":[\"a\",\"a\"]}|INVALID_FIELD",
        "{\"type\":\"poll\",\"message\":\"q\",\"values\":[\"a\",\"\"]}|INVALID_FIELD",
        "{\"type\":\"poll\",\"message\":\"q\",\"values\":[\"a\",\"b\"],\"selectableCount\":3}|INVALID_FIELD",
        "{\"type\":\"poll\",\"values\":[\"a\",\"b\"]}|EMPTY_MESSAGE",
      })
  void whatEvolutionWouldRefuseIsRefused(String request, String code) {
    // Given
    // When
    // Then
    assertThatThrownBy(() -> read(request))
        .isInstanceOfSatisfying(
            HttpProblemException.class, e -> assertThat(e.problem().code()).isEqualTo(code));
  }

  private static String code(String request) {
    try {
      read(request);
      return "";
    } catch (HttpProblemException e) {
      return e.problem().code();
    }
  }

  private static MessageContentRequest read(String request) {
    return MessageContentRequest.read(
        RequestFieldReader.parse(request.getBytes(UTF_8)), Set.of("type"), 4_096);
  }
}
