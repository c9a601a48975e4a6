// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import static dev.carteiro.topology.WebhookFactSamples.NOON;
import static dev.carteiro.topology.store.HexFixture.entries;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.topology.record.RecordOrigin;
import dev.carteiro.topology.store.MemoryByteStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ParkedWebhookStoreTest {
  private static final long TTL_MS = 60_000;

  /** Length, coordinates. */
  private static final String WEBHOOK =
      "00000090 '{\"key\":\"default/a\",\"topic\":\"whatsapp-webhook\",\"partition\":3,\"offset\":77"
          + ",\"brokerTime\":\"2026-03-01T12:00:00Z\",\"headers\":{\"carteiro-trace-id\":\"t\"}}'";

  private final MemoryByteStore queues = new MemoryByteStore();
  private final MemoryByteStore webhooks = new MemoryByteStore();
  private final ParkedWebhookStore lot = lot(1_000, 1_000_000);

  private ParkedWebhookStore lot(int perInstance, long bytes) {
    return new ParkedWebhookStore(
        queues, webhooks, new ParkedWebhookStore.ParkingLimits(perInstance, bytes, TTL_MS));
  }

  @Test
  void webhooksLeaveInTheOrderInWhichTheyCame() {
    // Given
    for (int n = 0; n < 300; n++) {
      lot.park("default/a", origin("a" + n), n, false);
      lot.park("default/b", origin("b" + n), n, false);
    }

    // When
    List<String> left = new ArrayList<>();
    for (Optional<RecordOrigin> next = lot.takeOldest("default/a");
        next.isPresent();
        next = lot.takeOldest("default/a")) {
      left.add(new String(next.get().bytes(), StandardCharsets.UTF_8));
    }

    // Then
    assertThat(left).hasSize(300).first().isEqualTo("a0");
    assertThat(left)
        .isEqualTo(java.util.stream.IntStream.range(0, 300).mapToObj(n -> "a" + n).toList());
    assertThat(lot.holds("default/a")).isFalse();
    assertThat(lot.holds("default/b")).isTrue();
  }

  @Test
  void everythingOfARecordComesBack() {
    // Given
    RecordOrigin parked =
        new RecordOrigin(
            "default/a",
            "whatsapp-webhook",
            3,
            77,
            NOON,
            Map.of("carteiro-trace-id", "t"),
            new byte[] {0, -1});
    lot.park("default/a", parked, 5, false);
    Map<String, String> storedQueues = entries(queues.entries);
    Map<String, String> storedWebhooks = entries(webhooks.entries);

    // When
    RecordOrigin taken = lot.takeOldest("default/a").orElseThrow();

    // Then
    assertThat(taken).usingRecursiveComparison().isEqualTo(parked);
    assertThat(storedQueues)
        .isEqualTo(
            entries(
                "'default/a'",
                "0000000000000000 0000000000000001 000000000000009e 0000000000000005",
                "",
                "000000000000009e 0000000000000001"));
    assertThat(storedWebhooks)
        .isEqualTo(
            entries(
                "00000009 'default/a' 0000000000000000", "0000000000000005 " + WEBHOOK + " 00ff"));
  }

  @Test
  void limitsAreKeptAndLeavingMakesRoom() {
    // Given
    ParkedWebhookStore small = lot(2, 1_000_000);
    small.park("default/a", origin("1"), 0, false);
    small.park("default/a", origin("2"), 0, false);

    // When
    boolean third = small.park("default/a", origin("3"), 0, false);
    boolean behindRelease = small.park("default/a", origin("4"), 0, true);
    small.takeOldest("default/a");
    small.takeOldest("default/a");
    boolean afterRoom = small.park("default/a", origin("5"), 0, false);

    // Then
    assertThat(third).isFalse();
    assertThat(behindRelease).isTrue();
    assertThat(afterRoom).isTrue();
  }

  @Test
  void bytesAreBoundedOverAllInstancesAndGivenBack() {
    // Given
    ParkedWebhookStore small = lot(1_000, 1_000);
    int parked = 0;
    while (small.park("default/i" + parked, origin("x".repeat(100)), 0, false)) {
      parked++;
    }

    // When
    for (int n = 0; n < parked; n++) {
      small.takeOldest("default/i" + n);
    }

    // Then
    assertThat(parked).isBetween(2, 9);
    assertThat(small.totals().bytes()).isZero();
    assertThat(small.totals().instances()).isZero();
    assertThat(webhooks.entries).isEmpty();
  }

  @Test
  void theOldestOfAQueueDecidesItsExpiry() {
    // Given
    lot.park("default/a", origin("old"), 1_000, false);
    lot.park("default/a", origin("young"), 2_000, false);

    // When
    boolean oldExpired = lot.isOldestExpired("default/a", 1_000 + TTL_MS);
    lot.takeOldest("default/a");
    boolean youngExpired = lot.isOldestExpired("default/a", 1_000 + TTL_MS);

    // Then
    assertThat(oldExpired).isTrue();
    assertThat(youngExpired).isFalse();
    assertThat(lot.nextExpiryMs()).contains(2_000 + TTL_MS);
  }

  @Test
  void aLotThatTakesOverFindsWhatWaits() {
    // Given
    lot.park("default/a", origin("a"), 0, false);

    // When
    ParkedWebhookStore successor = lot(1_000, 1_000_000);

    // Then
    assertThat(successor.holds("default/a")).isTrue();
    assertThat(successor.totals().instances()).isEqualTo(1);
  }

  @Test
  void anEmptyLotIsAskedWithoutItsStore() {
    // Given
    lot.park("default/a", origin("a"), 0, false);
    lot.takeOldest("default/a");
    int reads = queues.gets;

    // When
    boolean holds = lot.holds("default/b");

    // Then
    assertThat(holds).isFalse();
    assertThat(queues.gets).isEqualTo(reads);
  }

  @Test
  void oneInstanceIsNotAnothersPrefix() {
    // Given
    lot.park("default/a", origin("a"), 0, false);
    lot.park("default/a\0b", origin("ab"), 0, false);

    // When
    RecordOrigin taken = lot.takeOldest("default/a").orElseThrow();

    // Then
    assertThat(new String(taken.bytes(), StandardCharsets.UTF_8)).isEqualTo("a");
    assertThat(lot.instances(instance -> true)).containsExactly("default/a\0b");
  }

  private static RecordOrigin origin(String body) {
    return new RecordOrigin(
        "default/x",
        "whatsapp-webhook",
        0,
        1,
        NOON,
        Map.of(),
        body.getBytes(StandardCharsets.UTF_8));
  }
}
