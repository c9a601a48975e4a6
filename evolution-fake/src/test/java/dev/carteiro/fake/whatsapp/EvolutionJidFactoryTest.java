// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvolutionJidFactoryTest {

  @ParameterizedTest
  @CsvSource({
    "5521988887777,5521988887777@s.whatsapp.net",
    "+55 (21) 98888-7777,5521988887777@s.whatsapp.net",
    "552188887777,552188887777@s.whatsapp.net",
    "5531988887777,553188887777@s.whatsapp.net",
    "5521988887777:12@s.whatsapp.net,5521988887777@s.whatsapp.net",
    "207000000000001@lid,207000000000001@lid",
    "120363025000000001@g.us,120363025000000001@g.us",
    "120363025000000001,120363025000000001@g.us",
    "5215512345678,525512345678@s.whatsapp.net",
    "abc,@s.whatsapp.net",
  })
  void numbersBecomeAddressesAsInEvolution(String number, String jid) {
    // When / Then
    assertThat(EvolutionJidFactory.of(number)).isEqualTo(jid);
  }
}
