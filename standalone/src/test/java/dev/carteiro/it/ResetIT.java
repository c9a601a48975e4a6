// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.cli.CommandLineMain;
import dev.carteiro.contract.Json;
import dev.carteiro.fake.EvolutionFakeServer;
import dev.carteiro.fake.whatsapp.DeliveredMessage;
import dev.carteiro.standalone.ChildJvm;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The state is taken away and made anew: what came in is read again, what went out is not sent
 * again.
 */
class ResetIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String NUMBER = "loja";
  private static final List<String> ROLES = List.of("topology", "sender", "sink");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"classic", "streams"})
  void theWebhooksAreReadAgainAndNothingIsSentAgain(String groupProtocol) throws Exception {
    try (EvolutionFakeServer fake = EvolutionFakeServer.start();
        WholeSystemFixture backbone =
            WholeSystemFixture.start(
                    directory,
                    Map.of(
                        "TOPOLOGY_GROUP_PROTOCOL",
                        groupProtocol,
                        "SENDER_CREDENTIALS",
                        "fake=" + fake.apiKey()))
                .withRolesInside()
                .withSenderInside()) {
      // Given
      fake.defaultWebhook(backbone.bridge("/webhooks/evolution").toString());
      fake.addInstance(NUMBER, "token", "5511970000000@s.whatsapp.net");
      backbone.bind(
          NUMBER,
          Map.of("tenantId", "t", "evolutionUrls", List.of(fake.url()), "credential", "fake"));
      fake.contactSays(NUMBER, "5511980000001@s.whatsapp.net", "oi");
      send(backbone, "one");
      send(backbone, "two");
      awaitDelivered(fake, "two");
      Awaitility.await().atMost(PATIENCE).until(() -> fake.pendingWebhooks() == 0);
      backbone.awaitDrained();
      List<Map<String, String>> messages = messages(backbone);
      ROLES.forEach(backbone::stop);

      // When
      Awaitility.await().atMost(PATIENCE).until(() -> reset(backbone) == 0);
      assertThat(reset(backbone)).as("of what is gone already").isZero();
      assertThat(messages(backbone)).isEmpty();
      ROLES.forEach(backbone::startAgain);
      send(backbone, "three");
      awaitDelivered(fake, "three");
      Awaitility.await().atMost(PATIENCE).until(() -> fake.pendingWebhooks() == 0);
      backbone.awaitDrained();

      // Then
      assertThat(fake.delivered())
          .extracting(DeliveredMessage::content)
          .containsExactlyInAnyOrder("one", "two", "three");
      assertThat(messages).isNotEmpty();
      assertThat(messages(backbone)).containsAll(messages).hasSize(messages.size() + 1);
    }
  }

  /** What the command answered: it refuses while the group still knows its members. */
  private int reset(WholeSystemFixture backbone) {
    try (ChildJvm reset =
        ChildJvm.start(
            directory.resolve("reset.log"),
            backbone.environment(),
            CommandLineMain.class,
            "reset",
            "--sink",
            "--execute")) {
      return reset.exitCode();
    }
  }

  private void send(WholeSystemFixture backbone, String text)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(backbone.bridge("/api/whatsapp/send-message"))
            .header("Authorization", "Bearer " + WholeSystemFixture.ADMIN_KEY)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    Json.write(
                        Map.of(
                            "instanceName",
                            NUMBER,
                            "phoneNumber",
                            "5511980000001",
                            "message",
                            text))))
            .build();
    // A client of its own: a connection kept since the last message may just be ended by its
    // server.
    HttpResponse<byte[]> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    JsonNode answer = Json.mapper().readTree(response.body());
    assertThat(response.statusCode()).as("%s", answer).isBetween(200, 202);
  }

  private static void awaitDelivered(EvolutionFakeServer fake, String text) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> fake.delivered().stream().anyMatch(one -> one.content().equals(text)));
  }

  private static List<Map<String, String>> messages(WholeSystemFixture backbone) {
    return backbone.rows("SELECT instance, message_id, direction, text FROM messages ORDER BY 2");
  }
}
