// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a console says while Kafka and PostgreSQL are away, and processes hang or talk nonsense. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleDownTest {
  private static final int REPEATS = 10;

  private final CountDownLatch over = new CountDownLatch(1);
  private FakeRoleProcess hanging;
  private FakeRoleProcess garbled;
  private FakeRoleProcess sink;
  private ConsoleTestServer console;

  @BeforeAll
  void start() throws IOException {
    hanging = new FakeRoleProcess("topology");
    hanging.on("/health/ready", exchange -> hang());
    hanging.on("*", exchange -> hang());
    garbled = new FakeRoleProcess("sender");
    garbled.answers("/health/ready", 200, "<html>It works!</html>");
    garbled.answers("/metrics", 200, "{{{ \u0000");
    sink = new FakeRoleProcess("sink");
    sink.answers(
        "/health/ready", 503, FakeRoleProcess.ready("sink", false, "the database is away"));
    console =
        new ConsoleTestServer(
            Map.of(
                "CONSOLE_BRIDGE_URL", FakeRoleProcess.nobody().toString(),
                "CONSOLE_TOPOLOGY_URL", hanging.url().toString(),
                "CONSOLE_SENDER_URL", garbled.url().toString(),
                "CONSOLE_SINK_URL", sink.url().toString()));
  }

  private void hang() throws IOException {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @AfterAll
  void stop() {
    over.countDown();
    console.close();
    hanging.close();
    garbled.close();
    sink.close();
  }

  @Test
  void everythingThatIsAwayIsNamed() {
    // When
    JsonNode health = settled();
    // Then
    assertThat(health.path("overall_status").asText()).isEqualTo("unhealthy");
    assertThat(health.path("color").asText()).isEqualTo("red");
    assertThat(detail(health, "bridge")).isEqualTo("0 of 1 ready: it refuses connections");
    assertThat(detail(health, "topology")).isEqualTo("0 of 1 ready: it does not answer in time");
    assertThat(detail(health, "sender")).isEqualTo("0 of 1 ready: what answers there is no sender");
    assertThat(detail(health, "sink")).isEqualTo("0 of 1 ready: it: the database is away");
    assertThat(detail(health, "kafka")).startsWith("Kafka: no broker answers at");
    assertThat(detail(health, "postgres"))
        .isEqualTo("PostgreSQL: it cannot be asked: SQLSTATE 08001");
    assertThat(health.at("/components/queues/status").asText()).isEqualTo("unknown");
    assertThat(health.at("/components/queues/color").asText()).isEqualTo("grey");
    assertThat(health.at("/components/evolution/status").asText()).isEqualTo("unknown");
    assertThat(health.at("/components/ingest/webhook/lastEventAt").isNull()).isTrue();
  }

  private static String detail(JsonNode health, String component) {
    return health.at("/components/" + component + "/detail").asText();
  }

  @Test
  void whoIsNoAdminSeesNothingOfTheMachines() {
    // Given
    settled();
    // When
    JsonNode health = console.json("/api/whatsapp/monitoring/health", ConsoleTestServer.ANALYST_A);
    // Then
    assertThat(health.at("/components/kafka/status").asText()).isEqualTo("unhealthy");
    assertThat(health.toString()).doesNotContain("detail", "127.0.0.1", "url");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/whatsapp/monitoring/alerts/, POSTGRES_UNAVAILABLE",
    "GET, /api/whatsapp/monitoring/alerts/?state=all, POSTGRES_UNAVAILABLE",
    "GET, /api/whatsapp/monitoring/metrics/, POSTGRES_UNAVAILABLE",
    "GET, /api/whatsapp/monitoring/queue-stats/, POSTGRES_UNAVAILABLE",
    "POST, /api/whatsapp/monitoring/retry-failed/, KAFKA_UNAVAILABLE",
    "GET, /api/whatsapp/monitoring/task/msg_1_x/, TASK_UNAVAILABLE",
    "GET, /api/messages, POSTGRES_UNAVAILABLE",
    "GET, /api/instances, BRIDGE_UNAVAILABLE",
  })
  void whatCannotBeKnownIsSaidWhileOthersHang(String method, String path, String code) {
    // Given
    settled();
    boolean monitoring = path.contains("/monitoring/");
    Duration fastest = Duration.ofDays(1);
    HttpResponse<String> answer = null;
    // When
    for (int n = 0; n < (monitoring ? REPEATS : 1); n++) {
      long begin = System.nanoTime();
      answer = console.send(method, path, ConsoleTestServer.SENDER_A, null);
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      fastest = took.compareTo(fastest) < 0 ? took : fastest;
    }
    // Then
    assertThat(over.getCount()).as("the topology still hangs").isEqualTo(1);
    // What waited for something that is away would wait each time; a busy machine is not that slow
    // each time.
    if (monitoring) {
      assertThat(fastest).as("the fastest of %d", REPEATS).isLessThan(Duration.ofMillis(200));
    }
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(ConsoleTestServer.json(answer).path("code").asText()).isEqualTo(code);
  }

  @Test
  void theConsoleItselfIsReady() {
    // When
    HttpResponse<String> ready = console.get("/health/ready", null);
    HttpResponse<String> open = console.get("/health", null);
    // Then
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body()).contains("ingest.webhook", "last event unknown, lag unknown");
    assertThat(ConsoleTestServer.json(open).at("/ingest/webhook").has("lagSeconds")).isTrue();
  }

  @Test
  void theBootstrapKeyIsTakenBeforeKafkaTellsTheOthers() {
    // Given
    console.keys.caughtUp(false);
    // When
    HttpResponse<String> admin =
        console.get("/api/whatsapp/monitoring/health/", ConsoleTestServer.ADMIN);
    HttpResponse<String> other =
        console.get("/api/whatsapp/monitoring/health/", ConsoleTestServer.SENDER_A);
    console.keys.caughtUp(true);
    // Then
    assertThat(admin.statusCode()).isEqualTo(200);
    assertThat(other.statusCode()).isEqualTo(503);
    assertThat(ConsoleTestServer.json(other).path("code").asText()).isEqualTo("NOT_READY");
  }

  @Test
  void aProcessThatComesBackIsSeen() {
    // Given
    settled();
    // When
    garbled.answers("/metrics", 200, "sender_breaker_state{server=\"http://evo\"} 2.0\n");
    garbled.answers("/health/ready", 200, FakeRoleProcess.ready("sender", true, ""));
    // Then
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                console
                    .json("/api/whatsapp/monitoring/health/", ConsoleTestServer.ADMIN)
                    .at("/components/evolution/detail")
                    .asText()
                    .equals("no answer from http://evo"));
    JsonNode health = console.json("/api/whatsapp/monitoring/health/", ConsoleTestServer.ADMIN);
    garbled.answers("/health/ready", 200, "<html>It works!</html>");
    assertThat(health.at("/components/sender/status").asText()).isEqualTo("healthy");
    assertThat(health.at("/components/evolution/status").asText()).isEqualTo("unhealthy");
  }

  /** The health answer once everything was looked at. */
  private JsonNode settled() {
    return await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> console.json("/api/whatsapp/monitoring/health/", ConsoleTestServer.ADMIN),
            health ->
                !health.toString().contains("not looked at yet")
                    && detail(health, "sender").contains("is no sender"));
  }
}
