// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a console answers from the sink's tables on a real PostgreSQL, and to whom. */
class ConsoleDataIT {
  /** They show nothing of anybody. */
  private static final Set<String> PUBLIC =
      Set.of("GET /", "GET /health", "GET /health/live", "GET /health/ready", "GET /metrics");

  /** Never ends its answer; whom it shows what is tested with the live feed. */
  private static final String ENDLESS = "/api/live/sse";

  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

  private static ConsoleTestDatabase database;
  private static FakeRoleProcess bridge;
  private static FakeRoleProcess topology;
  private static ConsoleTestServer console;

  @BeforeAll
  static void start() throws Exception {
    database = ConsoleTestDatabase.start();
    TwoTenantSeedData.into(database);
    bridge = new FakeRoleProcess("bridge");
    topology = new FakeRoleProcess("topology");
    console =
        new ConsoleTestServer(
            Map.of(
                "DATABASE_URL", database.url(),
                "CONSOLE_BRIDGE_URL", bridge.url().toString(),
                "CONSOLE_TOPOLOGY_URL", topology.url().toString()));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                console
                        .json("/api/overview", ConsoleTestServer.ADMIN)
                        .path("queue")
                        .path("waiting")
                        .asInt()
                    > 0);
  }

  @AfterAll
  static void stop() {
    console.close();
    bridge.close();
    topology.close();
    database.close();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'M2,M1'",
    "direction=in, M1",
    "direction=out, M2",
    "status=read, M2",
    "id=M1, M1",
    "chat=99@lid, 'M2,M1'",
    "phone=5511988887777, 'M2,M1'",
    "phone=551188887777, 'M2,M1'",
    "phone=%2B55 (11) 8888-7777, 'M2,M1'",
    "phone=5511977770000, M2",
    "phone=5511966660000, ''",
    "text=FIRST, M1",
    "text=100%25 sure, M1",
    "text=1_0, ''",
    "instance=onlyfora, 'M2,M1'",
    "instance=bee, ''",
    "instance=onlyfora&gateway=eu, ''",
    "from=2100-01-01T00:00:00Z, ''",
  })
  void messagesAreFound(String query, String expected) {
    // Given
    String given = query.replace(" ", "%20");
    // When
    JsonNode page = console.json("/api/messages?" + given, ConsoleTestServer.ANALYST_A);
    // Then
    assertThat(String.join(",", page.findValuesAsText("messageId"))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "text=FIRST, true",
    "text=FIRST&chat=99@lid, true",
    "status=read, true",
    "status=read&chat=99@lid, false",
    "status=read&from=2026-01-01T00:00:00Z, false",
    "direction=out, false",
  })
  void whatNoIndexHelpsToFindIsSearchedForInTheLastDays(String query, boolean bounded) {
    // When
    JsonNode page = console.json("/api/messages?" + query, ConsoleTestServer.ANALYST_A);
    // Then
    assertThat(page.has("searchedFrom")).isEqualTo(bounded);
  }

  @Test
  void aMessageOfAListSaysWhatPeopleLookFor() {
    // When
    JsonNode item = console.json("/api/messages?id=M2", ConsoleTestServer.ANALYST_A).at("/items/0");
    // Then
    assertThat(item.path("tenantId").asText()).isEqualTo("a");
    assertThat(item.path("instance").asText()).isEqualTo("default/onlyfora");
    assertThat(item.path("jobId").asText()).isEqualTo(TwoTenantSeedData.JOB);
    assertThat(item.path("fromMe").asBoolean()).isTrue();
    assertThat(item.path("senderName").isNull()).isTrue();
    assertThat(item.path("receivedAt").asText()).endsWith("Z");
    assertThat(item.path("edited").asBoolean()).isFalse();
  }

  @Test
  void aMessageIsShownWithAllThatHappenedToIt() {
    // When
    JsonNode message = console.json("/api/messages/onlyfora/M2", ConsoleTestServer.ADMIN);
    // Then
    assertThat(message.path("statuses").findValuesAsText("status"))
        .containsExactly("SERVER_ACK", "READ");
    assertThat(message.path("edits")).hasSize(1);
    assertThat(message.at("/receipts/0/participant").asText()).isEqualTo("99@lid");
    assertThat(message.at("/receipts/0/readAt").asText()).endsWith("Z");
    assertThat(message.at("/job/state").asText()).isEqualTo("read");
  }

  @Test
  void whatOneTenantLearnedOfAPersonFindsNothingOfAnother() {
    // When
    JsonNode page = console.json("/api/messages?phone=5511966660000", ConsoleTestServer.ADMIN);
    // Then
    assertThat(page.path("items")).isEmpty();
  }

  @Test
  void aTimelineIsInOrderFromTheRequestToTheReading() {
    // When
    JsonNode hops =
        console
            .json("/api/messages/onlyfora/M2/timeline", ConsoleTestServer.ANALYST_A)
            .path("items");
    // Then
    assertThat(hops.findValuesAsText("what"))
        .containsExactly(
            "written",
            "requested",
            "queued",
            "dispatched",
            "claimed",
            "answered",
            "accepted",
            "sent",
            "webhook.received",
            "status.server_ack",
            "edited",
            "status.read",
            "read",
            "reaction");
    assertThat(hops.get(0).path("sincePreviousMs").isNull()).isTrue();
    assertThat(hops.get(2).path("sincePreviousMs").asLong()).isEqualTo(1_000);
  }

  @Test
  void theRawPayloadIsWhatCameNotWhatIsStorable() {
    // When
    JsonNode raw = console.json("/api/messages/onlyfora/M1/raw", ConsoleTestServer.ANALYST_A);
    // Then
    assertThat(raw.at("/raw/key").asText()).isEqualTo("onlyfora\u0000");
    assertThat(raw.path("truncated").asBoolean()).isFalse();
  }

  @Test
  void jobsSchedulesBatchesAndAlertsAreListed() {
    // When
    JsonNode jobs = console.json("/api/jobs?state=manual", ConsoleTestServer.SENDER_A);
    JsonNode job = console.json("/api/jobs/" + TwoTenantSeedData.JOB, ConsoleTestServer.ANALYST_A);
    JsonNode schedules = console.json("/api/schedules", ConsoleTestServer.ANALYST_A);
    JsonNode batches = console.json("/api/batches", ConsoleTestServer.ANALYST_A);
    JsonNode alerts = console.json("/api/alerts?state=firing", ConsoleTestServer.ANALYST_A);
    // Then
    assertThat(jobs.findValuesAsText("id")).containsExactly(TwoTenantSeedData.MANUAL);
    assertThat(job.at("/history/0/latencyMs").asLong()).isEqualTo(1_800);
    assertThat(schedules.findValuesAsText("state")).containsExactly("fired", "pending");
    assertThat(batches.at("/items/0/byState/read").asInt()).isEqualTo(1);
    assertThat(alerts.findValuesAsText("rule")).containsExactly("SEND_NEEDS_MANUAL");
  }

  @Test
  void aDeadLetterIsShownWithWhatARedriveNeeds() {
    // When
    JsonNode list = console.json("/api/dead-letters?disposition=redriven", ConsoleTestServer.ADMIN);
    JsonNode letter =
        console.json("/api/dead-letters/" + TwoTenantSeedData.DEAD, ConsoleTestServer.ANALYST_A);
    // Then
    assertThat(list.findValuesAsText("id")).containsExactly("whatsapp-webhook-0-2-0");
    assertThat(letter.path("bytes").asText()).isEqualTo("b25seWZvcmE=");
    assertThat(letter.path("key").asText()).isEqualTo("default/onlyfora");
    assertThat(letter.at("/headers/carteiro-trace-id").asText()).isEqualTo("onlyfora");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/messages", "/api/jobs", "/api/schedules", "/api/dead-letters"})
  void pagesTogetherAreTheWholeList(String list) {
    // Given
    List<String> whole = ids(console.json(list, ConsoleTestServer.ADMIN));
    // When
    List<String> paged = new ArrayList<>();
    String next = "";
    while (next != null) {
      JsonNode page = console.json(list + "?limit=1" + next, ConsoleTestServer.ADMIN);
      paged.addAll(ids(page));
      next = page.path("next").isNull() ? null : "&page=" + page.path("next").asText();
    }
    // Then
    assertThat(paged).isEqualTo(whole).hasSizeGreaterThan(1);
  }

  private static List<String> ids(JsonNode page) {
    return StreamSupport.stream(page.path("items").spliterator(), false)
        .map(
            item ->
                item.path("tenantId").asText()
                    + item.path("id").asText()
                    + item.path("messageId").asText())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, INVALID_LIMIT",
    "limit=10000000, INVALID_LIMIT",
    "limit=-1, INVALID_LIMIT",
    "limit=x, INVALID_LIMIT",
    "page=x, INVALID_PAGE",
    "page=0123456789abcdef, INVALID_PAGE",
    "from=yesterday, INVALID_TIME",
    "from=2026-01-01T00:00:00, INVALID_TIME",
    "direction=up, INVALID_FIELD",
    "status=gone, INVALID_FIELD",
    "phone=abc, INVALID_PHONE",
    "instance=x&gateway=A/B, INVALID_FIELD",
  })
  void whatCannotBeMeantIsRefused(String query, String code) {
    // When
    HttpResponse<String> answer = console.get("/api/messages?" + query, ConsoleTestServer.ADMIN);
    // Then
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(ConsoleTestServer.json(answer).path("code").asText()).isEqualTo(code);
  }

  @Test
  void aPageOfAnotherQueryIsRefused() {
    // Given
    String next =
        console.json("/api/messages?limit=1", ConsoleTestServer.ADMIN).path("next").asText();
    // When
    List<String> codes = new ArrayList<>();
    for (String other :
        List.of(
            "/api/messages?limit=1&direction=in&page=" + next,
            "/api/messages?limit=1&tenant=a&page=" + next,
            "/api/jobs?limit=1&page=" + next,
            "/api/messages?limit=1&page=" + next.substring(1))) {
      codes.add(console.json(other, ConsoleTestServer.ADMIN).path("code").asText());
    }
    // Then
    assertThat(codes).containsOnly("INVALID_PAGE");
  }

  @Test
  void aListIsOneStatementHoweverLongItIs() throws SQLException {
    // When
    long one = statements("/api/messages?limit=1");
    long all = statements("/api/messages?limit=1000");
    // Then
    assertThat(all).isEqualTo(one).isLessThan(5);
  }

  /** What a request asks of the database: counted where the console's own sessions are seen. */
  private static long statements(String path) throws SQLException {
    long before = counted();
    console.get(path, ConsoleTestServer.ANALYST_A);
    return counted() - before;
  }

  private static long counted() throws SQLException {
    try (Connection connection = database.connection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT coalesce(sum(calls), 0) FROM pg_stat_statements"
                    + " WHERE query LIKE '%FROM messages m%' OR query LIKE '%set_config%'")) {
      row.next();
      return row.getLong(1);
    }
  }

  @Test
  void hostileTextIsOnlyText() {
    // Given
    String hostile = URLEncoder.encode("' OR 1=1 --\u0000\ud800", StandardCharsets.UTF_8);
    // When
    List<Integer> statuses = new ArrayList<>();
    for (String name : List.of("id", "chat", "text", "instance")) {
      HttpResponse<String> answer =
          console.get("/api/messages?" + name + "=" + hostile, ConsoleTestServer.ANALYST_A);
      statuses.add(answer.statusCode());
      // Then
      assertThat(ConsoleTestServer.json(answer).path("items")).as(name).isEmpty();
    }
    assertThat(statuses).containsOnly(200);
  }

  @Test
  void theRoleOfAnalystsIsWhatHoldsATenant() throws SQLException {
    // Given
    database.execute("REVOKE SELECT ON messages FROM carteiro_analyst");
    // When
    HttpResponse<String> analyst = console.get("/api/messages", ConsoleTestServer.ANALYST_A);
    HttpResponse<String> admin = console.get("/api/messages", ConsoleTestServer.ADMIN);
    database.execute("GRANT SELECT ON messages TO carteiro_analyst");
    // Then
    assertThat(analyst.statusCode()).isEqualTo(503);
    assertThat(admin.statusCode()).isEqualTo(200);
  }

  @Test
  void withoutThatRoleNothingIsReadUnscoped() throws SQLException {
    // Given
    database.execute("ALTER ROLE carteiro_analyst RENAME TO carteiro_gone");
    // When
    HttpResponse<String> answer = console.get("/api/messages", ConsoleTestServer.ANALYST_A);
    database.execute("ALTER ROLE carteiro_gone RENAME TO carteiro_analyst");
    // Then
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(ConsoleTestServer.json(answer).path("code").asText())
        .isEqualTo("TENANT_SCOPE_UNAVAILABLE");
  }

  @Test
  void numbersAreTheTenantsOwn() {
    // When
    JsonNode admin = console.json("/api/whatsapp/monitoring/queue-stats/", ConsoleTestServer.ADMIN);
    JsonNode mine =
        console.json("/api/whatsapp/monitoring/queue-stats", ConsoleTestServer.ANALYST_A);
    JsonNode other =
        console.json("/api/whatsapp/monitoring/queue-stats?tenant=b", ConsoleTestServer.ADMIN);
    JsonNode metrics =
        console.json("/api/whatsapp/monitoring/metrics/", ConsoleTestServer.ANALYST_B);
    // Then
    assertThat(admin.path("failed").asInt()).isEqualTo(2);
    assertThat(mine.path("waiting").asInt()).isEqualTo(1);
    assertThat(mine.path("byLane").path("low").asInt()).isEqualTo(1);
    assertThat(mine.path("manual").asInt()).isEqualTo(1);
    assertThat(mine.path("completed").asInt()).isEqualTo(1);
    assertThat(other.path("waiting").asInt()).isZero();
    assertThat(other.path("failed").asInt()).isEqualTo(1);
    assertThat(metrics.path("received").asInt()).isEqualTo(1);
    assertThat(metrics.path("failureRate").asDouble()).isEqualTo(1.0);
    assertThat(metrics.path("series")).hasSize(60);
  }

  @Test
  void anotherTenantIsOneThatDoesNotExist() {
    // When
    HttpResponse<String> answer =
        console.get("/api/messages?tenant=a", ConsoleTestServer.ANALYST_B);
    // Then
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(ConsoleTestServer.json(answer).path("code").asText()).isEqualTo("UNKNOWN_TENANT");
  }

  @Test
  void everyRouteHoldsEveryKeyToItsTenant() {
    // Given
    Set<String> shown = new TreeSet<>();
    Set<String> open = new TreeSet<>();
    // When
    for (String route : console.routes()) {
      String method = route.substring(0, route.indexOf(' '));
      String path = filled(route.substring(route.indexOf(' ') + 1));
      if (!METHODS.contains(method)
          || PUBLIC.contains(route)
          || path.startsWith("/ui")
          || path.startsWith("/webjars")) {
        continue;
      }
      if (!Set.of(401, 403, 405).contains(console.send(method, path, null, null).statusCode())) {
        open.add(route);
      }
      if (path.equals(ENDLESS)) {
        continue;
      }
      for (String key : List.of(ConsoleTestServer.ANALYST_B, ConsoleTestServer.SENDER_B)) {
        for (String asked : List.of(path, path + (path.contains("?") ? "&" : "?") + "tenant=a")) {
          if (console.send(method, asked, key, null).body().contains(TwoTenantSeedData.SECRET)) {
            shown.add(route);
          }
        }
      }
    }
    // Then
    assertThat(open).as("answered without a key").isEmpty();
    assertThat(shown).as("shown to another tenant").isEmpty();
  }

  @Test
  void everyRouteThatShowsATenantsDataShowsIt() {
    // Given
    // Otherwise the test above would also pass when nothing is shown to anybody.
    List<String> routes =
        console.routes().stream()
            .filter(route -> route.startsWith("GET /api/"))
            .filter(route -> !route.contains("<path>"))
            .filter(route -> !route.matches(".*/api/(instances|tenants|keys|live|whatsapp).*"))
            .filter(route -> !route.endsWith("/session") && !route.endsWith("/overview"))
            .toList();
    // When
    List<String> silent =
        routes.stream()
            .filter(
                route ->
                    !console
                        .get(filled(route.substring("GET ".length())), ConsoleTestServer.ANALYST_A)
                        .body()
                        .contains(TwoTenantSeedData.SECRET))
            .toList();
    // Then
    assertThat(silent).isEmpty();
    assertThat(routes).hasSizeGreaterThan(10);
  }

  /** A path with the names and ids of tenant a. */
  private static String filled(String path) {
    String id =
        path.contains("dead-letters")
            ? TwoTenantSeedData.DEAD
            : path.contains("batch") ? TwoTenantSeedData.BATCH : TwoTenantSeedData.JOB;
    return path.replace("{instance}", TwoTenantSeedData.SECRET)
        .replace("{messageId}", "M2")
        .replace("{id}", id)
        .replace("<path>", TwoTenantSeedData.SECRET);
  }
}
