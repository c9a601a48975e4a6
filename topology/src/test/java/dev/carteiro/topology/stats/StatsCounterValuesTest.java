// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import static dev.carteiro.topology.store.HexFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MessageType;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatsCounterValuesTest {
  /** Of each count: its number, and one more than that, or than its place among the types. */
  private static final String VERSION_1 =
      """
      01 # version
      01 02 # IN
      02 03 # OUT
      03 04 # HISTORY
      04 05 # EDITED
      05 06 # DELETED
      06 07 # DUPLICATES
      07 08 # FAILED
      08 09 # MANUAL
      09 0a # RETRIED
      10 11 # SERVER_ACK
      11 12 # ERROR
      12 13 # DELIVERY_ACK
      13 14 # READ
      14 15 # PLAYED
      20 01 # TEXT
      21 02 # IMAGE
      22 03 # VIDEO
      23 04 # VIDEO_NOTE
      24 05 # AUDIO
      25 06 # VOICE
      26 07 # DOCUMENT
      27 08 # STICKER
      28 09 # LOCATION
      29 0a # LIVE_LOCATION
      2a 0b # CONTACT
      2b 0c # CONTACTS
      2c 0d # REACTION
      2d 0e # POLL
      2e 0f # POLL_VOTE
      2f 10 # LIST
      30 11 # LIST_RESPONSE
      31 12 # BUTTONS
      32 13 # BUTTON_RESPONSE
      33 14 # INTERACTIVE
      34 15 # INTERACTIVE_RESPONSE
      35 16 # TEMPLATE
      36 17 # GROUP_INVITE
      37 18 # ORDER
      38 19 # PRODUCT
      39 1a # EVENT
      3a 1b # PLACEHOLDER
      3b 1c # UNKNOWN
      3c 1d # PAYMENT
      3d 1e # CALL
      3e 1f # STICKER_PACK
      3f 20 # CHANNEL_INVITE
      40 a1 8d 06 # MUSIC
      """;

  @Test
  void whatIsStoredIsRead() {
    // Given
    StatsCounterValues counts = StatsCounterValues.NONE;
    for (StatsCounter counter : StatsCounter.values()) {
      counts = counts.and(counter);
    }
    for (MessageType type : MessageType.values()) {
      counts = counts.and(type).and(type);
    }
    for (int n = 0; n < 40; n++) {
      counts = counts.plus(counts);
    }

    // When
    StatsCounterValues read = StatsCounterValues.decode(counts.encode());

    // Then
    assertThat(read).isEqualTo(counts);
    assertThat(read.of(StatsCounter.PLAYED)).isEqualTo(1L << 40);
    assertThat(read.byType()).hasSize(MessageType.values().length);
    assertThat(read.of(MessageType.UNKNOWN)).isEqualTo(2L << 40);
  }

  @Test
  void anInstanceThatTalksIsAFewBytes() {
    // Given
    StatsCounterValues counts = StatsCounterValues.one(StatsCounter.IN).and(MessageType.TEXT);
    for (int n = 0; n < 9; n++) {
      counts = counts.plus(counts);
    }

    // When
    byte[] encoded = counts.encode();

    // Then
    assertThat(encoded).hasSize(7);
  }

  @Test
  void countsOfVersion1AreReadAndWritten() {
    // When
    StatsCounterValues read = StatsCounterValues.decode(bytes(VERSION_1));

    // Then
    assertThat(read)
        .hasToString(
            "{IN=2, OUT=3, HISTORY=4, EDITED=5, DELETED=6, DUPLICATES=7, FAILED=8, "
                + "MANUAL=9, RETRIED=10, SERVER_ACK=17, ERROR=18, DELIVERY_ACK=19, READ=20, "
                + "PLAYED=21} {TEXT=1, IMAGE=2, VIDEO=3, VIDEO_NOTE=4, AUDIO=5, VOICE=6, "
                + "DOCUMENT=7, STICKER=8, LOCATION=9, LIVE_LOCATION=10, CONTACT=11, "
                + "CONTACTS=12, REACTION=13, POLL=14, POLL_VOTE=15, LIST=16, "
                + "LIST_RESPONSE=17, BUTTONS=18, BUTTON_RESPONSE=19, INTERACTIVE=20, "
                + "INTERACTIVE_RESPONSE=21, TEMPLATE=22, GROUP_INVITE=23, ORDER=24, "
                + "PRODUCT=25, EVENT=26, PLACEHOLDER=27, UNKNOWN=28, PAYMENT=29, CALL=30, "
                + "STICKER_PACK=31, CHANNEL_INVITE=32, MUSIC=100001}");
    assertThat(read.encode()).isEqualTo(bytes(VERSION_1));
    assertThat(StatsCounter.values()).hasSize(14).allMatch(counter -> read.of(counter) > 0);
    assertThat(read.byType()).hasSize(MessageType.values().length);
  }

  @Test
  void aCountThatANewerVersionAddedIsPassedOver() {
    // Given
    byte[] encoded = {1, 1, 5, 2, 3, (byte) 200, 1, 7};

    // When
    StatsCounterValues counts = StatsCounterValues.decode(encoded);

    // Then
    assertThat(counts.of(StatsCounter.IN)).isEqualTo(5);
    assertThat(counts.of(StatsCounter.OUT)).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "02",
        "0101",
        "010180",
        "0101ffffffffffffffffffff01",
        "0102010101",
        "0101010101",
        "010001"
      })
  void whatIsNoCountIsRefused(String hex) {
    // Given
    byte[] encoded = bytes(hex);

    // When, Then
    assertThatThrownBy(() -> StatsCounterValues.decode(encoded))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void countsPassAsJson() throws IOException {
    // Given
    StatsCounterValues counts =
        StatsCounterValues.one(StatsCounter.DUPLICATES).and(MessageType.IMAGE);

    // When
    StatsCounterValues read = Json.read(Json.write(counts), StatsCounterValues.class);

    // Then
    assertThat(read).isEqualTo(counts);
  }
}
