// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.carteiro.contract.Json;
import dev.carteiro.fake.Delivery;
import dev.carteiro.fake.EvolutionFake;
import dev.carteiro.fake.Fault;
import dev.carteiro.fake.Faults;
import dev.carteiro.fake.WebhookFaults;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Real trouble, one after the other, in the whole system: each is told once on each channel, and so
 * is its end. What takes hours to become real (silence, a full disk, late timers, a long restore, a
 * stalled queue, missing confirmations) is tried on the rules alone.
 */
class AlertsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PHONE = "5511900000001";

  /** Titles of the alerts, as they are told in English. */
  private static final List<String> MADE_REAL =
      List.of(
          "Dead letters",
          "Webhooks of unregistered instances",
          "Instance disconnected: shop",
          "Queue is long",
          "Queue is very long",
          "An instance is behind: paused",
          "Many messages fail",
          "Many failed messages",
          "Messages come late: late",
          "Messages without confirmation: mute",
          "Topology takes over partitions",
          "Timers are late",
          "Disk nearly full: topology 127.0.0.1 " + StandInTopology.PATH,
          "Evolution does not answer",
          "No sender answers",
          "No sink answers",
          "No topology process answers",
          "No bridge answers",
          "PostgreSQL does not answer",
          "Kafka does not answer");

  /** What one process of several says of itself. */
  private static final String[] OF_A_PROCESS = {
    "Topology takes over partitions",
    "Timers are late",
    "Disk nearly full: topology 127.0.0.1 " + StandInTopology.PATH
  };

  private static final JsonNode DELIVERED = JsonNodeFactory.instance.textNode("DELIVERY_ACK");

  @TempDir Path directory;

  private final HttpClient http = HttpClient.newHttpClient();
  private final GreenMail smtp =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private Backbone backbone;
  private EvolutionFake fake;

  @Test
  void eachTroubleIsToldOnceOnEachChannelAndSoIsItsEnd() throws Exception {
    smtp.start();
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    log.start();
    root.addAppender(log);
    try (EvolutionFake evolution = EvolutionFake.start();
        AlertReceiver receiver = new AlertReceiver();
        StandInTopology second = new StandInTopology();
        Backbone system = Backbone.start(directory, settings(evolution, receiver, second))) {
      // Given
      fake = evolution;
      backbone = system;
      system.withRolesInside().withSenderInside().withConsoleInside();
      fake.defaultWebhook(backbone.bridge("/webhooks/evolution").toString());
      for (String name : List.of("notices", "shop", "paused", "sick", "late", "mute")) {
        number(name);
      }

      // When
      second.inTrouble(true);
      messagesAndNumbers(receiver);
      second.inTrouble(false);
      over(receiver, OF_A_PROCESS);
      second.stop();
      deployedExpressionsFitTheMetrics();
      outages(receiver);

      // Then
      for (Channel channel : channels(receiver)) {
        Awaitility.await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(channel.titles())
                        .as(channel.name())
                        .containsAll(expected(channel.name())));
        Map<String, Long> counts =
            channel.titles().stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(counts)
            .as(channel.name())
            .allSatisfy((title, count) -> assertThat(count).as(title).isEqualTo(1));
      }
      history();
      logIsTagged(log.list);
    } finally {
      root.detachAppender(log);
      smtp.stop();
    }
  }

  private void messagesAndNumbers(AlertReceiver receiver) throws Exception {
    fake.faults(
        "mute", Faults.NONE.with(new WebhookFaults(0, 0, 1, WebhookFaults.NONE.heldBack())));
    bulk("mute", 2);
    backbone.post("this is not JSON".getBytes(StandardCharsets.UTF_8));
    Webhooks nobody = new Webhooks("nobody", "id-nobody", "key");
    backbone.post(nobody.message("messages.upsert", said(1, Instant.now()), null, false));
    Webhooks shop = new Webhooks("shop", "id-shop", "key");
    JsonNode twice = shop.message("messages.upsert", said(2, Instant.now()), "READ", false);
    backbone.post(twice);
    backbone.post(twice);
    backbone.post(shop.status("M2", "5511933333333@s.whatsapp.net", DELIVERED, Instant.now()));
    connection("shop", "close");
    post("/api/instances/paused/pause", Map.of());
    String batch = bulk("paused", 120).path("batchId").asText();
    Webhooks late = new Webhooks("late", "id-late", "key");
    for (int i = 10; i < 14; i++) {
      Instant before = Instant.now().minus(Duration.ofMinutes(20));
      backbone.post(late.message("messages.upsert", said(i, before), null, false));
    }
    fake.faults("sick", Faults.NONE.with(Fault.CONNECTION_CLOSED, 1));
    bulk("sick", 6);
    told(
        receiver,
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
    told(receiver, OF_A_PROCESS);

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
    Webhooks mute = new Webhooks("mute", "id-mute", "key");
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
    over(
        receiver,
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
                        Expressions.missing(
                            Expressions.needs(Expressions.all()),
                            Expressions.exported(scrapes())))
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
    assertThat(lines).noneMatch(line -> line.contains(PHONE) || line.contains("55119444"));
  }

  private void outages(AlertReceiver receiver) throws Exception {
    fake.goOffline();
    bulk("shop", 3);
    told(receiver, "Evolution does not answer");
    fake.goOnline();
    over(receiver, "Evolution does not answer");

    List<String> roles = List.of("sender", "sink", "topology", "bridge");
    roles.forEach(backbone::stop);
    String[] away = {
      "No sender answers", "No sink answers", "No topology process answers", "No bridge answers"
    };
    told(receiver, away);
    List.of("bridge", "topology", "sender", "sink").forEach(backbone::startAgain);
    over(receiver, away);

    backbone.platform().stopPostgres();
    told(receiver, "PostgreSQL does not answer");
    backbone.platform().startPostgres();
    over(receiver, "PostgreSQL does not answer");

    backbone.platform().stopKafka();
    told(receiver, "Kafka does not answer");
    backbone.platform().startKafka();
    over(receiver, "Kafka does not answer");
  }

  /** The tables have each episode, begun and ended. */
  private void history() {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        backbone.rows(
                            "SELECT rule FROM alert_history WHERE rule <> 'SEND_NEEDS_MANUAL'"
                                + " AND firing_at IS NOT NULL AND resolved_at > firing_at"))
                    .hasSize(MADE_REAL.size()));
    assertThat(backbone.rows("SELECT 1 FROM alerts WHERE state = 'firing'")).isEmpty();
  }

  private void told(AlertReceiver receiver, String... titles) {
    await(receiver, "firing", titles);
  }

  private void over(AlertReceiver receiver, String... titles) {
    await(receiver, "resolved", titles);
  }

  private static void await(AlertReceiver receiver, String state, String... titles) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () ->
                assertThat(
                        receiver.titles().stream()
                            .filter(title -> title.startsWith(state + " "))
                            .map(title -> title.substring(state.length() + 1)))
                    .contains(titles));
  }

  private record Channel(String name, java.util.concurrent.Callable<List<String>> read) {
    List<String> titles() throws Exception {
      return read.call();
    }
  }

  private List<Channel> channels(AlertReceiver receiver) {
    return List.of(
        new Channel("webhook", receiver::titles),
        new Channel("email", this::mails),
        new Channel("whatsapp", this::messages));
  }

  private static List<String> expected(String channel) {
    List<String> all = new ArrayList<>();
    for (String title : MADE_REAL) {
      all.add("firing " + title);
      all.add("resolved " + title);
    }
    return all;
  }

  /** One mail of each pair: both administrators have the same. */
  private List<String> mails() throws MessagingException {
    List<String> titles = new ArrayList<>();
    for (MimeMessage mail : smtp.getReceivedMessages()) {
      titles.add(normal(mail.getSubject()));
    }
    Map<String, Long> counts =
        titles.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    List<String> once = new ArrayList<>();
    counts.forEach(
        (title, count) -> once.addAll(java.util.Collections.nCopies((int) (count + 1) / 2, title)));
    return once;
  }

  private List<String> messages() {
    return fake.delivered().stream()
        .filter(delivery -> delivery.instance().equals("notices"))
        .map(Delivery::content)
        .map(text -> normal(text.lines().findFirst().orElse("").replace("*", "")))
        .toList();
  }

  /** {@code [WARNING] title} and {@code [RESOLVED] title} as {@code firing title}, … */
  private static String normal(String title) {
    String what =
        title
            .replaceFirst("^\\[[A-Z]+] ", "")
            .replaceFirst("(Evolution does not answer): .*", "$1");
    return (title.startsWith("[RESOLVED]") ? "resolved " : "firing ") + what;
  }

  private void number(String name) {
    fake.addInstance(name, "token-" + name, "55119000000@s.whatsapp.net");
    backbone.bind(
        name,
        Map.of(
            "tenantId",
            "t",
            "evolutionUrls",
            List.of(fake.url()),
            "credential",
            "fake",
            "ratePerMinute",
            600));
    connection(name, "open");
  }

  private void connection(String name, String state) {
    Webhooks webhooks = new Webhooks(name, "id-" + name, "key");
    backbone.post(webhooks.connection(state, state.equals("open") ? 200 : 428, Instant.now()));
  }

  private static Webhooks.Saying said(int number, Instant at) {
    return new Webhooks.Saying(
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
                .header("Authorization", "Bearer " + Backbone.ADMIN_KEY)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(body)))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).as(path).isBetween(200, 299);
    return Json.mapper().readTree(response.body());
  }

  private Map<String, String> settings(
      EvolutionFake evolution, AlertReceiver receiver, StandInTopology second) {
    Map<String, String> settings = new HashMap<>();
    for (String role : List.of("TOPOLOGY", "SENDER", "SINK", "BRIDGE")) {
      int port = Backbone.freePort();
      settings.put(role + "_PORT", Integer.toString(port));
      settings.put("CONSOLE_" + role + "_URL", "http://127.0.0.1:" + port);
    }
    settings.merge("CONSOLE_TOPOLOGY_URL", second.url(), (one, other) -> one + "," + other);
    settings.put("CONSOLE_PORT", Integer.toString(Backbone.freePort()));
    settings.put("SENDER_CREDENTIALS", "fake=" + evolution.apiKey());
    settings.put("SENDER_BREAKER_OPEN", "PT1S");
    settings.put("OUTBOX_RETRY_DELAYS", "PT0.2S");
    settings.put("OUTBOX_RAMP", "PT0S");
    settings.put("ALERT_INTERVAL", "PT0.5S");
    settings.put("ALERT_RESOLVE_AFTER", "PT2S");
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
            "DISK_LOW",
            "TIMERS_LATE",
            "SOURCE_LAG_HIGH")) {
      settings.put("ALERT_" + rule + "_FOR", "PT1S");
    }
    // Longer than a role of this test takes to come back.
    settings.put("ALERT_RESTORING_FOR", "PT30S");
    settings.put("ALERT_UNCONFIRMED_SENDS_WINDOW", "PT40S");
    settings.put("ALERT_QUEUE_BACKLOG_THRESHOLD", "110");
    settings.put("ALERT_QUEUE_FAILED_THRESHOLD", "5");
    settings.put("ALERT_FAILURE_RATE_HIGH_THRESHOLD", "40");
    settings.put("ALERT_FAILURE_RATE_HIGH_MINIMUM", "10");
    settings.put("ALERT_SOURCE_LAG_HIGH_WINDOW", "PT20S");
    settings.put("ADMIN_EMAILS", "ana@example.org,bia@example.org");
    settings.put("DEFAULT_FROM_EMAIL", "carteiro@example.org");
    settings.put("EMAIL_PORT", Integer.toString(smtp.getSmtp().getPort()));
    settings.put("ALERT_EMAIL_RATE", "1000");
    settings.put("ALERT_WEBHOOK_URL", receiver.url());
    settings.put("ALERT_WEBHOOK_SECRET", AlertReceiver.SECRET);
    settings.put("ALERT_WHATSAPP_INSTANCE", "notices");
    settings.put("ALERT_WHATSAPP_TO", PHONE);
    settings.put("ALERT_WHATSAPP_API_KEY", Backbone.ADMIN_KEY);
    settings.put("ALERT_WHATSAPP_RATE", "1000");
    return settings;
  }
}
