// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.runtime.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateHomeTest {
  @TempDir private Path directory;

  @Test
  void processesWithOneSettingHaveADirectoryEach() {
    // When
    try (StateHome first = StateHome.claim(directory.resolve("state"));
        StateHome second = StateHome.claim(directory.resolve("state"))) {
      // Then
      assertThat(first.path()).isEqualTo(directory.resolve("state"));
      assertThat(second.path()).isEqualTo(directory.resolve("state-2"));
    }
  }

  @Test
  void oneThatStartsAgainFindsWhatItLeft() {
    // Given
    StateHome first = StateHome.claim(directory.resolve("state"));
    try (StateHome second = StateHome.claim(directory.resolve("state"))) {
      first.close();

      // When
      try (StateHome again = StateHome.claim(directory.resolve("state"))) {
        // Then
        assertThat(again.path()).isEqualTo(first.path()).isNotEqualTo(second.path());
      }
    }
  }

  @Test
  void whereNothingIsFreeItSaysWhatToDo() {
    // Given
    List<StateHome> all = new ArrayList<>();
    StateHome.places(directory.resolve("state"))
        .forEach(place -> all.add(StateHome.claim(directory.resolve("state"))));

    // When
    assertThatThrownBy(() -> StateHome.claim(directory.resolve("state")))
        // Then
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("give this one another");
    all.forEach(StateHome::close);
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
    // Given
    Path file = Files.createFile(directory.resolve("file"));

    // When
    assertThatThrownBy(() -> StateHome.claim(file.resolve("state")))
        // Then
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("TOPOLOGY_STATE_DIR");
  }

  @Test
  void whatAKilledProcessLeftIsToldFromWhatWasClosed() throws IOException {
    // Given
    Path state = directory.resolve("state");
    StateHome.claim(state).close();

    // When
    StateHome closed = StateHome.claim(state);
    boolean afterClose = closed.wasLeftUnclosed();
    closed.close();
    Files.createFile(state.resolve("process.running"));
    boolean afterKill;
    try (StateHome killed = StateHome.claim(state)) {
      afterKill = killed.wasLeftUnclosed();
    }

    // Then
    assertThat(afterClose).isFalse();
    assertThat(afterKill).isTrue();
  }
}
