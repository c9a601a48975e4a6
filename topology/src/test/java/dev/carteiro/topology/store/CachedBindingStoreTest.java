// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.store;

import static dev.carteiro.topology.WebhookFactSamples.NOON;
import static dev.carteiro.topology.store.HexFixture.entries;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.registry.InstanceBinding;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CachedBindingStoreTest {
  private static final String ANA = "default/ana";

  private final MemoryByteStore store = new MemoryByteStore();
  private final CachedBindingStore bindings = new CachedBindingStore(store);

  @Test
  void aBindingIsInForceFromTheMomentItIsPutUntilItEnds() {
    // Given
    Optional<InstanceBinding> before = bindings.of(ANA);

    // When
    bindings.put(ANA, binding("t1"));
    Optional<InstanceBinding> first = bindings.of(ANA);
    bindings.put(ANA, binding("t2"));
    Optional<InstanceBinding> second = bindings.of(ANA);
    bindings.put(ANA, null);
    Optional<InstanceBinding> after = bindings.of(ANA);

    // Then
    assertThat(before).isEmpty();
    assertThat(first).contains(binding("t1"));
    assertThat(second).contains(binding("t2"));
    assertThat(after).isEmpty();
    assertThat(store.entries).isEmpty();
  }

  @Test
  void whatAnotherWroteIsFoundByWhoTakesOver() {
    // Given
    bindings.put(ANA, binding("t1"));

    // When
    Optional<InstanceBinding> found = new CachedBindingStore(store).of(ANA);

    // Then
    assertThat(found).contains(binding("t1"));
  }

  @Test
  void theStoreIsAskedOnceForEachInstance() {
    // Given
    bindings.put(ANA, binding("t1"));
    bindings.of(ANA);
    bindings.of("default/nobody");
    int reads = store.gets;

    // When
    bindings.of(ANA);
    bindings.of("default/nobody");

    // Then
    assertThat(store.gets).isEqualTo(reads);
  }

  @Test
  void anEntryIsReadAndWritten() {
    // Given
    String stored =
        """
        {"version":1,"instance":"default/ana","tenantId":"acme","evolutionInstanceId":"e",
        "apikeyFingerprint":"f","evolutionUrls":["http://e"],"credential":"c",
        "ratePerMinute":20,"paused":true,"clientMessageIds":true,
        "integration":"WHATSAPP-BAILEYS","updatedAt":"2026-03-01T12:00:00Z","updatedBy":"k1"}"""
            .replace("\n", "");
    store.put(ANA.getBytes(UTF_8), stored.getBytes(UTF_8));

    // When
    InstanceBinding read = bindings.of(ANA).orElseThrow();
    store.put(ANA.getBytes(UTF_8), null);
    bindings.put(ANA, read);

    // Then
    assertThat(read.ratePerMinute()).isEqualTo(20);
    assertThat(entries(store.entries)).isEqualTo(entries("'default/ana'", "'" + stored + "'"));
  }

  @Test
  void onlyThoseAskedForLastAreKept() {
    // Given
    bindings.put(ANA, binding("t1"));
    bindings.of(ANA);
    IntStream.range(0, CachedBindingStore.MAX_CACHED).forEach(n -> bindings.of("default/n" + n));
    int reads = store.gets;

    // When
    Optional<InstanceBinding> found = bindings.of(ANA);

    // Then
    assertThat(found).contains(binding("t1"));
    assertThat(store.gets).isEqualTo(reads + 1);
  }

  private static InstanceBinding binding(String tenant) {
    return new InstanceBinding(
        InstanceBinding.VERSION,
        new InstanceKey("default", "ana"),
        tenant,
        null,
        null,
        List.of(),
        null,
        null,
        false,
        false,
        null,
        NOON,
        "k1");
  }
}
