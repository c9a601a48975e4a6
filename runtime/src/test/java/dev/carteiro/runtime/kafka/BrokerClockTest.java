// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.runtime.MeterRegistryFactory;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerClockTest {
  private static final Instant BROKER = Instant.parse("2026-11-30T12:00:00Z");
  private static final long QUICK = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long SLOW = TimeUnit.SECONDS.toNanos(4);

  private final PrometheusMeterRegistry registry = MeterRegistryFactory.registry();
  private final AtomicLong nanos = new AtomicLong(1_000);

  @AfterEach
  void close() {
    registry.close();
  }

  @ParameterizedTest
  @CsvSource({"90, 90.0 s ahead of", "-90, 90.0 s behind"})
  void anOffsetIsNoticedAndTheTimeIsTheBrokers(int ahead, String said) {
    // Given
    BrokerClock clock = clock(BROKER.plusSeconds(ahead));

    // When
    ask(clock, BROKER.plusSeconds(ahead), 0, BROKER);

    // Then
    assertThat(clock.offset()).contains(Duration.ofSeconds(ahead));
    assertThat(clock.problem().orElseThrow()).contains(said);
    assertThat(clock.instant()).isEqualTo(BROKER);
    assertThat(registry.scrape())
        .contains("clock_offset_seconds{role=\"sender\"} " + (double) ahead);
  }

  @Test
  void betweenReadingsTimeGoesOnWhateverTheWallClockDoes() {
    // Given
    BrokerClock clock = clock(BROKER.minusSeconds(3_600));
    ask(clock, BROKER, 0, BROKER);

    // When
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(14));

    // Then
    assertThat(clock.instant()).isEqualTo(BROKER.plusSeconds(14));
  }

  @Test
  void aClockThatIsAFewSecondsOffIsNoTrouble() {
    // Given
    BrokerClock clock = clock(BROKER);

    // When
    ask(clock, BROKER.plusSeconds(5), 0, BROKER);

    // Then
    assertThat(clock.offset()).contains(Duration.ofSeconds(5));
    assertThat(clock.problem()).isEmpty();
  }

  @Test
  void beforeTheFirstReadingNothingIsKnown() {
    // Given
    BrokerClock clock = clock(BROKER);

    // Then
    assertThat(clock.offset()).isEmpty();
    assertThat(clock.problem()).isEmpty();
    assertThat(clock.instant()).isEqualTo(BROKER);
    assertThat(registry.scrape()).contains("clock_offset_seconds{role=\"sender\"} NaN");
  }

  @Test
  void withoutReadingsTheOffsetIsUnknownAgainAndTimeGoesOn() {
    // Given
    BrokerClock clock = clock(BROKER);
    ask(clock, BROKER.plusSeconds(90), 0, BROKER);

    // When
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(121));

    // Then
    assertThat(clock.offset()).isEmpty();
    assertThat(clock.instant()).isEqualTo(BROKER.plusSeconds(121));
  }

  @Test
  void aSlowAnswerIsTakenOnlyWhereThereIsNoOther() {
    // Given
    BrokerClock clock = clock(BROKER);

    // When / Then
    assertThat(ask(clock, BROKER, SLOW, BROKER.plusSeconds(2))).isTrue();
    assertThat(clock.offset()).contains(Duration.ZERO);
    assertThat(ask(clock, BROKER.plusSeconds(4), SLOW, BROKER.plusSeconds(4))).isFalse();
    assertThat(clock.offset()).contains(Duration.ZERO);
    assertThat(ask(clock, BROKER.plusSeconds(8), QUICK, BROKER.plusSeconds(8))).isTrue();
    assertThat(clock.offset()).contains(Duration.ofMillis(5));
  }

  @Test
  void aTopicThatIsNotStampedByTheBrokerTellsNothing() {
    // Given
    BrokerClock clock = clock(BROKER);

    // When / Then
    assertThat(ask(clock, BROKER, QUICK, Instant.EPOCH)).isFalse();
    assertThat(clock.offset()).isEmpty();
  }

  /** It takes so long, and the broker says its time in the middle of that. */
  private boolean ask(BrokerClock clock, Instant own, long took, Instant broker) {
    long begin = nanos.get();
    boolean taken = clock.take(own, begin, begin + took, broker.toEpochMilli());
    nanos.addAndGet(took);
    return taken;
  }

  private BrokerClock clock(Instant own) {
    return new BrokerClock(
        new Environment(Map.of()).bind(KafkaSettings.class),
        "sender",
        Clock.fixed(own, ZoneOffset.UTC),
        nanos::get,
        registry);
  }
}
