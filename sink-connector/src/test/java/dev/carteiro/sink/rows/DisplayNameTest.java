// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayNameTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, true, -",
        "Maria, -, true, Maria",
        "-, Maria, false, Maria",
        "Maria, Mary, true, Mary",
        "Maria, Mary, false, Maria",
        "Maria, 5511999990001, true, Maria",
        "5511999990001, Maria, false, Maria",
        "+5511999990001, Maria, false, Maria",
        "5511999990001, 5511999990002, true, 5511999990002",
        "Maria, '', true, Maria"
      })
  void aRealNameIsNeverLost(String earlier, String later, boolean laterIsNewer, String expected) {
    // Given / When
    String shown = DisplayName.better(earlier, later, laterIsNewer);

    // Then
    assertThat(shown).isEqualTo(expected);
  }
}
