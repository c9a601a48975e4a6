// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JidTest {

  @ParameterizedTest
  @CsvSource({
    "5521988887777@s.whatsapp.net, 5521988887777@s.whatsapp.net",
    "5521988887777:12@s.whatsapp.net, 5521988887777@s.whatsapp.net",
    "207000000000001:3@lid, 207000000000001@lid",
    "5521988887777@c.us, 5521988887777@s.whatsapp.net",
    "5521988887777:2@c.us, 5521988887777@s.whatsapp.net",
    "5521988887777:99@hosted, 5521988887777@s.whatsapp.net",
    "207000000000001:99@hosted.lid, 207000000000001@lid",
    "5521988887777, 5521988887777@s.whatsapp.net",
    "552188887777, 552188887777@s.whatsapp.net",
    "+55 (21) 98888-7777, 5521988887777@s.whatsapp.net",
    "120363025000000009, 120363025000000009@g.us",
    "5521988887777-1612345678, 5521988887777-1612345678@g.us",
    "120363025000000009@g.us, 120363025000000009@g.us",
    "status@broadcast, status@broadcast",
    "120363000000000001@newsletter, 120363000000000001@newsletter",
    "BR.1234567890, BR.1234567890",
    "maria.silva, maria.silva",
    "190, 190",
    "me, me",
    "@, @"
  })
  void eachAddressHasOneSpelling(String given, String expected) {
    // Given

    // When
    String normal = Jid.normal(given);

    // Then
    assertThat(normal).isEqualTo(expected);
    assertThat(Jid.normal(normal)).isEqualTo(normal);
  }

  @ParameterizedTest
  @CsvSource({
    "5521988887777@s.whatsapp.net, 552188887777@s.whatsapp.net, true",
    "5521988887777, 552188887777:4@c.us, true",
    "5521988887777@hosted, 552188887777@s.whatsapp.net, true",
    "5215512345678@s.whatsapp.net, 525512345678@s.whatsapp.net, true",
    "5491112345678@s.whatsapp.net, 541112345678@s.whatsapp.net, true",
    "5521988887777@s.whatsapp.net, 5521988887778@s.whatsapp.net, false",
    "5521988887777@s.whatsapp.net, 5521988887777@lid, false",
    "5521988887777@lid, 552188887777@lid, false",
    "5521988887777@g.us, 552188887777@g.us, false"
  })
  void onlyAddressesOfOneAccountAreTheSame(String one, String other, boolean same) {
    // Given

    // When
    boolean equal = Jid.identity(one).equals(Jid.identity(other));

    // Then
    assertThat(equal).isEqualTo(same);
  }
}
