// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.runtime.lifecycle.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryLockTest {
  @TempDir private Path directory;

  @Test
  void processesWithOneSettingHaveADirectoryEach() {
    // When
    try (StateDirectoryLock first = StateDirectoryLock.claim(directory.resolve("state"));
        StateDirectoryLock second = StateDirectoryLock.claim(directory.resolve("state"))) {
      // Then
      assertThat(first.path()).isEqualTo(directory.resolve("state"));
      assertThat(second.path()).isEqualTo(directory.resolve("state-2"));
    }
  }

  @Test
  void oneThatStartsAgainFindsWhatItLeft() {
    // Given
    StateDirectoryLock first = StateDirectoryLock.claim(directory.resolve("state"));
    try (StateDirectoryLock second = StateDirectoryLock.claim(directory.resolve("state"))) {
      first.close();

      // When
      try (StateDirectoryLock again = StateDirectoryLock.claim(directory.resolve("state"))) {
        // Then
        assertThat(again.path()).isEqualTo(first.path()).isNotEqualTo(second.path());
      }
    }
  }

  @Test
  void whereNothingIsFreeItSaysWhatToDo() {
    // Given
    List<StateDirectoryLock> all = new ArrayList<>();
    StateDirectoryLock.places(directory.resolve("state"))
        .forEach(place -> all.add(StateDirectoryLock.claim(directory.resolve("state"))));

    // When
    assertThatThrownBy(() -> StateDirectoryLock.claim(directory.resolve("state")))
        // Then
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("give this one another");
    all.forEach(StateDirectoryLock::close);
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
    // Given
    Path file = Files.createFile(directory.resolve("file"));

    // When
    assertThatThrownBy(() -> StateDirectoryLock.claim(file.resolve("state")))
        // Then
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("TOPOLOGY_STATE_DIR");
  }

  @Test
  void whatAKilledProcessLeftIsToldFromWhatWasClosed() throws IOException {
    // Given
    Path state = directory.resolve("state");
    StateDirectoryLock.claim(state).close();

    // When
    StateDirectoryLock closed = StateDirectoryLock.claim(state);
    boolean afterClose = closed.wasLeftUnclosed();
    closed.close();
    Files.createFile(state.resolve("process.running"));
    boolean afterKill;
    try (StateDirectoryLock killed = StateDirectoryLock.claim(state)) {
      afterKill = killed.wasLeftUnclosed();
    }

    // Then
    assertThat(afterClose).isFalse();
    assertThat(afterKill).isTrue();
  }
}
