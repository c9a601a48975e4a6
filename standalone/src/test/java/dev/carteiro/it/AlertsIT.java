// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.fake.EvolutionFakeServer;
import dev.carteiro.fake.faults.InstanceFaultSettings;
import dev.carteiro.fake.faults.SendFault;
import dev.carteiro.fake.faults.WebhookFaultSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Real trouble, one after the other, in the whole system: each is told once on each channel, and so
 * is its end. The hours of a silence are a console's that had the wrong time. What a topology
 * process can suffer from has a test of its own.
 */
class AlertsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Titles of the alerts, as they are told in English. */
  private static final List<String> MADE_REAL =
      List.of(
          "Dead letters",
          "Webhooks of unregistered instances",
          "Instance disconnected: shop",
          "Instance is silent: quiet",
          "Queue is long",
          "Queue is very long",
          "An instance is behind: paused",
          "Many messages fail",
          "Many failed messages",
          "Messages come late: late",
          "Messages without confirmation: mute",
          "Evolution does not answer",
          "No sender answers",
          "No sink answers",
          "No topology process answers",
          "No bridge answers",
          "Nothing is sent",
          "PostgreSQL does not answer",
          "Kafka does not answer");

  /** Together they fail often enough for a breaker, without waiting for a second attempt. */
  private static final List<String> CALLERS = List.of("late", "north", "south", "east");

  private static final JsonNode DELIVERED = JsonNodeFactory.instance.textNode("DELIVERY_ACK");

  @TempDir Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private WholeSystemFixture backbone;
  private EvolutionFakeServer fake;
  private AlertNoticeInbox told;

  @Test
  void everyAlertAndItsEndIsSentOnceToEachChannel() throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    log.start();
    root.addAppender(log);
    try (EvolutionFakeServer evolution = EvolutionFakeServer.start();
        AlertNoticeInbox channels = new AlertNoticeInbox(evolution);
        WholeSystemFixture system =
            WholeSystemFixture.start(directory, settings(evolution, channels))) {
      // Given
      fake = evolution;
      told = channels;
      backbone = system;
      system.withRolesInside().withSenderInside();
      fake.defaultWebhook(backbone.bridge("/webhooks/evolution").toString());
      SilentInstance quiet = new SilentInstance(system);
      number(SilentInstance.NAME, AlertTestSystem.FAST);
      quiet.hasSpoken();
      system.withConsoleInside(quiet.clock());
      for (String name :
          List.of(
              AlertNoticeInbox.notifier(),
              "shop",
              "paused",
              "sick",
              "late",
              "mute",
              "north",
              "south",
              "east")) {
        number(name, AlertTestSystem.FAST);
      }
      number("slow", 1);
      quiet.wasListenedTo();

      // When
      messagesAndNumbers();
      deployedExpressionsFitTheMetrics();
      outages();

      // Then
      told.eachOnce(MADE_REAL);
      history();
      logIsTagged(log.list);
    } finally {
      root.detachAppender(log);
    }
  }

  private void messagesAndNumbers() throws Exception {
    fake.faults(
        "mute",
        InstanceFaultSettings.NONE.with(
            new WebhookFaultSettings(0, 0, 1, WebhookFaultSettings.NONE.heldBack())));
    bulk("mute", 2);
    backbone.post("this is not JSON".getBytes(StandardCharsets.UTF_8));
    WebhookBodies nobody = new WebhookBodies("nobody", "id-nobody", "key");
    backbone.post(nobody.message("messages.upsert", said(1, Instant.now()), null, false));
    WebhookBodies shop = new WebhookBodies("shop", "id-shop", "key");
    JsonNode twice = shop.message("messages.upsert", said(2, Instant.now()), "READ", false);
    backbone.post(twice);
    backbone.post(twice);
    backbone.post(shop.status("M2", "5511933333333@s.whatsapp.net", DELIVERED, Instant.now()));
    connection("shop", "close");
    post("/api/instances/paused/pause", Map.of());
    String batch = bulk("paused", 120).path("batchId").asText();
    WebhookBodies late = new WebhookBodies("late", "id-late", "key");
    for (int i = 10; i < 14; i++) {
      Instant before = Instant.now().minus(Duration.ofMinutes(20));
      backbone.post(late.message("messages.upsert", said(i, before), null, false));
    }
    fake.faults("sick", InstanceFaultSettings.NONE.with(SendFault.CONNECTION_CLOSED, 1));
    bulk("sick", 6);
    told.firing("Instance is silent: quiet");
    WebhookBodies quiet = new WebhookBodies(SilentInstance.NAME, "id-quiet", "key");
    backbone.post(quiet.message("messages.upsert", said(3, Instant.now()), null, false));
    told.firing(
        "Dead letters",
        "Webhooks of unregistered instances",
        "Instance disconnected: shop",
        "Queue is long",
        "Queue is very long",
        "An instance is behind: paused",
        "Many messages fail",
        "Many failed messages",
        "Messages come late: late",
        "Messages without confirmation: mute");

    for (Map<String, String> letter : backbone.rows("SELECT id FROM dead_letters")) {
      post("/api/dead-letters/" + letter.get("id") + "/discard", Map.of());
    }
    backbone.bind("nobody", "t");
    connection("shop", "open");
    post("/api/whatsapp/batches/" + batch + "/cancel", Map.of());
    for (Map<String, String> job :
        backbone.rows("SELECT id FROM whatsapp_message_log WHERE status = 'manual'")) {
      post("/api/whatsapp/jobs/" + job.get("id") + "/discard", Map.of());
    }
    WebhookBodies mute = new WebhookBodies("mute", "id-mute", "key");
    for (Map<String, String> job :
        backbone.rows(
            "SELECT message_id, phone_number FROM whatsapp_message_log WHERE instance = 'mute'")) {
      backbone.post(
          mute.status(
              job.get("message_id"),
              job.get("phone_number") + "@s.whatsapp.net",
              DELIVERED,
              Instant.now()));
    }
    bulk("shop", 40);
    told.over(
        "Dead letters",
        "Webhooks of unregistered instances",
        "Instance disconnected: shop",
        "Queue is long",
        "Queue is very long",
        "An instance is behind: paused",
        "Many messages fail",
        "Many failed messages",
        "Messages come late: late",
        "Messages without confirmation: mute");
  }

  /**
   * What Prometheus and Grafana are set up to ask for is really there. Which metrics the clients of
   * Kafka have settles a minute after their start.
   */
  private void deployedExpressionsFitTheMetrics() {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        PromQlExpressions.missing(
                            PromQlExpressions.needs(PromQlExpressions.all()),
                            PromQlExpressions.exported(scrapes())))
                    .isEmpty());
  }

  private List<String> scrapes() throws IOException, InterruptedException {
    List<String> scrapes = new ArrayList<>();
    for (String role : List.of("BRIDGE", "TOPOLOGY", "SENDER", "SINK", "CONSOLE")) {
      URI metrics =
          URI.create("http://127.0.0.1:" + backbone.environment().get(role + "_PORT") + "/metrics");
      scrapes.add(
          http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
              .body());
    }
    return scrapes;
  }

  /** Lines can be found by their tags, and tell nobody's number or words. */
  private static void logIsTagged(List<ILoggingEvent> log) {
    List<String> lines =
        List.copyOf(log).stream()
            .filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
            .map(ILoggingEvent::getFormattedMessage)
            .toList();
    for (String tag : List.of("[ASYNC] queued", "[ASYNC] bulk", "[FALLBACK]", "[MONITOR]")) {
      assertThat(lines).anyMatch(line -> line.startsWith(tag));
    }
    assertThat(lines)
        .noneMatch(line -> line.contains(AlertNoticeInbox.phone()) || line.contains("55119444"));
  }

  private void outages() throws Exception {
    nothingIsUnderWay();
    fake.goOffline();
    for (String name : CALLERS) {
      bulk(name, 1);
    }
    JsonNode waiting = bulk("shop", 3);
    told.firing("Evolution does not answer");
    consoleSaysThatEvolutionIsAway(waiting.at("/results/0/id").asText());
    fake.goOnline();
    told.over("Evolution does not answer", "Instance is silent: quiet");

    bulk("slow", 5);
    onlyTheSlowOnesWait();
    List.of("topology", "sender", "bridge").forEach(backbone::stop);
    told.firing(
        "No topology process answers", "No sender answers", "No bridge answers", "Nothing is sent");
    // The rules ask the rows, which are no longer believed once nobody writes them.
    backbone.stop("sink");
    told.firing("No sink answers");
    List.of("bridge", "topology", "sender", "sink").forEach(backbone::startAgain);
    AlertTestSystem.bind(backbone, fake, "slow", AlertTestSystem.FAST, false);
    told.over(
        "No topology process answers",
        "No sender answers",
        "No bridge answers",
        "No sink answers",
        "Nothing is sent");

    backbone.platform().stopPostgres();
    told.firing("PostgreSQL does not answer");
    backbone.platform().startPostgres();
    told.over("PostgreSQL does not answer");
    everyChannelHasCommitted();

    backbone.platform().stopKafka();
    told.firing("Kafka does not answer");
    backbone.platform().startKafka();
    told.over("Kafka does not answer");
  }

  /** A notice whose offset is lost with Kafka would be delivered again. */
  private void everyChannelHasCommitted() throws Exception {
    for (String channel : List.of("email", "webhook", "whatsapp")) {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> backbone.lag("carteiro-alerts-" + channel, List.of(Topic.ALERT)) == 0);
    }
  }

  /**
   * The tables have each episode, begun and ended, and no other, but what depends on when it is
   * looked: messages that need a person, and the console's clock, which the test puts right.
   */
  private void history() {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        backbone.rows(
                            "SELECT id, resolved_at > firing_at AS over FROM alert_history"
                                + " WHERE rule NOT IN ('SEND_NEEDS_MANUAL', 'CLOCK_OFFSET')"))
                    .hasSize(MADE_REAL.size())
                    .allMatch(episode -> "t".equals(episode.get("over"))));
    assertThat(backbone.rows("SELECT 1 FROM alerts WHERE state = 'firing'")).isEmpty();
  }

  /** The health page says so, and every page of the monitoring still answers. */
  private void consoleSaysThatEvolutionIsAway(String job) {
    ConsoleTestClient console = new ConsoleTestClient(backbone);
    JsonNode health = console.awaitStatus("evolution", "unhealthy");
    assertThat(health.at("/components/evolution/color").asText()).isEqualTo("red");
    assertThat(health.at("/components/evolution/detail").asText()).startsWith("no answer from ");
    assertThat(health.path("overall_status").asText()).isEqualTo("unhealthy");
    for (String page : List.of("health", "alerts", "metrics", "queue-stats", "task/" + job)) {
      answers(() -> console.get("/api/whatsapp/monitoring/" + page + "/"));
    }
    answers(() -> console.post("/api/whatsapp/monitoring/retry-failed/", "{\"hours\":24}"));
    nothingCouldLeave(console);
  }

  private static void answers(Supplier<HttpResponse<String>> request) {
    long begin = System.nanoTime();
    HttpResponse<String> answer = request.get();
    long millis = (System.nanoTime() - begin) / 1_000_000;
    String path = answer.request().uri().getPath();
    System.out.printf("%s %s: %d ms%n", answer.request().method(), path, millis);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
  }

  /** What waits for a server that is away is not stalled, however long it takes. */
  private static void nothingCouldLeave(ConsoleTestClient console) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(250))
        .untilAsserted(
            () ->
                assertThat(console.get("/metrics").body().lines())
                    .contains("alert_measured{rule=\"QUEUE_STALLED\"} 0.0")
                    .doesNotContain("alert_measured{rule=\"QUEUE_LONG\"} 0.0"));
  }

  /** A call that the outage cuts off has an unknown result, which would need a person. */
  private void nothingIsUnderWay() {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () -> {
              assertThat(told.isOnEveryPhone()).isTrue();
              assertThat(unfinished()).isEmpty();
            });
  }

  /** Nothing is under way or without an answer, but what waits for a minute to be over. */
  private void onlyTheSlowOnesWait() {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () -> {
              assertThat(told.isOnEveryPhone()).isTrue();
              assertThat(unfinished())
                  .hasSizeBetween(2, 4)
                  .allMatch(Map.of("instance", "slow", "status", "queued")::equals);
            });
  }

  private List<Map<String, String>> unfinished() {
    return backbone.rows(
        "SELECT instance, status FROM whatsapp_message_log WHERE status IN"
            + " ('queued', 'held', 'dispatched', 'retrying', 'unknown', 'accepted')");
  }

  private void number(String name, int ratePerMinute) {
    AlertTestSystem.number(backbone, fake, name, ratePerMinute);
  }

  private void connection(String name, String state) {
    AlertTestSystem.connection(backbone, name, state);
  }

  private static WebhookBodies.SampleMessage said(int number, Instant at) {
    return new WebhookBodies.SampleMessage(
        "M" + number, "5511933333333@s.whatsapp.net", "1@lid", false, "oi " + number, at);
  }

  private JsonNode bulk(String instance, int count) throws Exception {
    List<Map<String, Object>> messages =
        IntStream.range(0, count)
            .mapToObj(
                i -> Map.<String, Object>of("phone", "55119444" + (10_000 + i), "message", "m" + i))
            .toList();
    return post("/api/whatsapp/send-bulk", Map.of("instanceName", instance, "messages", messages));
  }

  private JsonNode post(String path, Map<String, Object> body)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        http.send(
            HttpRequest.newBuilder(backbone.bridge(path))
                .header("Authorization", "Bearer " + WholeSystemFixture.ADMIN_KEY)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(body)))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).as(path).isBetween(200, 299);
    return Json.mapper().readTree(response.body());
  }

  private static Map<String, String> settings(
      EvolutionFakeServer evolution, AlertNoticeInbox channels) {
    Map<String, String> settings = AlertTestSystem.settings(evolution, channels);
    settings.put("SENDER_BREAKER_OPEN", "PT1S");
    settings.put("OUTBOX_RETRY_DELAYS", "PT0.2S");
    for (String rule :
        Arrays.asList(
            "BRIDGE_DOWN",
            "TOPOLOGY_DOWN",
            "SENDER_DOWN",
            "SINK_DOWN",
            "KAFKA_DOWN",
            "POSTGRES_DOWN",
            "INSTANCE_DISCONNECTED",
            "QUEUE_LONG",
            "QUEUE_WAITING",
            "QUEUE_BACKLOG",
            "WEBHOOKS_PARKED",
            "SOURCE_LAG_HIGH")) {
      settings.put("ALERT_" + rule + "_FOR", "PT1S");
    }
    // Longer than a role of this test takes to come back.
    settings.put("ALERT_RESTORING_FOR", "PT30S");
    settings.put("ALERT_QUEUE_STALLED_FOR", "PT10S");
    settings.put("ALERT_UNCONFIRMED_SENDS_WINDOW", "PT40S");
    settings.put("ALERT_QUEUE_BACKLOG_THRESHOLD", "110");
    settings.put("ALERT_QUEUE_FAILED_THRESHOLD", "5");
    settings.put("ALERT_FAILURE_RATE_HIGH_THRESHOLD", "40");
    settings.put("ALERT_FAILURE_RATE_HIGH_MINIMUM", "10");
    settings.put("ALERT_SOURCE_LAG_HIGH_WINDOW", "PT20S");
    return settings;
  }
}
