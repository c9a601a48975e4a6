// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Json;
import dev.carteiro.fake.EvolutionFakeServer;
import dev.carteiro.fake.faults.InstanceFaultSettings;
import dev.carteiro.fake.faults.SendLatencyDistribution;
import dev.carteiro.it.SendRunEvidence.AcceptedRequest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The only sender dies in the middle of a bulk and another one starts at once: the number goes on
 * while what the dead one had begun is still in doubt, and nothing is sent twice or out of order.
 * {@code -Dcarteiro.kills=20} repeats it, each time with a new number; {@code -Dcarteiro.inflight}
 * sets {@code OUTBOX_IN_FLIGHT}, and {@code -Dcarteiro.seed} the moments. Prints how long each
 * number stood still.
 */
class SenderKillIT {
  private static final long SEED = Long.getLong("carteiro.seed", System.nanoTime());
  private static final int KILLS = Integer.getInteger("carteiro.kills", 2);
  private static final int IN_FLIGHT = Integer.getInteger("carteiro.inflight", 4);
  private static final int SIZE = 500;
  private static final int RATE = 1_200;

  /** Where a kill falls: after so many of the bulk, at the earliest, and this many more at most. */
  private static final int EARLIEST = 60;

  private static final int SPREAD = 250;

  /** The few recipients make the order between messages to one of them matter. */
  private static final int RECIPIENTS = 50;

  private static final Duration ATTEMPT_DEADLINE = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir Path directory;

  private final Random random = new Random(SEED);
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void theNumberGoesOnBeforeTheDeadSendersAttemptsAreSettled() {
    try (EvolutionFakeServer fake = EvolutionFakeServer.start();
        WholeSystemFixture backbone =
            WholeSystemFixture.start(directory, settings(fake)).withRolesInside()) {
      // Given
      System.out.println("seed " + SEED);
      fake.defaultWebhook(backbone.bridge("/webhooks/evolution").toString());
      fake.faults(
          InstanceFaultSettings.NONE.with(
              SendLatencyDistribution.longTail(Duration.ofMillis(10), Duration.ofMillis(400))));
      RoleProcessFleet fleet = new RoleProcessFleet(backbone, directory).start("sender");
      List<AcceptedRequest> asked = new ArrayList<>();
      Map<String, Integer> limits = new HashMap<>();
      List<Duration> stoodStill = new ArrayList<>();

      // When
      for (int n = 0; n < KILLS; n++) {
        String number = "n" + n;
        register(fake, backbone, number, n);
        limits.put(number, RATE);
        asked.addAll(bulk(backbone, number));
        awaitCalls(fake, number, EARLIEST + random.nextInt(SPREAD));
        fleet.kill("sender");
        int before = calls(fake, number);
        Instant restarted = Instant.now();
        fleet.start("sender");
        Instant next = awaitCalls(fake, number, before + 1);
        stoodStill.add(Duration.between(restarted, next));
        System.out.printf(
            "kill %d after %d calls: the next one %d ms after the restart, uncertain then: %d%n",
            n + 1, before, stoodStill.get(n).toMillis(), uncertain(backbone, number));
        // The rest goes on beside the next number's.
        awaitCalls(fake, number, before + EARLIEST);
      }
      awaitSettled(backbone, asked.size());

      // Then
      System.out.println("stood still: " + stoodStill.stream().map(Duration::toMillis).toList());
      SendRunEvidence truth =
          SendChaosIT.truth(backbone, List.of(fake), asked, limits, Map.of(), List.of());
      System.out.println(
          truth.jobs().size()
              + " messages, "
              + truth.deliveries().size()
              + " delivered, manual "
              + truth.jobs().stream().filter(row -> row.status().equals("manual")).count());
      SendInvariants.check(truth);
      assertThat(stoodStill).allMatch(time -> time.compareTo(ATTEMPT_DEADLINE) < 0);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("with -Dcarteiro.seed=" + SEED + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, String> settings(EvolutionFakeServer fake) {
    Map<String, String> settings = new HashMap<>();
    settings.put("SENDER_CREDENTIALS", "fake=" + fake.apiKey());
    settings.put("OUTBOX_IN_FLIGHT", String.valueOf(IN_FLIGHT));
    settings.put("OUTBOX_ATTEMPT_DEADLINE", ATTEMPT_DEADLINE.toString());
    settings.put("OUTBOX_UNKNOWN_WINDOW", "PT5S");
    return settings;
  }

  private static void register(
      EvolutionFakeServer fake, WholeSystemFixture backbone, String number, int n) {
    fake.addInstance(number, "token-" + n, "55119" + (70_000_000 + n) + "@s.whatsapp.net");
    backbone.bind(
        number,
        Map.of(
            "tenantId",
            "tenant-1",
            "evolutionUrls",
            List.of(fake.url()),
            "credential",
            "fake",
            "ratePerMinute",
            RATE));
  }

  /** Hands in a bulk; its messages in order. */
  private List<AcceptedRequest> bulk(WholeSystemFixture backbone, String number) {
    List<Map<String, String>> messages = new ArrayList<>();
    for (int n = 0; n < SIZE; n++) {
      messages.add(Map.of("phoneNumber", recipient(n), "message", text(number, n)));
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("instanceName", number);
    body.put("messages", messages);
    HttpRequest request =
        HttpRequest.newBuilder(backbone.bridge("/api/whatsapp/send-bulk"))
            .header("Authorization", "Bearer " + WholeSystemFixture.ADMIN_KEY)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", number)
            .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(body)))
            .build();
    try {
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      JsonNode answer = Json.mapper().readTree(response.body());
      assertThat(answer.path("accepted").intValue()).as("%s", answer).isEqualTo(SIZE);
      List<AcceptedRequest> asked = new ArrayList<>();
      for (int n = 0; n < SIZE; n++) {
        asked.add(
            new AcceptedRequest(
                answer.get("results").get(n).get("id").textValue(),
                "tenant-1",
                number,
                recipient(n),
                "normal",
                text(number, n),
                n));
      }
      return asked;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String recipient(int n) {
    return "55119" + (80_000_000 + n % RECIPIENTS);
  }

  private static String text(String number, int n) {
    return number + " #" + n;
  }

  /** Waits for so many message calls of a number; when the last of them came. */
  private static Instant awaitCalls(EvolutionFakeServer fake, String number, int count) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> calls(fake, number) >= count);
    return fake.requests().stream()
        .filter(request -> isCall(request.path(), request.instance(), number))
        .skip(count - 1L)
        .findFirst()
        .orElseThrow()
        .at();
  }

  private static int calls(EvolutionFakeServer fake, String number) {
    return (int)
        fake.requests().stream()
            .filter(request -> isCall(request.path(), request.instance(), number))
            .count();
  }

  private static boolean isCall(String path, String instance, String number) {
    return path.startsWith("/message/") && number.equals(instance);
  }

  private static long uncertain(WholeSystemFixture backbone, String number) {
    return backbone
        .rows(
            "SELECT id FROM whatsapp_message_log WHERE instance = ? AND status = 'unknown'", number)
        .size();
  }

  private static void awaitSettled(WholeSystemFixture backbone, int count) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () ->
                backbone
                        .rows(
                            "SELECT id FROM whatsapp_message_log WHERE status = ANY(?)",
                            (Object) SendInvariants.SETTLED.toArray(String[]::new))
                        .size()
                    == count);
  }
}
