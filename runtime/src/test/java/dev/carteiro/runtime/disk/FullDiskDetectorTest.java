// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.runtime.lifecycle.ExitCode;
import dev.carteiro.runtime.lifecycle.StartupException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FullDiskDetectorTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "No space left on device",
        "Error opening store carteiro-jobs at /state/0_1: IO error: No space left on device: While"
            + " appending",
        "There is not enough space on the disk",
      })
  void aFullDiskIsNamedHoweverDeepItsCauseIs(String message) {
    // Given
    Throwable failure =
        new IllegalStateException("x", new RuntimeException(new IOException(message)));
    // When
    Path place = directory.resolve("not/there/yet");
    // Then
    assertThat(FullDiskDetector.behind(failure, place).orElseThrow())
        .contains(place.toString(), "is full", "MiB free", "make room", "start again");
  }

  @ParameterizedTest(name = "{0} MiB of {1} MiB")
  @CsvSource({
    // A tmpfs of 1 GiB, 10 GB, 250 GB, 2 TB.
    "19, 1024, true, true",
    "60, 1024, false, true",
    "103, 1024, false, false",
    "63, 9537, true, true",
    "64, 9537, false, true",
    "954, 9537, false, false",
    "287, 238419, false, true",
    "63, 238419, true, true",
    "1023, 1907349, false, true",
    "1024, 1907349, false, false",
    "38146, 1907349, false, false",
  })
  void onlyTooLittleToEndInOrderIsFullHoweverLargeTheDisk(
      long free, long total, boolean full, boolean low) {
    // Given
    DiskSpace space = new DiskSpace(free << 20, total << 20);
    // Then
    assertThat(space.isFull()).isEqualTo(full);
    assertThat(space.isLow()).isEqualTo(low);
    assertThat(space).hasToString(free + " of " + total + " MiB free");
  }

  @Test
  void aDiskThatIsFullThoughBytesAreFreeMayLackQuotaOrInodes() {
    assertThat(
            FullDiskDetector.behind(new IOException("No space left on device"), directory)
                .orElseThrow())
        .contains("quota or inodes");
  }

  @Test
  void anotherFailureIsNotOneOfTheDisk() {
    assertThat(FullDiskDetector.behind(new IOException("Permission denied"), directory)).isEmpty();
    assertThat(FullDiskDetector.at(directory)).isEmpty();
  }

  @Test
  void aStartThatAFullDiskPreventsMayBeTriedAgain() {
    assertThat(StartupException.diskFull("x", null).exitCode()).isEqualTo(ExitCode.ROLE_FAILED);
    assertThat(new StartupException("PORT_IN_USE", "x").exitCode())
        .isEqualTo(ExitCode.CANNOT_START);
  }
}
