// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvolutionEventTableTest {

  @ParameterizedTest
  @CsvSource({
    "messages.upsert, messages.upsert",
    "MESSAGES_UPSERT, messages.upsert",
    "messages-upsert, messages.upsert",
    "Messages.Upsert, messages.upsert",
    "SEND_MESSAGE_UPDATE, send.message.update",
    "send-message, send.message",
    "GROUP_PARTICIPANTS_UPDATE, group-participants.update",
    "group-participants.update, group-participants.update",
    "typebot-change-status, typebot.change-status",
    "GROUP_UPDATE, groups.update",
    "groups.update, groups.update",
    "messages.exploded, messages.exploded",
    "MESSAGES_EXPLODED, MESSAGES_EXPLODED",
    "upsert, upsert"
  })
  void givesTheWireNameOfEverySpellingAndLeavesOthersAlone(String given, String expected) {
    // Given

    // When
    String name = EvolutionEventTable.canonical(given);

    // Then
    assertThat(name).isEqualTo(expected);
  }
}
