// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContactNameTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, -",
        "Maria, -, Maria",
        "-, Maria, Maria",
        "Maria, Mary, Mary",
        "Maria, 5511999990001, Maria",
        "5511999990001, Maria, Maria",
        "+5511999990001, Maria, Maria",
        "-, 5511999990001, 5511999990001",
        "5511999990001, 5511999990002, 5511999990002",
        "Maria, '', Maria"
      })
  void aRealNameIsNeverLost(String earlier, String later, String expected) {
    // Given / When
    String shown = ContactsTable.better(earlier, later);

    // Then
    assertThat(shown).isEqualTo(expected);
  }
}
