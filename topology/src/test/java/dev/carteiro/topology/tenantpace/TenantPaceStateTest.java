// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.tenantpace;

import static dev.carteiro.topology.store.HexFixture.bytes;
import static dev.carteiro.topology.store.HexFixture.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.contract.send.TenantPermitRequest.PermitAction;
import org.junit.jupiter.api.Test;

class TenantPaceStateTest {
  private static final String VERSION_1 =
      """
      01 # version
      00000001 # given
      00000001 0000000000000101 00000001 # used
      00000001 00000009 'default/c' # waiting
      """;

  @Test
  void aPaceOfVersion1IsReadAndWritten() {
    // Given
    TenantPaceState pace = new TenantPaceState();
    pace.take(PermitAction.USED, "default/a", 0x101, 10);
    pace.take(PermitAction.ASK, "default/b", 0x101, 10);
    pace.grant(0x101, 10);
    pace.take(PermitAction.ASK, "default/c", 0x101, 10);

    // When
    TenantPaceState read = TenantPaceState.decode(bytes(VERSION_1));

    // Then
    assertThat(read.unused()).isEqualTo(1);
    assertThat(read.used(0x101)).isEqualTo(1);
    assertThat(read.waiting()).containsExactly("default/c");
    assertThat(hex(read.encode())).isEqualTo(hex(bytes(VERSION_1)));
    assertThat(hex(pace.encode())).isEqualTo(hex(bytes(VERSION_1)));
  }

  @Test
  void anotherVersionIsRefused() {
    // When, Then
    assertThatThrownBy(() -> TenantPaceState.decode(bytes("02 00000000 00000000 00000000")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("version of a tenant's pace is 2, known is 1");
  }
}
