// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.runtime.lifecycle.StartupException;
import dev.carteiro.standalone.TestServices;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresServerIT {
  @TempDir private Path directory;
  private EmbeddedPostgresServer.EmbeddedPostgresSettings settings;

  @BeforeEach
  void choosePort() {
    settings =
        EmbeddedPostgresServer.EmbeddedPostgresSettings.onFreePort(
            directory.resolve("with space"), TestServices.postgresBinaries());
  }

  @Test
  void rowsSurviveARestart() throws Exception {
    // Given
    try (EmbeddedPostgresServer postgres = EmbeddedPostgresServer.start(settings)) {
      execute(postgres.database(), "CREATE TABLE letters(text text)");
      execute(postgres.database(), "INSERT INTO letters VALUES ('olá')");
    }
    // When
    try (EmbeddedPostgresServer restarted = EmbeddedPostgresServer.start(settings)) {
      // Then
      assertThat(query(restarted.database(), "SELECT text FROM letters")).isEqualTo("olá");
    }
  }

  @Test
  void commitsAreOnDiskAndPasswordsAreAskedFor() throws Exception {
    // Given
    try (EmbeddedPostgresServer postgres = EmbeddedPostgresServer.start(settings)) {
      // When
      String fsync = query(postgres.database(), "SHOW fsync");
      // Then
      assertThat(fsync).isEqualTo("on");
      assertThat(
              query(
                  postgres.database(),
                  "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
          .isEqualTo("f");
      assertThatThrownBy(
              () ->
                  DriverManager.getConnection(postgres.superuser().url(), "postgres", "wrong")
                      .close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
      assertThat(Files.getPosixFilePermissions(settings.passwordFile()))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void aServerLeftBehindByAKilledProcessIsReplaced() throws Exception {
    // Given
    EmbeddedPostgresServer leftBehind = EmbeddedPostgresServer.start(settings);
    execute(leftBehind.database(), "CREATE TABLE letters(text text)");
    ProcessHandle old = leftBehind.process().orElseThrow();
    // When
    try (EmbeddedPostgresServer next = EmbeddedPostgresServer.start(settings)) {
      // Then
      // An orphan may stay a zombie, which has no command line any more, until it is reaped.
      assertThat(old.isAlive() && old.info().commandLine().isPresent()).isFalse();
      assertThat(next.process().orElseThrow().pid()).isNotEqualTo(old.pid());
      assertThat(query(next.database(), "SELECT count(*) FROM letters")).isEqualTo("0");
    }
  }

  @Test
  void aPidFileOfAnotherProcessIsIgnored() throws Exception {
    // Given
    try (EmbeddedPostgresServer postgres = EmbeddedPostgresServer.start(settings)) {
      execute(postgres.database(), "CREATE TABLE letters(text text)");
    }
    String stranger = Long.toString(ProcessHandle.current().pid());
    Files.writeString(
        settings.cluster().resolve("postmaster.pid"), stranger + "\n" + settings.cluster() + "\n");
    // When
    try (EmbeddedPostgresServer postgres = EmbeddedPostgresServer.start(settings)) {
      // Then
      assertThat(query(postgres.database(), "SELECT count(*) FROM letters")).isEqualTo("0");
    }
  }

  @Test
  void aTakenPortIsNamedWithItsSetting() throws Exception {
    // Given
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      EmbeddedPostgresServer.EmbeddedPostgresSettings clash =
          new EmbeddedPostgresServer.EmbeddedPostgresSettings(
              settings.directory(), settings.binaries(), taken.getLocalPort());
      // When / Then
      assertThatThrownBy(() -> EmbeddedPostgresServer.start(clash))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageContaining("EMBEDDED_POSTGRES_PORT");
    }
  }

  @Test
  void aClusterOfAnotherVersionIsLeftAlone() throws Exception {
    // Given
    Files.createDirectories(settings.cluster());
    Files.writeString(settings.cluster().resolve("PG_VERSION"), "17\n");
    // When / Then
    assertThatThrownBy(() -> EmbeddedPostgresServer.start(settings))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("was made by PostgreSQL 17");
  }

  private static void execute(DatabaseSettings database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(DatabaseSettings database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static Connection connect(DatabaseSettings database) throws SQLException {
    return DriverManager.getConnection(
        database.url(), database.user(), database.password().orElseThrow());
  }
}
