// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carteiro.contract.Json;
import dev.carteiro.standalone.embedded.DemoProcess;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code up --demo} with the real roles, as a newcomer sees it. */
class DemoRoleIT {
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private Map<String, String> environment;

  @BeforeEach
  void choosePorts() {
    environment = DemoProcess.environment(directory.resolve("data"), Map.of());
  }

  @Test
  void theFirstRequestIsSentAndReadAndASecondStartFindsTheSameWorld() throws Exception {
    // Given
    String firstKey;
    try (DemoProcess first = DemoProcess.start(directory.resolve("first"), environment)) {
      firstKey = first.senderKey("padaria");
      try (LiveFeedRecorder live =
          LiveFeedRecorder.follow(http, environment.get("CONSOLE_PORT"), firstKey)) {

        // When
        String id = send(first, firstKey);

        // Then
        await().atMost(LONG_ENOUGH).until(() -> statusOf(id).equals(List.of("read")));
        await().atMost(LONG_ENOUGH).until(() -> saw(live, id));
      }
      assertThat(delivered(first)).contains("\"content\":\"Olá!\"", "5511999999999@s.whatsapp.net");
      await()
          .atMost(LONG_ENOUGH)
          .until(() -> conversations().containsAll(List.of("clinica", "padaria")));
      first.stop();
    }
    try (DemoProcess second = DemoProcess.start(directory.resolve("second"), environment)) {
      assertThat(second.senderKey("padaria")).isEqualTo(firstKey);
      String id = send(second, firstKey);
      await().atMost(LONG_ENOUGH).until(() -> statusOf(id).equals(List.of("read")));
      second.stop();
    }
  }

  /** Whether the live feed told all of a message, of the caller's tenant and of no other. */
  private static boolean saw(LiveFeedRecorder live, String id) {
    assertThat(live.events())
        .allMatch(seen -> seen.event().path("tenantId").asText().equals("padaria"));
    boolean all =
        live.has("message.new")
            && live.has("message.status")
            && live.events().stream()
                .anyMatch(
                    seen ->
                        seen.event().at("/data/id").asText().equals(id)
                            && seen.event().at("/data/state").asText().equals("read"));
    if (all) {
      System.out.printf(
          "live feed: message.new after %s ms%n",
          live.events().stream()
              .filter(seen -> seen.type().equals("message.new"))
              .map(seen -> seen.latency().toMillis())
              .toList());
    }
    return all;
  }

  private String send(DemoProcess demo, String key) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(URI.create(demo.bridge() + "/api/whatsapp/send-message"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        "{\"instanceName\":\"business\",\"phoneNumber\":\"5511999999999\",\"message\":\"Olá!\"}"))
                .build(),
            BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).isBetween(200, 299);
    return Json.mapper().readTree(response.body()).path("id").asText();
  }

  private String delivered(DemoProcess demo) throws IOException, InterruptedException {
    URI fake = URI.create(demo.evolution() + "/fake/delivered");
    return http.send(HttpRequest.newBuilder(fake).build(), BodyHandlers.ofString()).body();
  }

  private List<String> statusOf(String id) throws IOException, SQLException {
    return column("SELECT status FROM whatsapp_message_log WHERE id = ?", id);
  }

  private List<String> conversations() throws IOException, SQLException {
    return column("SELECT DISTINCT tenant_id FROM messages WHERE tenant_id <> ?", "unresolved");
  }

  private List<String> column(String sql, String argument) throws IOException, SQLException {
    Properties services = new Properties();
    try (Reader reader =
        Files.newBufferedReader(directory.resolve("data").resolve("services.properties"))) {
      services.load(reader);
    }
    String password =
        Files.readString(Path.of(services.getProperty("DATABASE_PASSWORD_FILE"))).strip();
    List<String> values = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection(
                services.getProperty("DATABASE_URL"),
                services.getProperty("DATABASE_USER"),
                password);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, argument);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          values.add(rows.getString(1));
        }
      }
    }
    return values;
  }
}
