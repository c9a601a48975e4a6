// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveEventIdTest {

  @ParameterizedTest
  @CsvSource({"m, 0, 0, 0", "j, 11, 123456789012, 1795262400000", "a, 999, 1, -1"})
  void itsTextSaysAll(char topic, int partition, long offset, long time) {
    // Given
    LiveEventId id = new LiveEventId(topic, partition, offset, time);
    // When
    String text = id.text();
    // Then
    if (time >= 0) {
      assertThat(LiveEventId.parse(text)).contains(id);
    }
    assertThat(text).hasSizeLessThan(40).doesNotContain(ClientResumePosition.SEPARATOR, "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "m",
        "m0",
        "m0-1",
        "-1-1",
        "m-1-1",
        "m0-1-1-1",
        "m0-+1-1",
        "m0-01-1",
        "m0-ZZ-1",
        "m0-zzzzzzzzzzzzzzzzzzzz-1",
        "m0-1-1\n",
        "m0-%-1"
      })
  void anythingElseIsNone(String text) {
    // Given
    // When
    // Then
    assertThat(LiveEventId.parse(text)).isEmpty();
  }

  @Test
  void aPlaceMayNameItsConsole() {
    // Given
    LiveEventId id = new LiveEventId('m', 3, 40, 5);
    // When
    ClientResumePosition resume = ClientResumePosition.parse(id.text() + "~k3f");
    // Then
    assertThat(resume.last()).contains(id);
    assertThat(resume.console()).isEqualTo("k3f");
    assertThat(ClientResumePosition.parse(id.text()).console()).isEmpty();
    assertThat(ClientResumePosition.parse("~~").last()).isEmpty();
  }
}
