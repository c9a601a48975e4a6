// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever supplies the services, what was written is there after each kind of outage, at the same
 * address.
 */
class TestServicesIT {
  @TempDir private Path directory;

  @Test
  void dataAndAddressesSurviveStopsAndKills() throws Exception {
    // Given
    try (TestServices services = TestServices.fresh(directory, 1 << 20)) {
      String address = services.bootstrapServers();
      String url = services.database().url();
      createTopic(services);
      execute(services, "CREATE TABLE letters(text text)");
      // When
      services.stopKafka();
      services.startKafka();
      services.killKafka();
      services.startKafka();
      services.stopPostgres();
      services.startPostgres();
      services.killPostgres();
      services.startPostgres();
      // Then
      assertThat(services.bootstrapServers()).isEqualTo(address);
      assertThat(services.database().url()).isEqualTo(url);
      assertThat(topics(services)).containsExactly("letters");
      assertThat(count(services)).isZero();
    }
  }

  private static void createTopic(TestServices services) throws Exception {
    try (Admin admin = admin(services)) {
      admin.createTopics(List.of(new NewTopic("letters", 1, (short) 1))).all().get();
    }
  }

  private static Iterable<String> topics(TestServices services) throws Exception {
    try (Admin admin = admin(services)) {
      return admin.listTopics().names().get();
    }
  }

  private static Admin admin(TestServices services) {
    return Admin.create(Map.of("bootstrap.servers", services.bootstrapServers()));
  }

  private static void execute(TestServices services, String sql) throws SQLException {
    try (Connection connection = connect(services);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int count(TestServices services) throws SQLException {
    try (Connection connection = connect(services);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM letters")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static Connection connect(TestServices services) throws SQLException {
    return DriverManager.getConnection(
        services.database().url(),
        services.database().user(),
        services.database().password().orElseThrow());
  }
}
