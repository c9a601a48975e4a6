// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkProgramTest {
  @TempDir private Path directory;

  @Test
  void startReturnsAtTheReadyLineAndCloseEndsChildProcesses() throws Exception {
    // Given
    BenchmarkProgram program = shell("echo PORT $NUMBER; sleep 600 & echo READY; wait");
    // When
    program.awaitReady();
    // Then
    assertThat(program.said("PORT")).isEqualTo("17");
    List<ProcessHandle> all = program.handle().descendants().toList();
    assertThat(all).isNotEmpty();
    program.close();
    assertThat(program.handle().isAlive()).isFalse();
    for (ProcessHandle child : all) {
      child.onExit().get();
    }
  }

  @Test
  void aMissingProgramIsReportedInOneLine() {
    try (BenchmarkProgram program =
        shell("echo starting; echo UNAVAILABLE: no Redis here; exit 69")) {
      assertThatThrownBy(program::awaitReady)
          .isInstanceOf(ContenderUnavailableException.class)
          .hasMessage("no Redis here");
    }
  }

  @Test
  void theOutputOfAProgramThatEndsEarlyIsQuoted() {
    try (BenchmarkProgram program = shell("echo segmentation fault; exit 1")) {
      assertThatThrownBy(program::awaitReady)
          .isInstanceOf(ContenderUnavailableException.class)
          .hasMessage("ended: segmentation fault");
    }
  }

  private BenchmarkProgram shell(String script) {
    return BenchmarkProgram.start(
        directory.resolve("out"), null, Map.of("NUMBER", "17"), List.of("sh", "-c", script));
  }
}
