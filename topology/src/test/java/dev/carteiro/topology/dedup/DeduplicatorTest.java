// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.dedup;

import static dev.carteiro.topology.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.RecordHeaders;
import dev.carteiro.contract.event.MessageStatus;
import dev.carteiro.topology.Samples;
import dev.carteiro.topology.parse.ParsedEvent;
import dev.carteiro.topology.parse.StatusReported;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeduplicatorTest {
  private static final Duration WINDOW = Duration.ofDays(3);

  private final Map<ByteBuffer, byte[]> facts = new HashMap<>();
  private final Deduplicator deduplicator =
      new Deduplicator(
          new Deduplicator.Facts() {
            @Override
            public byte[] get(byte[] key) {
              return facts.get(ByteBuffer.wrap(key));
            }

            @Override
            public void put(byte[] key, byte[] value) {
              facts.put(ByteBuffer.wrap(key), value);
            }
          },
          WINDOW.toMillis());

  @Test
  void aRepetitionWithinTheWindowIsHeldBackAndCounted() {
    // Given
    ParsedEvent message = Samples.message("A", "oi", false, MessageStatus.DELIVERY_ACK);
    decide(message, NOON);

    decide(message, NOON.plusSeconds(1));

    // When
    Deduplicator.Verdict verdict = decide(message, NOON.plus(WINDOW).minusMillis(1));

    // Then
    assertThat(verdict.suppressed()).contains("message");
    assertThat(verdict.passes()).isEmpty();
  }

  @Test
  void afterTheWindowTheFactIsNewAgain() {
    // Given
    ParsedEvent status = Samples.status("A", MessageStatus.READ);
    decide(status, NOON);

    // When
    Deduplicator.Verdict verdict = decide(status, NOON.plus(WINDOW));

    // Then
    assertThat(verdict.passes()).contains(status);
  }

  @Test
  void aConnectionChangeIsRepeatedForAnHourAtMost() {
    // Given: the wall time of an hour that comes twice
    ParsedEvent opened = Samples.connection("open", NOON);
    decide(opened, NOON);

    // When
    Deduplicator.Verdict retried = decide(opened, NOON.plus(Duration.ofMinutes(25)));
    Deduplicator.Verdict anotherHour = decide(opened, NOON.plus(Duration.ofHours(1)));

    // Then
    assertThat(retried.passes()).isEmpty();
    assertThat(anotherHour.passes()).contains(opened);
  }

  @Test
  void aBrokerClockThatStepsBackForgetsNothing() {
    // Given
    ParsedEvent status = Samples.status("A", MessageStatus.READ);
    decide(status, NOON);

    // When
    Deduplicator.Verdict verdict = decide(status, NOON.minus(Duration.ofDays(400)));

    // Then
    assertThat(verdict.passes()).isEmpty();
  }

  @Test
  void theSecondReportOfAMessageHandsOnItsStatusOnce() {
    // Given
    decide(Samples.message("A", "oi", true, MessageStatus.PENDING), NOON);
    ParsedEvent echo = Samples.message("A", "oi", true, MessageStatus.SERVER_ACK);

    // When
    Deduplicator.Verdict first = decide(echo, NOON);
    Deduplicator.Verdict second = decide(echo, NOON);

    // Then
    assertThat(first.passes())
        .hasValueSatisfying(
            event ->
                assertThat(((StatusReported) event).status()).isEqualTo(MessageStatus.SERVER_ACK));
    assertThat(second.passes()).isEmpty();
  }

  @Test
  void aPlaceholderAfterItsMessageIsHeldBackButTheMessageAfterItsPlaceholderPasses() {
    // Given
    decide(Samples.placeholder("A"), NOON);
    decide(Samples.message("B", "oi", false, MessageStatus.DELIVERY_ACK), NOON);

    // When
    ParsedEvent message = Samples.message("A", "oi", false, MessageStatus.DELIVERY_ACK);
    Deduplicator.Verdict content = decide(message, NOON);
    Deduplicator.Verdict placeholder = decide(Samples.placeholder("B"), NOON);

    // Then
    assertThat(content.passes()).contains(message);
    assertThat(placeholder.suppressed()).contains("placeholder");
    assertThat(placeholder.passes())
        .hasValueSatisfying(left -> assertThat(left).isInstanceOf(StatusReported.class));
  }

  @Test
  void aRedrivenRecordPasses() {
    // Given
    ParsedEvent status = Samples.status("A", MessageStatus.READ);
    decide(status, NOON);

    // When
    Deduplicator.Verdict verdict =
        deduplicator.decide(Samples.resolved(status, NOON, Map.of(RecordHeaders.REDRIVE, "dl-1")));

    // Then
    assertThat(verdict.passes()).contains(status);
  }

  @Test
  void identifiersOfAnyLengthAreToldApart() {
    // Given
    String long1 = "x".repeat(100_000) + "1";
    String long2 = "x".repeat(100_000) + "2";
    decide(Samples.status(long1, MessageStatus.READ), NOON);

    // When
    Deduplicator.Verdict other = decide(Samples.status(long2, MessageStatus.READ), NOON);

    // Then
    assertThat(other.passes()).isPresent();
    assertThat(facts.keySet()).allSatisfy(key -> assertThat(key.remaining()).isLessThan(400));
  }

  private Deduplicator.Verdict decide(ParsedEvent event, Instant brokerTime) {
    return deduplicator.decide(Samples.resolved(event, brokerTime));
  }
}
