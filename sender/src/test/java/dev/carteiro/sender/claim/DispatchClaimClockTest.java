// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.claim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.sender.DispatchFixtures;
import dev.carteiro.sender.call.SendResultFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How long a dispatch may be claimed is a matter of the brokers' clock, whoever's clock is wrong.
 */
class DispatchClaimClockTest {
  private static final Duration CLAIM_WITHIN =
      Duration.between(DispatchFixtures.NOW, DispatchFixtures.text("d1").notAfter());

  @ParameterizedTest
  @CsvSource({
    // the topology's clock against the brokers', and how old the dispatch is
    "0,     0,     false",
    "-90,   0,     false",
    "90,    0,     false",
    "-3600, 0,     false",
    "90,    1,     true",
    "-90,   1,     true",
    "0,     1,     true",
  })
  void theAgeCountsFromWhenTheBrokerTookIt(int topologyAhead, long beyond, boolean expired) {
    // Given
    Instant taken = DispatchFixtures.NOW.minusSeconds(topologyAhead);
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            Topic.SEND_DISPATCH.topicName(),
            0,
            0L,
            taken.toEpochMilli(),
            TimestampType.LOG_APPEND_TIME,
            0,
            0,
            null,
            Json.write(DispatchFixtures.text("d1")),
            new RecordHeaders(),
            Optional.empty());
    Instant now = beyond == 0 ? taken.plusSeconds(1) : taken.plus(CLAIM_WITHIN).plusSeconds(beyond);
    // When
    DispatchClaim claim =
        DispatchClaim.of(
            List.of(record), new SendResultFactory("s1", Clock.fixed(now, ZoneOffset.UTC)), now);
    // Then
    assertThat(claim.expired()).isEqualTo(expired ? 1 : 0);
    assertThat(claim.dispatches()).hasSize(expired ? 0 : 1);
  }
}
