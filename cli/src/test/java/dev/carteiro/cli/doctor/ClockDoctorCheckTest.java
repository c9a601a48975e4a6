// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.carteiro.cli.doctor.DoctorCheck.DoctorFinding;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.ClockReading;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ClockDoctorCheckTest {
  private static final Instant BROKER = Instant.parse("2026-11-30T12:00:00Z");

  @Test
  void eachProcessThatRunsIsNamedWithItsOffset() throws Exception {
    // Given
    List<ConsumerRecord<byte[], byte[]>> records =
        List.of(
            told("sink", -600, 0, TimestampType.LOG_APPEND_TIME),
            told("sender", -20, 7, TimestampType.LOG_APPEND_TIME),
            told("bridge", -2, -90, TimestampType.LOG_APPEND_TIME),
            told("console", -1, 0, TimestampType.LOG_APPEND_TIME),
            told("sender", 0, 90, TimestampType.LOG_APPEND_TIME));

    // When
    List<DoctorFinding> findings = judge(records, BROKER.plusSeconds(3));

    // Then
    assertThat(findings)
        .extracting(DoctorFinding::level, DoctorFinding::what, DoctorFinding::detail)
        .containsExactly(
            tuple(
                DoctorFinding.DoctorFindingLevel.WARN,
                "clock of bridge@a",
                "90.0 s behind the brokers'"),
            tuple(
                DoctorFinding.DoctorFindingLevel.OK,
                "clock of console@a",
                "0.0 s ahead of the brokers'"),
            tuple(
                DoctorFinding.DoctorFindingLevel.WARN,
                "clock of sender@a",
                "90.0 s ahead of the brokers'"),
            tuple(
                DoctorFinding.DoctorFindingLevel.OK,
                "clock of this machine",
                "agrees with the brokers'"));
  }

  @Test
  void thisMachinesOwnClockIsJudgedAsFarAsItCanBe() throws Exception {
    // Given
    List<ConsumerRecord<byte[], byte[]>> records =
        List.of(told("sender", 0, 0, TimestampType.LOG_APPEND_TIME));

    // When / Then
    assertThat(judge(records, BROKER.minusSeconds(90)).get(1).level())
        .isEqualTo(DoctorFinding.DoctorFindingLevel.WARN);
    assertThat(judge(records, BROKER.plusSeconds(90)).get(1).level())
        .isEqualTo(DoctorFinding.DoctorFindingLevel.UNKNOWN);
  }

  @Test
  void withoutBrokerTimeNothingIsKnown() throws Exception {
    // When / Then
    assertThat(judge(List.of(), BROKER))
        .extracting(DoctorFinding::level)
        .containsExactly(DoctorFinding.DoctorFindingLevel.UNKNOWN);
    assertThat(judge(List.of(told("sender", 0, 90, TimestampType.CREATE_TIME)), BROKER))
        .extracting(DoctorFinding::level)
        .containsExactly(DoctorFinding.DoctorFindingLevel.UNKNOWN);
  }

  private static List<DoctorFinding> judge(
      List<ConsumerRecord<byte[], byte[]>> records, Instant now) throws InterruptedException {
    return new ClockDoctorCheck(() -> records, Clock.fixed(now, ZoneOffset.UTC)).run();
  }

  /**
   * @param at seconds after {@link #BROKER}, by the broker
   * @param ahead seconds that the process's clock is ahead
   */
  private static ConsumerRecord<byte[], byte[]> told(
      String role, int at, int ahead, TimestampType type) {
    Instant taken = BROKER.plusSeconds(at);
    return new ConsumerRecord<>(
        Topic.CLOCK.topicName(),
        0,
        0L,
        taken.toEpochMilli(),
        type,
        0,
        0,
        null,
        Json.write(new ClockReading(1, role, "a", taken.plusSeconds(ahead))),
        new RecordHeaders(),
        Optional.empty());
  }
}
