// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnumCodeTableTest {
  private final EnumCodeTable<TimeUnit> table =
      new EnumCodeTable<>(TimeUnit.class, unit -> 20 - unit.ordinal());

  @Test
  void aConstantIsFoundByItsCode() {
    // When, Then
    for (TimeUnit unit : TimeUnit.values()) {
      assertThat(table.of(20 - unit.ordinal())).isEqualTo(unit);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-128, -1, 0, 13, 21, 127, 128})
  void anUnknownCodeIsRefused(int code) {
    // When, Then
    assertThatThrownBy(() -> table.of(code))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("TimeUnit has no code " + code);
  }

  @Test
  void twoConstantsCannotHaveTheSameCode() {
    // When, Then
    assertThatThrownBy(() -> new EnumCodeTable<>(TimeUnit.class, unit -> unit.ordinal() / 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("TimeUnit has the code 0 more than once");
  }
}
