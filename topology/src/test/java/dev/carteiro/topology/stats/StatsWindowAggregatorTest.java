// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.stats;

import static dev.carteiro.topology.store.HexFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.topology.record.StatsUpdate;
import dev.carteiro.topology.store.MemoryByteStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatsWindowAggregatorTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final long RETENTION = Duration.ofDays(2).toMillis();

  private final MemoryByteStore entries = new MemoryByteStore();
  private final StatsStoreWriter ledger = new StatsStoreWriter(entries, RETENTION);

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T12:00:01Z, 2026-03-01T13:00:00Z, PT5M",
    "2026-03-01T12:00:00Z, 2026-03-01T13:00:01Z, PT5M",
    "2026-03-01T12:00:00Z, 2026-03-01T12:00:00Z, PT5M",
    "2026-03-01T12:00:00Z, 2026-03-01T11:00:00Z, PT5M",
    "2026-03-01T12:00:00Z, 2026-03-01T13:00:00Z, PT0S",
    "2026-03-01T12:00:00Z, 2026-03-01T13:00:00Z, PT-5M",
    "2026-03-01T12:00:00Z, 2026-03-01T13:00:00Z, PT6M"
  })
  void aRangeThatDoesNotFitTheWindowsIsRefused(Instant from, Instant to, Duration step) {
    // When, Then
    assertThatThrownBy(() -> new StatsWindowAggregator.StatsTimeRange(from, to, step))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRangeAroundAnyTimesHoldsThem() {
    // When
    StatsWindowAggregator.StatsTimeRange range =
        StatsWindowAggregator.StatsTimeRange.around(
            NOON.plusSeconds(1), NOON.plusSeconds(601), Duration.ofMinutes(10));

    // Then
    assertThat(range.from()).isEqualTo(NOON);
    assertThat(range.to()).isEqualTo(NOON.plusSeconds(900));
    assertThat(range.steps()).isEqualTo(2);
  }

  @Test
  void aTenantsRangeCostsNoMoreThanItHolds() {
    // Given
    for (int window = 0; window < 200; window++) {
      for (String tenant : List.of("a", "b", "c")) {
        count(tenant, "default/x", NOON.plus(StatsKey.WINDOW.multipliedBy(window)));
      }
    }
    StatsWindowAggregator reader =
        new StatsWindowAggregator(
            new StatsWindowAggregator.StatsTimeRange(
                NOON.plusSeconds(3_000), NOON.plusSeconds(6_000), StatsKey.WINDOW),
            null,
            true);

    // When
    reader.scan(entries::scan, "b");

    // Then
    assertThat(reader.windows()).hasSize(10);
    assertThat(entries.visits).isEqualTo(11);
  }

  @Test
  void aRangeOfAllTenantsStepsOverWhatIsNotAskedFor() {
    // Given
    for (int window = 0; window < 200; window++) {
      for (String tenant : List.of("a", "a-1", "b")) {
        count(tenant, "default/x", NOON.plus(StatsKey.WINDOW.multipliedBy(window)));
      }
    }
    StatsWindowAggregator reader =
        new StatsWindowAggregator(
            new StatsWindowAggregator.StatsTimeRange(
                NOON.plusSeconds(3_000), NOON.plusSeconds(6_000), StatsKey.WINDOW),
            null,
            false);

    // When
    reader.scan(entries::scan, null);

    // Then
    assertThat(reader.windows()).hasSize(30);
    assertThat(entries.visits).isEqualTo(3 * 12);
  }

  @Test
  void theNextHappeningOfAWindowNeedsNoRead() {
    // Given
    count("a", "default/x", NOON);

    // When
    for (int n = 0; n < 100; n++) {
      count("a", "default/x", NOON.plusSeconds(n));
    }

    // Then
    assertThat(entries.gets).isEqualTo(1);
    assertThat(
            StatsCounterValues.decode(entries.entries.firstEntry().getValue()).of(StatsCounter.IN))
        .isEqualTo(101);
  }

  @Test
  void whatWouldBeForgottenAtOnceIsNotCounted() {
    // Given
    Instant old = NOON.minusMillis(RETENTION).minus(StatsKey.WINDOW);

    // When
    ledger.count(
        new StatsUpdate("a", "default/x", old.toEpochMilli(), StatsDelta.one(StatsCounter.IN)),
        NOON.toEpochMilli());

    // Then
    assertThat(entries.entries).isEmpty();
  }

  @Test
  void whatIsOverIsForgottenAndNothingElse() {
    // Given
    for (int window = 0; window < 600; window++) {
      for (String tenant : List.of("a", "a-1", "b")) {
        Instant at = NOON.plus(StatsKey.WINDOW.multipliedBy(window));
        ledger.count(
            new StatsUpdate(
                tenant, "default/x", at.toEpochMilli(), StatsDelta.one(StatsCounter.IN)),
            at.toEpochMilli());
      }
    }
    StatsExpiryScanner forgetting = new StatsExpiryScanner(entries, RETENTION);
    long now = NOON.plus(StatsKey.WINDOW.multipliedBy(599)).toEpochMilli();

    // When
    int ticks = 0;
    int most = 0;
    for (List<byte[]> due = forgetting.due(now, 7); ticks < 100; due = forgetting.due(now, 7)) {
      due.forEach(entries.entries::remove);
      most = Math.max(most, due.size());
      ticks++;
    }

    // Then
    long kept = StatsKey.windowOf(now - RETENTION);
    assertThat(entries.entries.keySet())
        .hasSize(3 * 577)
        .allMatch(key -> StatsKey.decode(key).windowMs() >= kept);
    assertThat(most).isLessThanOrEqualTo(7);
  }

  @Test
  void aPassThatIsDoneCostsNothingUntilTheNextWindow() {
    // Given
    count("a", "default/x", NOON);
    StatsExpiryScanner forgetting = new StatsExpiryScanner(entries, RETENTION);
    long now = NOON.toEpochMilli() + RETENTION;
    assertThat(forgetting.due(now, 100)).isEmpty();
    int scans = entries.scans;

    // When
    List<byte[]> sameWindow = forgetting.due(now + 299_999, 100);
    int scansSince = entries.scans - scans;
    List<byte[]> nextWindow = forgetting.due(now + 300_000, 100);

    // Then
    assertThat(sameWindow).isEmpty();
    assertThat(scansSince).isZero();
    assertThat(nextWindow).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"00, COUNTS", "01, DELIVERY", "02, READ"})
  void aKeyIsReadAndWritten(String code, StatsKey.StatsEntryKind kind) {
    // Given
    byte[] key = bytes("'acme' 00 0000019ca9450a00 " + code + " 'default/loja'");

    // When
    StatsKey read = StatsKey.decode(key);

    // Then
    assertThat(read).isEqualTo(new StatsKey("acme", NOON.toEpochMilli(), kind, "default/loja"));
    assertThat(read.encode()).isEqualTo(key);
    assertThat(StatsKey.StatsEntryKind.values()).hasSize(3);
  }

  @Test
  void whatIsNoKeyIsRefused() {
    // When, Then
    for (String hex :
        List.of(
            "",
            "61",
            "6100",
            "610000000000000000",
            "61000000000000000000ff61",
            "6100000000000000000003")) {
      byte[] key = bytes(hex);
      assertThatThrownBy(() -> StatsKey.decode(key)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private void count(String tenant, String instance, Instant at) {
    ledger.count(
        new StatsUpdate(tenant, instance, at.toEpochMilli(), StatsDelta.one(StatsCounter.IN)),
        NOON.toEpochMilli());
  }
}
