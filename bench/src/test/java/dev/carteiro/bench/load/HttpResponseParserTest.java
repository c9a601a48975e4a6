// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpResponseParserTest {
  private static final String WITH_LENGTH = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  private static final String CHUNKED =
      "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n10\r\n0123456789abcde0\r\n0\r\n\r\n";
  private static final String EMPTY = "HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n";

  private final HttpResponseParser answer = new HttpResponseParser();

  @BeforeEach
  void begin() {
    answer.begin();
  }

  @ParameterizedTest
  @ValueSource(strings = {WITH_LENGTH, CHUNKED, EMPTY})
  void aResponseIsCompleteWithItsLastByteAndNotBefore(String text) {
    // Given
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    // When
    for (int n = 0; n < bytes.length - 1; n++) {
      assertThat(answer.isComplete(ByteBuffer.wrap(bytes, n, 1))).as("byte %d", n).isFalse();
    }
    // Then
    assertThat(answer.isComplete(ByteBuffer.wrap(bytes, bytes.length - 1, 1))).isTrue();
    assertThat(answer.isSuccess()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {WITH_LENGTH, CHUNKED, EMPTY})
  void aWholeResponseIsComplete(String text) {
    assertThat(answer.isComplete(bytes(text))).isTrue();
  }

  @Test
  void aResponseWithAnErrorStatusIsNoSuccess() {
    // When
    answer.isComplete(bytes("HTTP/1.1 503 Away\r\nContent-Length: 0\r\n\r\n"));
    // Then
    assertThat(answer.isSuccess()).isFalse();
    assertThat(answer.isLast()).isFalse();
  }

  @Test
  void aCloseHeaderMarksTheLastResponse() {
    // When
    answer.isComplete(bytes("HTTP/1.1 200 OK\r\nconnection: close\r\nContent-Length: 0\r\n\r\n"));
    // Then
    assertThat(answer.isLast()).isTrue();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
