// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.cli.CarteiroCommandLine;
import dev.carteiro.cli.role.ModuleRoleFactory;
import dev.carteiro.config.Environment;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.fake.EvolutionFakeServer;
import dev.carteiro.fake.whatsapp.DeliveredMessage;
import dev.carteiro.runtime.lifecycle.LoopbackPorts;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A number is deleted in Evolution and made again: new id, new token. The operator does what the
 * alerts say, and nothing else.
 */
class RecreatedInstanceIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String NAME = "loja 1";
  private static final String CONTACT = "5511980000001@s.whatsapp.net";
  private static final Pattern COMMANDS =
      Pattern.compile("run: \\./carteiro (.*) and then: \\./carteiro (.*) - otherwise");

  @TempDir Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private EvolutionFakeServer fake;
  private WholeSystemFixture backbone;

  @Test
  void theAlertsCommandsGiveTheNumberItsNewIdentityAndLoseNothing() throws Exception {
    try (EvolutionFakeServer evolution = EvolutionFakeServer.start();
        WholeSystemFixture system = WholeSystemFixture.start(directory, settings(evolution))) {
      // Given
      fake = evolution;
      backbone = system.withRolesInside().withSenderInside().withConsoleInside();
      fake.defaultWebhook(backbone.bridge("/webhooks/evolution").toString());
      String oldId = create("old-token");
      backbone.bind(
          NAME,
          Map.of(
              "tenantId",
              "t",
              "evolutionInstanceId",
              oldId,
              "apikey",
              "old-token",
              "evolutionUrls",
              List.of(fake.url()),
              "credential",
              "fake",
              "ratePerMinute",
              AlertTestSystem.FAST));
      awaitRow("SELECT 1 FROM whatsapp_instances WHERE connection_state = 'open'");
      fake.contactSays(NAME, CONTACT, "before");
      awaitRow("SELECT 1 FROM messages WHERE text = 'before'");

      // When: deleted, and something is to be sent
      call("DELETE", fake.url() + "/instance/delete/loja%201", fake.apiKey(), null);
      awaitRow("SELECT 1 FROM whatsapp_instances WHERE connection_state = 'deleted'");
      String removed = alert("INSTANCE_REMOVED");
      send("waits");
      awaitRow("SELECT 1 FROM whatsapp_message_log WHERE reason = 'INSTANCE_REMOVED'");

      // When: made again
      Awaitility.await().atMost(PATIENCE).until(() -> !fake.instances().containsKey(NAME));
      String newId = create("new-token");
      fake.contactSays(NAME, CONTACT, "after");
      awaitRow("SELECT 1 FROM dead_letters WHERE event = 'messages.upsert'");
      List<Map<String, String>> letters =
          backbone.rows("SELECT detail FROM dead_letters WHERE reason = 'INSTANCE_ID_MISMATCH'");
      Matcher commands = COMMANDS.matcher(alert("INSTANCE_MISMATCH"));
      assertThat(commands.find()).isTrue();
      String changed = carteiro(commands.group(1));
      carteiro(commands.group(2));

      // Then
      assertThat(newId).isNotEqualTo(oldId);
      assertThat(letters)
          .isNotEmpty()
          .allSatisfy(row -> assertThat(row.get("detail")).contains(oldId, newId));
      assertThat(removed).contains(NAME, "./carteiro instances remove 'loja 1'");
      assertThat(changed).contains("evolution id: " + oldId + " -> " + newId);
      awaitRow("SELECT 1 FROM messages WHERE text = 'after' AND tenant_id = 't'");
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(fake.delivered())
                      .extracting(DeliveredMessage::content)
                      .containsExactly("waits"));
      JsonNode binding =
          call(
              "GET",
              backbone.bridge("/api/instances/loja%201").toString(),
              WholeSystemFixture.ADMIN_KEY,
              null);
      assertThat(binding.get("evolutionInstanceId").textValue()).isEqualTo(newId);
      assertThat(binding.get("apikeyFingerprint").textValue())
          .isEqualTo(Sha256Fingerprint.of("new-token"));
      assertThat(binding.get("evolutionUrls").get(0).textValue()).isEqualTo(fake.url());
      assertThat(binding.get("credential").textValue()).isEqualTo("fake");
      assertThat(binding.get("ratePerMinute").intValue()).isEqualTo(AlertTestSystem.FAST);
      over("INSTANCE_MISMATCH");
      over("INSTANCE_REMOVED");
      assertThat(backbone.rows("SELECT DISTINCT tenant_id FROM messages"))
          .containsExactly(Map.of("tenant_id", "t"));
      assertThat(backbone.rows("SELECT state FROM instance_status_history ORDER BY received_at"))
          .extracting(row -> row.get("state"))
          .contains("open", "deleted", "created");
    }
  }

  private static Map<String, String> settings(EvolutionFakeServer evolution) {
    Map<String, String> settings = new HashMap<>();
    for (String role : List.of("TOPOLOGY", "SENDER", "SINK", "BRIDGE")) {
      int port = LoopbackPorts.anyFree();
      settings.put(role + "_PORT", Integer.toString(port));
      settings.put("CONSOLE_" + role + "_URL", "http://127.0.0.1:" + port);
    }
    settings.put("CONSOLE_PORT", Integer.toString(LoopbackPorts.anyFree()));
    settings.put("SENDER_CREDENTIALS", "fake=" + evolution.apiKey());
    settings.put("OUTBOX_RAMP", "PT0S");
    settings.put("OUTBOX_PROBE_EVERY", "PT5S");
    settings.put("ALERT_INTERVAL", "PT0.5S");
    settings.put("ALERT_RESOLVE_AFTER", "PT2S");
    return settings;
  }

  private String create(String token) throws Exception {
    Map<String, Object> request =
        Map.of(
            "instanceName",
            NAME,
            "integration",
            "WHATSAPP-BAILEYS",
            "token",
            token,
            "number",
            "5511970000000");
    return call("POST", fake.url() + "/instance/create", fake.apiKey(), request)
        .at("/instance/instanceId")
        .textValue();
  }

  private void send(String text) throws Exception {
    Map<String, Object> request =
        Map.of("instanceName", NAME, "phoneNumber", "5511980000001", "message", text);
    call(
        "POST",
        backbone.bridge("/api/whatsapp/send-message").toString(),
        WholeSystemFixture.ADMIN_KEY,
        request);
  }

  private JsonNode call(String method, String url, String key, Map<String, Object> body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", "Bearer " + key)
            .header("apikey", key)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(Json.write(body)))
            .build();
    HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    JsonNode answer = Json.mapper().readTree(response.body());
    assertThat(response.statusCode()).as("%s", answer).isBetween(200, 202);
    return answer;
  }

  /** Runs a command as it stands in an alert, quotes included. */
  private String carteiro(String command) {
    Map<String, String> environment = new HashMap<>(backbone.environment());
    environment.put("CARTEIRO_URL", backbone.bridge("").toString());
    environment.put("CARTEIRO_API_KEY", WholeSystemFixture.ADMIN_KEY);
    StringWriter said = new StringWriter();
    CommandLine line =
        CarteiroCommandLine.commandLine(new Environment(environment), new ModuleRoleFactory())
            .setOut(new PrintWriter(said, true))
            .setErr(new PrintWriter(said, true));
    String[] words =
        Pattern.compile("(?:[^' ]|'[^']*')+")
            .matcher(command)
            .results()
            .map(word -> word.group().replace("'", ""))
            .toArray(String[]::new);
    assertThat(line.execute(words)).as(command + "\n" + said).isZero();
    return said.toString();
  }

  private String alert(String rule) {
    String query = "SELECT message FROM alerts WHERE state = 'firing' AND rule = '" + rule + "'";
    awaitRow(query);
    return backbone.rows(query).get(0).get("message");
  }

  private void over(String rule) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                backbone
                    .rows("SELECT 1 FROM alerts WHERE state = 'firing' AND rule = '" + rule + "'")
                    .isEmpty());
  }

  private void awaitRow(String query) {
    Awaitility.await().atMost(PATIENCE).until(() -> !backbone.rows(query).isEmpty());
  }
}
