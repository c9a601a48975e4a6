// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MessageType;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatsCounterValuesTest {

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
  void theNumbersInTheStoreAreWhatTheyWere() {
    // Given
    Set<Integer> ids = new HashSet<>();

    // When
    Arrays.stream(StatsCounter.values()).map(StatsCounter::id).forEach(ids::add);

    // Then: types are stored by their place; a new one goes to the end
    assertThat(ids).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 18, 19, 20);
    assertThat(List.of(MessageType.values()))
        .extracting(MessageType::text)
        .containsExactly(
            ("text image video video_note audio voice document sticker location live_location"
                    + " contact contacts reaction poll poll_vote list list_response buttons"
                    + " button_response interactive interactive_response template group_invite"
                    + " order product event placeholder unknown payment call sticker_pack channel_invite music")
                .split(" "));
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
    byte[] encoded = java.util.HexFormat.of().parseHex(hex);

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
