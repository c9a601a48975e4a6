// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.runtime.lifecycle.ExitCode;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import dev.carteiro.standalone.ChildJvm;
import dev.carteiro.standalone.StartupTrainingRun;
import dev.carteiro.standalone.UpProcess;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that {@code up} runs, around roles that do nothing. */
class UpIT {
  private static final String READY = "6. Data, keys, addresses";

  @TempDir private Path directory;
  private Map<String, String> environment;

  @BeforeEach
  void chooseDirectoryAndPorts() {
    environment =
        new TreeMap<>(
            Map.of(
                "DATA_DIR", directory.resolve("data").toString(),
                "EMBEDDED_KAFKA_PORT", Integer.toString(LoopbackPorts.anyFree()),
                "EMBEDDED_KAFKA_CONTROLLER_PORT", Integer.toString(LoopbackPorts.anyFree()),
                "EMBEDDED_POSTGRES_PORT", Integer.toString(LoopbackPorts.anyFree())));
  }

  @Test
  void aSignalStopsRolesBeforeServicesInOrder() throws Exception {
    // Given
    try (ChildJvm up = up("first")) {
      up.awaitOutput(READY);
      // When
      up.terminate();
      // Then
      assertThat(up.exitCode()).isEqualTo(ExitCode.OK.code());
      assertThat(lines(up, "stop"))
          .containsSequence(
              "stop console", "stop bridge", "stop topology", "stop sender", "stop sink");
      assertThat(up.output())
          .containsSubsequence("stopped sink", "stopped postgres", "stopped kafka");
      assertThat(PostmasterPidFile.of(data().resolve("postgres/data"))).isEmpty();
    }
  }

  @Test
  void theAdminKeyIsMadeOnceShownOnceAndKeptToItsOwner() throws Exception {
    // Given
    try (ChildJvm first = up("first")) {
      first.awaitOutput(READY);
      first.kill();
    }
    String key = Files.readString(data().resolve("admin-key")).strip();
    // When
    try (ChildJvm second = up("second")) {
      second.awaitOutput(READY);
      // Then
      assertThat(key).matches("ck_[A-Za-z0-9_-]{43}");
      assertThat(Files.readString(directory.resolve("first"))).containsOnlyOnce(key);
      assertThat(second.output()).doesNotContain(key);
      assertThat(Files.readString(data().resolve("admin-key")).strip()).isEqualTo(key);
      assertThat(Files.getPosixFilePermissions(data().resolve("admin-key")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(Files.getPosixFilePermissions(data()))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
      second.terminate();
      second.exitCode();
    }
  }

  @Test
  void aSecondUpOnTheSameDirectoryIsRefused() {
    // Given
    try (ChildJvm first = up("first")) {
      first.awaitOutput("start bridge");
      // When
      try (ChildJvm second = up("second")) {
        // Then
        assertThat(second.exitCode()).isEqualTo(ExitCode.CANNOT_START.code());
        assertThat(second.output()).contains("is in use by another carteiro").contains("DATA_DIR");
      }
      first.awaitOutput(READY);
      first.terminate();
      first.exitCode();
    }
  }

  @Test
  void aFailedRoleEndsTheProcessWithItsReason() {
    // Given
    environment.put("FAILING_ROLE", "topology");
    // When
    try (ChildJvm up = up("first")) {
      // Then
      assertThat(up.exitCode()).isEqualTo(ExitCode.ROLE_FAILED.code());
      assertThat(up.output())
          .contains("topology is broken")
          .contains("stopped postgres", "stopped kafka");
    }
  }

  @Test
  void aPostgresThatIsKilledIsStartedAgainAndKeepsItsData() throws Exception {
    // Given
    try (ChildJvm up = up("first")) {
      up.awaitOutput(READY);
      Path cluster = data().resolve("postgres/data");
      execute("CREATE TABLE kept AS SELECT 1 AS one");
      long first = PostmasterPidFile.of(cluster).orElseThrow().pid();
      // When
      ProcessHandle.of(first).orElseThrow().destroyForcibly();
      up.awaitOutput("the embedded PostgreSQL serves again");
      // Then
      assertThat(PostmasterPidFile.of(cluster).orElseThrow().pid()).isNotEqualTo(first);
      execute("INSERT INTO kept VALUES (2)");
      assertThat(up.output()).contains("start=1 of=10");
      up.terminate();
      assertThat(up.exitCode()).isEqualTo(ExitCode.OK.code());
      assertThat(PostmasterPidFile.of(cluster)).isEmpty();
    }
  }

  private void execute(String sql) throws Exception {
    String url =
        "jdbc:postgresql://127.0.0.1:%s/carteiro"
            .formatted(environment.get("EMBEDDED_POSTGRES_PORT"));
    String password = Files.readString(data().resolve("postgres/password")).strip();
    try (Connection connection = DriverManager.getConnection(url, "carteiro", password);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void aTakenPortStopsTheStartAndLeavesNothingRunning() throws Exception {
    // Given
    try (ServerSocket taken =
        new ServerSocket(
            Integer.parseInt(environment.get("EMBEDDED_KAFKA_PORT")),
            1,
            InetAddress.getByName("127.0.0.1"))) {
      // When
      try (ChildJvm up = up("first")) {
        // Then
        assertThat(up.exitCode()).isEqualTo(ExitCode.CANNOT_START.code());
        assertThat(up.output())
            .contains("port " + taken.getLocalPort())
            .contains("EMBEDDED_KAFKA_PORT");
        assertThat(PostmasterPidFile.of(data().resolve("postgres/data"))).isEmpty();
      }
    }
  }

  private ChildJvm up(String output) {
    return ChildJvm.start(directory.resolve(output), environment, UpProcess.class, "up");
  }

  private Path data() {
    return directory.resolve("data");
  }

  @Test
  void aRehearsalSeesAMessageAndLeavesNothingBehind() throws Exception {
    // Given
    Path temporary = Files.createDirectory(directory.resolve("temporary"));
    Map<String, String> environment = Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
    // When
    try (ChildJvm rehearsal =
        ChildJvm.start(directory.resolve("rehearsal"), environment, StartupTrainingRun.class)) {
      int code = rehearsal.exitCode();
      // Then
      assertThat(code).as(rehearsal.output()).isZero();
    }
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith("carteiro"));
    }
  }

  private static List<String> lines(ChildJvm process, String start) {
    return process.output().lines().filter(line -> line.startsWith(start + " ")).toList();
  }
}
