// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.topology.parse.fact.ConnectionChangeFact;
import dev.carteiro.topology.parse.fact.OtherEventFact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionUpdateParserTest {

  @Test
  void readsAConnectionThatOpened() {
    // Given
    String data =
        "{'instance':'acme','state':'open','statusReason':200,'wuid':'5511900000009:4@s.whatsapp.net',"
            + "'profileName':'ACME','profilePictureUrl':'https://pps.example.net/1.jpg'}";

    // When
    ConnectionChangeFact changed =
        WebhookFixtures.event(ConnectionChangeFact.class, "connection.update", data);

    // Then
    assertThat(changed)
        .isEqualTo(
            new ConnectionChangeFact(
                changed.envelope(),
                "open",
                200,
                "5511900000009@s.whatsapp.net",
                "ACME",
                "https://pps.example.net/1.jpg"));
    assertThat(changed.factKey()).isEqualTo("C:2026-11-21T07:00:00.000Z:open:200");
  }

  @Test
  void takesTheEnvelopesSenderForTheOwnJid() {
    // Given
    String data = "{'state':'close','statusReason':401}";

    // When
    ConnectionChangeFact changed =
        WebhookFixtures.event(ConnectionChangeFact.class, "connection.update", data);

    // Then
    assertThat(changed.ownJid()).isEqualTo("5511900000001@s.whatsapp.net");
    assertThat(changed.profileName()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      quoteCharacter = '"',
      value = {
        "'401', 401",
        "null, none",
        "'x', none",
        "99999999999, none",
        "-1, -1",
        "[401], none"
      })
  void readsTheReason(String given, Integer expected) {
    // Given
    String data = "{'state':'close','statusReason':" + given + "}";

    // When
    ConnectionChangeFact changed =
        WebhookFixtures.event(ConnectionChangeFact.class, "connection.update", data);

    // Then
    assertThat(changed.reason()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'statusReason':200}", "{'state':null}", "{'state':''}", "{'state':1}"})
  void keepsAnEventWithoutState(String data) {
    // Given

    // When
    OtherEventFact other = WebhookFixtures.event(OtherEventFact.class, "connection.update", data);

    // Then
    assertThat(other.data()).isEqualTo(WebhookFixtures.json(data));
  }
}
