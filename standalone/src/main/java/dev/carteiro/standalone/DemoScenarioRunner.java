// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.cli.command.BridgeClient;
import dev.carteiro.fake.EvolutionFakeServer;
import dev.carteiro.fake.faults.SendFault;
import dev.carteiro.standalone.DemoCompanies.DemoCompany;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * Creates what a company meets besides conversations, once, so that every list has something to
 * show: scheduled reminders, a bulk request, a number that is not on WhatsApp, a send whose answer
 * is lost, a webhook of an instance that nobody registered, a webhook that is not JSON.
 */
final class DemoScenarioRunner {
  private static final String NOBODY = "5511900000000";
  private static final int CAMPAIGN = 12;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final EvolutionFakeServer fake;
  private final String bridge;
  private final URI webhooks;
  private final Map<String, String> keys;

  DemoScenarioRunner(
      EvolutionFakeServer fake, String bridge, URI webhooks, Map<String, String> keys) {
    this.fake = fake;
    this.bridge = bridge;
    this.webhooks = webhooks;
    this.keys = keys;
  }

  /** Runs all scenarios; a second run changes nothing, except for the two webhooks. */
  void play() {
    for (DemoCompany company : DemoCompanies.COMPANIES) {
      remind(company);
      campaign(company);
    }
    mishaps();
    post(
        "{\"event\":\"messages.upsert\",\"instance\":\"numero-novo\",\"data\":{\"key\":{\"remoteJid\":"
            + "\"5511988887777@s.whatsapp.net\",\"fromMe\":false,\"id\":\"DEMO-PARKED\"},\"pushName\":"
            + "\"Visitante\",\"message\":{\"conversation\":\"Alguém aí?\"},\"messageType\":"
            + "\"conversation\",\"messageTimestamp\":"
            + Instant.now().getEpochSecond()
            + "}}");
    post(
        "{\"event\":\"messages.upsert\",\"instance\":\"business\",\"data\":{\"key\":{\"remoteJid\":\"55119");
  }

  private void remind(DemoCompany company) {
    Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
    List<Duration> ahead =
        List.of(Duration.ofHours(2), Duration.ofHours(26), Duration.ofDays(4), Duration.ofDays(12));
    for (int n = 0; n < ahead.size(); n++) {
      String instance = company.instances().get(n % company.instances().size());
      ObjectNode reminder =
          message(instance, company.contact(instance, n), company.answers().get(0));
      reminder.put("scheduledFor", hour.plus(ahead.get(n)).toString());
      reminder.put("id", "demo-reminder-" + n);
      client(company).post("/api/whatsapp/schedule-message", reminder);
    }
  }

  private void campaign(DemoCompany company) {
    String instance = company.instances().get(1);
    ObjectNode request = BridgeClient.body("instanceName", instance, "priority", "low");
    ArrayNode messages = request.putArray("messages");
    for (int n = 0; n < CAMPAIGN; n++) {
      messages
          .addObject()
          .put("phoneNumber", company.contact(instance, n))
          .put("message", company.answers().get(n % company.answers().size()));
    }
    client(company).post("/api/whatsapp/send-bulk", request, "demo-campaign");
  }

  private void mishaps() {
    DemoCompany company = DemoCompanies.COMPANIES.get(0);
    String instance = company.instances().get(0);
    fake.onWhatsApp(NOBODY, false);
    client(company)
        .post(
            "/api/whatsapp/send-message",
            message(instance, NOBODY, "Olá!").put("id", "demo-nobody").put("priority", "high"));
    DemoCompany other = DemoCompanies.COMPANIES.get(1);
    String lost = other.instances().get(0);
    fake.nextSends(lost, SendFault.TIMED_OUT_AFTER);
    client(other)
        .post(
            "/api/whatsapp/send-message",
            message(lost, other.contact(lost, 1), other.answers().get(1))
                .put("id", "demo-lost-answer")
                .put("priority", "high"));
  }

  private static ObjectNode message(String instance, String phone, String text) {
    return BridgeClient.body("instanceName", instance, "phoneNumber", phone, "message", text);
  }

  private BridgeClient client(DemoCompany company) {
    return new BridgeClient(URI.create(bridge), keys.get(company.id()));
  }

  private void post(String body) {
    HttpRequest request =
        HttpRequest.newBuilder(webhooks)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    try {
      HttpClient.newHttpClient().send(request, BodyHandlers.discarding());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
