// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.dedup;

import static dev.carteiro.topology.WebhookFactSamples.NOON;
import static dev.carteiro.topology.store.HexFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.topology.store.InstanceScopedKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeenFactViewTest {

  @ParameterizedTest
  @CsvSource({
    "M:3EB0, message, 3EB0,",
    "M:a:b, message, a:b,",
    "P:3EB0, placeholder, 3EB0,",
    "S:3EB0:DELIVERY_ACK, status, 3EB0, DELIVERY_ACK",
    "S:a:b:READ, status, a:b, READ",
    "E:3EB0:1772366400000, edit, 3EB0,",
    "E:3EB0:t:0123456789abcdef, edit, 3EB0,",
    "D:3EB0, delete, 3EB0,",
    "C:2026-03-01T12:00:00Z:open:200, connection, 2026-03-01T12:00:00Z:open:200,",
    "X:chats.update:0123, event, chats.update:0123,"
  })
  void aFactIsTakenApart(String fact, String kind, String subject, String status) {
    // Given
    SeenFactEntry entry =
        SeenFactEntry.first(NOON.toEpochMilli(), "tenant-a")
            .repeated(NOON.plusSeconds(1).toEpochMilli())
            .repeated(NOON.plusSeconds(2).toEpochMilli());

    // When
    SeenFactView duplicate =
        SeenFactView.decode(InstanceScopedKey.of("default/loja", fact), entry.encode());

    // Then
    assertThat(duplicate)
        .isEqualTo(
            new SeenFactView(
                "tenant-a", "default/loja", kind, subject, status, NOON, NOON.plusSeconds(2), 2));
    assertThat(duplicate.isRepeated()).isTrue();
  }

  @Test
  void aFactThatWasTooLongIsItsHash() {
    // Given
    byte[] key = InstanceScopedKey.of("default/loja", "M:" + "x".repeat(500));

    // When
    SeenFactView duplicate = SeenFactView.decode(key, SeenFactEntry.first(1, "t").encode());

    // Then
    assertThat(duplicate.kind()).isEqualTo("hashed");
    assertThat(duplicate.subject()).hasSize(64);
    assertThat(duplicate.isRepeated()).isFalse();
    assertThat(duplicate.lastRepeated()).isNull();
  }

  @Test
  void anEntryIsReadAndWritten() {
    // Given
    byte[] stored = bytes("0000000000000101 0000000000000202 00000003 'acme'");

    // When
    SeenFactEntry entry = SeenFactEntry.decode(stored);

    // Then
    assertThat(entry).isEqualTo(new SeenFactEntry(0x101, 0x202, 3, "acme"));
    assertThat(entry.encode()).isEqualTo(stored);
    assertThat(InstanceScopedKey.of("default/loja", "M:1"))
        .isEqualTo(bytes("'default/loja' 00 'M:1'"));
  }

  @Test
  void anEntryOfAnOlderVersionIsNobodys() {
    // Given
    byte[] older = bytes("0000019ca9450a00 0000000000000000 00000000");

    // When
    SeenFactEntry entry = SeenFactEntry.decode(older);

    // Then
    assertThat(entry).isEqualTo(SeenFactEntry.first(NOON.toEpochMilli(), null));
    assertThat(entry.encode()).isEqualTo(older);
    assertThat(SeenFactEntry.isRemembered(older, NOON.toEpochMilli() + 9, 10)).isTrue();
    assertThat(SeenFactEntry.isRemembered(older, NOON.toEpochMilli() + 10, 10)).isFalse();
  }
}
