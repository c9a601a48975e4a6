// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.config.DatabaseSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.runtime.lifecycle.StartupException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir private Path parent;

  @Test
  void theDirectoryAndItsSecretsAreTheOwnersAlone() throws Exception {
    // Given
    DataDirectory directory = new DataDirectory(parent.resolve("data"));
    directory.create();
    // When
    String secret = DataDirectory.secret(directory.adminKey(), () -> "first");
    // Then
    assertThat(secret).isEqualTo("first");
    assertThat(DataDirectory.secret(directory.adminKey(), () -> "second")).isEqualTo("first");
    assertThat(Files.getPosixFilePermissions(directory.path()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(Files.getPosixFilePermissions(directory.adminKey()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void aDirectoryHasOneOwnerAtATime() {
    // Given
    DataDirectory directory = new DataDirectory(parent.resolve("data"));
    directory.create();
    DataDirectory.DirectoryLock lock = directory.lock();
    // When / Then
    assertThatThrownBy(directory::lock)
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("process " + ProcessHandle.current().pid());
    lock.close();
    directory.lock().close();
  }

  @Test
  void otherCommandsFindTheServicesUnlessToldOtherwise() throws Exception {
    // Given
    DataDirectory directory = new DataDirectory(parent.resolve("data"));
    directory.create();
    Path password = Files.writeString(parent.resolve("password"), "hidden\n");
    LocalServiceAddresses.write(
        directory,
        Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
            "TOPIC_PARTITIONS", "5",
            "DATABASE_URL", "jdbc:postgresql://127.0.0.1:2/carteiro",
            "DATABASE_PASSWORD_FILE", password.toString()));
    Map<String, String> dataDir = Map.of("DATA_DIR", directory.path().toString());
    // When
    Environment found = LocalServiceAddresses.under(new Environment(dataDir));
    // Then
    assertThat(found.bind(KafkaSettings.class).bootstrapServers()).isEqualTo("127.0.0.1:1");
    assertThat(found.bind(KafkaSettings.class).partitions()).isEqualTo(5);
    assertThat(found.bind(DatabaseSettings.class).password()).contains("hidden");
    Environment told =
        LocalServiceAddresses.under(
            new Environment(dataDir)
                .with(
                    Map.of(
                        "DATABASE_URL",
                        "jdbc:postgresql://other/db",
                        "KAFKA_BOOTSTRAP_SERVERS",
                        "other:9092")));
    assertThat(told.bind(DatabaseSettings.class).url()).isEqualTo("jdbc:postgresql://other/db");
    assertThat(told.bind(DatabaseSettings.class).password()).isEmpty();
    assertThat(told.bind(KafkaSettings.class).partitions()).isEqualTo(12);
  }
}
