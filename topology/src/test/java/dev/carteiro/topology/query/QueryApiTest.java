// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

import static dev.carteiro.topology.query.partition.QueryHarness.ACME;
import static dev.carteiro.topology.query.partition.QueryHarness.ADMIN;
import static dev.carteiro.topology.query.partition.QueryHarness.OTHER;
import static dev.carteiro.topology.query.partition.QueryHarness.code;
import static dev.carteiro.topology.query.partition.QueryHarness.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.topology.QueryStoreFixture;
import dev.carteiro.topology.query.partition.MissingPartitionReason;
import dev.carteiro.topology.query.partition.QueryHarness;
import dev.carteiro.topology.query.peer.PeerCredential;
import dev.carteiro.topology.query.route.QueryRouteRegistry;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every route over HTTP, on stores through which something of everything went. */
class QueryApiTest {
  @TempDir static Path state;
  private static QueryStoreFixture data;
  private static QueryHarness api;

  @BeforeAll
  static void start() {
    data = new QueryStoreFixture(state);
    api = new QueryHarness(data, Map.of());
  }

  @AfterAll
  static void stop() {
    api.close();
    data.close();
  }

  @AfterEach
  void reset() {
    api.missing = null;
    api.ready = true;
  }

  /** Paths of every route, filled with what is tenant-a's; for stores every one of them. */
  static Stream<String> paths() {
    List<String> stores = new ArrayList<>();
    api.json("/api/query/stores", ADMIN)
        .get("items")
        .forEach(store -> stores.add(store.get("name").textValue()));
    assertThat(stores).hasSizeGreaterThan(10);
    return api.queries.declared().stream()
        .map(QueryRouteRegistry.DeclaredRoute::path)
        .flatMap(
            path ->
                path.contains("{store}")
                    ? stores.stream().map(store -> path.replace("{store}", store))
                    : Stream.of(path))
        .map(
            path ->
                path.replace("{instance}", QueryStoreFixture.OURS)
                    .replace("{name}", QueryStoreFixture.OURS)
                    .replace("{messageId}", "IN-loja")
                    .replace("/jobs/{id}", "/jobs/" + QueryStoreFixture.job())
                    .replace("/task/{id}", "/task/" + QueryStoreFixture.job())
                    .replace("{id}", "batch_0_00000000000000000000000001"));
  }

  @ParameterizedTest
  @MethodSource("paths")
  void withoutAGoodKeyNothingIsAnswered(String path) {
    // Given
    assertThat(path).doesNotContain("{");
    // When
    HttpResponse<String> none = api.get(path, null);
    HttpResponse<String> unknown = api.get(path, "ck_nobody's");
    // Then
    assertThat(none.statusCode()).isEqualTo(401);
    assertThat(unknown.statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @MethodSource("paths")
  void whatIsOneTenantsIsNotShownToAnother(String path) {
    // Given
    String ours = api.get(path, ACME).body();
    // When
    HttpResponse<String> foreign = api.get(path, OTHER);
    HttpResponse<String> asked = api.get(path + "?tenant=tenant-a", OTHER);
    // Then
    assertThat(foreign.statusCode()).isIn(200, 403, 404);
    assertThat(foreign.body()).doesNotContain("tenant-a").doesNotContain("loja");
    assertThat(ours).doesNotContain("tenant-b").doesNotContain("farm").doesNotContain("nobody");
    assertThat(asked.statusCode()).isIn(403, 404);
  }

  @ParameterizedTest
  @MethodSource("paths")
  void anotherProcessThatPassesARequestOnGetsNoMoreThanItsCallerMay(String path) {
    // Given
    String[] peer = {
      PeerCredential.HEADER, QueryHarness.PEER_SECRET, PeerCredential.PARTITIONS_HEADER, "0:1000"
    };
    // When
    HttpResponse<String> foreign = api.get(path, OTHER, peer);
    HttpResponse<String> impostor =
        api.get(
            path,
            ADMIN,
            PeerCredential.HEADER,
            "a guess",
            PeerCredential.PARTITIONS_HEADER,
            "0:1000");
    // Then
    assertThat(foreign.body()).doesNotContain("tenant-a").doesNotContain("loja");
    assertThat(impostor.statusCode()).isEqualTo(403);
    assertThat(code(impostor)).isEqualTo("PEER_REFUSED");
  }

  @ParameterizedTest
  @MethodSource("paths")
  void aPartitionThatDoesNotAnswerIsNoEmptyAnswer(String path) {
    // Given
    api.missing = MissingPartitionReason.RESTORING;
    // When
    HttpResponse<String> answer = api.get(path + "?tenant=tenant-a", ADMIN);
    // Then
    if (!path.equals("/api/query/stores")) {
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(code(answer)).isEqualTo("RESTORING");
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }
  }

  @ParameterizedTest
  @MethodSource("paths")
  void eachPathAnswersWithASlashBehindToo(String path) {
    // Given
    int plain = api.get(path, ACME).statusCode();
    // When
    HttpResponse<String> slashed = api.get(path + "/", ACME);
    // Then
    assertThat(slashed.statusCode()).isEqualTo(plain);
  }

  @Test
  void nothingIsAnsweredBeforeTheTopologyIsThere() {
    // Given
    api.ready = false;
    // When
    HttpResponse<String> answer = api.get("/api/query/instances", ADMIN);
    // Then
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(code(answer)).isEqualTo("NOT_READY");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "/api/query/stores/none 404 UNKNOWN_STORE",
        "/api/query/stores/message-states?key=loja 400 INVALID_KEY",
        "/api/query/stores/message-states?key=default/loja 400 INVALID_KEY",
        "/api/query/stores/send-jobs?key=x 400 INVALID_KEY",
        "/api/query/stores/timers?from=yesterday 400 INVALID_KEY",
        "/api/query/instances?limit=0 400 INVALID_LIMIT",
        "/api/query/instances?limit=10000000 400 INVALID_LIMIT",
        "/api/query/instances?limit=-1 400 INVALID_LIMIT",
        "/api/query/instances?page=abc 400 INVALID_PAGE",
        "/api/query/instances?page=%00 400 INVALID_PAGE",
        "/api/query/instances?tennant=a 400 UNKNOWN_PARAMETER",
        "/api/query/instances?limit=1&limit=2 400 INVALID_FIELD",
        "/api/query/instances?standby=maybe 400 INVALID_FIELD",
        "/api/query/instances?format=xml 400 INVALID_FIELD",
        "/api/query/instances?tenant=nobody 404 UNKNOWN_TENANT",
        "/api/query/instances/loja?gateway=A%20B 400 INVALID_GATEWAY",
        "/api/query/instances/%20 400 INVALID_INSTANCE_NAME",
        "/api/query/jobs/x 404 UNKNOWN_JOB",
        "/api/query/jobs/msg_999_00000000000000000000000000 404 UNKNOWN_JOB",
        "/api/query/batches/batch_0_00000000000000000000000009 404 UNKNOWN_BATCH",
        "/api/query/messages/loja/none 404 UNKNOWN_MESSAGE",
        "/api/whatsapp/schedules 400 MISSING_FIELD",
        "/api/whatsapp/schedules?tenant=tenant-a&state=asleep 400 INVALID_FIELD",
        "/api/whatsapp/schedules?tenant=tenant-a&from=now 400 INVALID_FIELD",
        "/api/query/stats?step=PT1M 400 INVALID_FIELD",
        "/api/query/stats?step=PT0S 400 INVALID_FIELD",
        "/api/query/stats?by=phase 400 INVALID_FIELD",
        "/api/query/stats?from=2020-01-01T00:00:00Z&step=PT5M 400 RANGE_TOO_WIDE",
        "/api/query/stats?from=2999-01-01T00:00:00Z 400 INVALID_FIELD",
      })
  void badInputIsRefusedWithItsCode(String path, int status, String code) {
    // Given
    // When
    HttpResponse<String> answer = api.get(path, ADMIN);
    // Then
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(code(answer)).isEqualTo(code);
  }

  @Test
  void aPageTokenIsGoodForItsOwnQueryAndCallerOnly() {
    // Given
    String stores = "/api/query/stores/seen-facts?limit=1";
    String next = api.json(stores, ACME).get("next").textValue();
    // When
    HttpResponse<String> same = api.get(stores + "&page=" + next, ACME);
    List<HttpResponse<String>> others =
        List.of(
            api.get(stores + "&page=" + next, OTHER),
            api.get(stores + "&tenant=tenant-a&page=" + next, ADMIN),
            api.get("/api/query/stores/message-states?limit=1&page=" + next, ACME),
            api.get("/api/query/duplicates?page=" + next, ACME));
    // Then
    assertThat(same.statusCode()).isEqualTo(200);
    assertThat(others).extracting(HttpResponse::statusCode).containsOnly(400);
    assertThat(others).extracting(QueryHarness::code).containsOnly("INVALID_PAGE");
  }

  @Test
  void aMessageComesWithItsStatusesAndItsJob() {
    // Given
    // When
    JsonNode message = api.json("/api/query/messages/loja/OUT-loja", ACME);
    // Then
    assertThat(message.get("instance").textValue()).isEqualTo("default/loja");
    assertThat(message.get("statuses").findValuesAsText("status")).contains("DELIVERY_ACK");
    assertThat(message.get("statusAt").textValue()).isNotEmpty();
    assertThat(message.get("job").get("id").textValue()).isEqualTo(QueryStoreFixture.job());
  }

  @Test
  void aMessageToAGroupComesWithTheReceiptsOfItsMembers() {
    // Given
    // When
    JsonNode message = api.json("/api/query/messages/farm%C3%A1cia/GROUP", OTHER);
    // Then
    assertThat(message.at("/body/chatId").textValue()).isEqualTo("120363000000000001@g.us");
    assertThat(message.at("/receipts/0/participant").textValue())
        .isEqualTo("5511999990001@s.whatsapp.net");
    assertThat(message.at("/receipts/0/reached").textValue()).isEqualTo("DELIVERY_ACK");
  }

  @Test
  void aJobSaysWhereItStands() {
    // Given
    // When
    JsonNode job = api.json("/api/whatsapp/monitoring/task/" + QueryStoreFixture.job(), ACME);
    // Then
    assertThat(job.get("id").textValue()).isEqualTo(QueryStoreFixture.job());
    assertThat(job.get("attempts").intValue()).isEqualTo(1);
    assertThat(job.get("messageId").textValue()).isEqualTo("OUT-loja");
    assertThat(job.get("lane").textValue()).isEqualTo("normal");
  }

  @Test
  void schedulesComeByTimeAndPageByPage() {
    // Given
    List<String> times = new ArrayList<>();
    String page = "";
    // When
    for (int n = 0; n < 3; n++) {
      JsonNode answer = api.json("/api/whatsapp/schedules?state=pending&limit=1" + page, ACME);
      assertThat(answer.get("items")).hasSize(1);
      times.add(answer.get("items").get(0).get("scheduledFor").textValue());
      assertThat(answer.get("items").get(0).get("message").textValue()).isEqualTo("Olá!");
      page = "&page=" + answer.get("next").textValue();
    }
    // Then
    assertThat(times).isSorted().doesNotHaveDuplicates();
    assertThat(api.json("/api/whatsapp/schedules?state=fired", ACME).get("items")).isEmpty();
    assertThat(api.json("/api/whatsapp/schedules?instance=loja", ADMIN).get("items")).hasSize(3);
  }

  @Test
  void anInstanceSaysHowItSends() {
    // Given
    // When
    JsonNode instance = api.json("/api/query/instances/loja", ACME);
    // Then
    assertThat(instance.get("connection").get("state").textValue()).isEqualTo("open");
    assertThat(instance.get("ratePerMinute").intValue()).isEqualTo(10);
    assertThat(instance.get("backlog").has("high")).isTrue();
    assertThat(instance.get("permits").has("left")).isTrue();
    assertThat(api.json("/api/query/instances", ADMIN).get("items")).hasSize(2);
  }

  @Test
  void anUnregisteredInstanceIsForAdmins() {
    // Given
    // When
    JsonNode parked = api.json("/api/query/parked", ADMIN).get("items");
    // Then
    assertThat(parked).hasSize(1);
    assertThat(parked.get(0).get("instance").textValue()).isEqualTo("default/nobody");
    assertThat(parked.get(0).get("count").longValue()).isEqualTo(1);
    assertThat(api.json("/api/query/parked", ACME).get("items")).isEmpty();
    assertThat(api.get("/api/query/instances/nobody", ACME).statusCode()).isEqualTo(404);
    assertThat(api.get("/api/query/instances/nobody", ADMIN).statusCode()).isEqualTo(200);
  }

  @Test
  void whatWasHeldBackIsListed() {
    // Given
    // When
    JsonNode items = api.json("/api/query/duplicates?instance=loja", ACME).get("items");
    // Then
    assertThat(items).isNotEmpty();
    assertThat(items.findValuesAsText("messageId")).contains("IN-loja");
    assertThat(items.findValuesAsText("kind")).contains("message");
    assertThat(items.get(0).get("repetitions").intValue()).isPositive();
  }

  @Test
  void statsCountEachMessageOnceAndAddUpTenants() {
    // Given
    // When
    JsonNode ours = api.json("/api/query/stats?step=PT1H", ACME);
    JsonNode byInstance = api.json("/api/query/stats?by=instance", ADMIN);
    // Then
    assertThat(ours.get("step").textValue()).isEqualTo("PT1H");
    assertThat(ours.get("partial").booleanValue()).isFalse();
    assertThat(ours.get("items")).hasSize(1);
    assertThat(ours.get("items").get(0).get("duplicates").longValue()).isPositive();
    assertThat(byInstance.get("items").findValuesAsText("instance"))
        .containsExactlyInAnyOrder("default/loja", "default/farmácia");
  }

  @Test
  void anEntryIsFoundByTheKeyThatTheListShows() {
    for (JsonNode store : api.json("/api/query/stores", ADMIN).get("items")) {
      String path = "/api/query/stores/" + store.get("name").textValue();
      if (store.get("keyFormat").textValue().contains("for from and to")) {
        continue;
      }
      for (JsonNode item : api.json(path, ADMIN).get("items")) {
        // Given
        String key = URLEncoder.encode(item.get("key").textValue(), StandardCharsets.UTF_8);
        // When
        JsonNode found = api.json(path + "?key=" + key, ADMIN);
        // Then
        assertThat(found.get("items")).as("%s %s", path, key).hasSize(1);
        assertThat(found.get("items").get(0)).isEqualTo(item);
      }
    }
  }

  @Test
  void everyStoreOfTheDataHasEntriesThatCanBeShown() {
    for (JsonNode store : api.json("/api/query/stores", ADMIN).get("items")) {
      // Given
      String name = store.get("name").textValue();
      // When
      HttpResponse<String> answer = api.get("/api/query/stores/" + name, ADMIN);
      // Then
      assertThat(answer.statusCode()).as(name).isEqualTo(200);
      if (!List.of("tenant-pace", "send-batches").contains(name)) {
        assertThat(json(answer).get("items")).as(name).isNotEmpty();
      }
    }
  }

  @Test
  void aTableHasAHeaderAndNoFormulas() {
    // Given
    String path = "/api/query/stores/message-states?format=csv";
    // When
    HttpResponse<String> answer = api.get(path, ACME);
    HttpResponse<String> task =
        api.get("/api/whatsapp/schedules?format=csv", ACME, "Accept", "text/csv");
    // Then
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/csv; charset=utf-8");
    assertThat(answer.headers().firstValue("X-Carteiro-Partial")).hasValue("false");
    assertThat(answer.body()).startsWith("key,tenantId,value\r\n");
    assertThat(task.body().lines().findFirst().orElse("")).startsWith("id,tenantId,instance");
  }

  @Test
  void linesOfJsonAreOneItemEach() {
    // Given
    // When
    HttpResponse<String> answer =
        api.get("/api/query/stores/send-jobs?limit=2", ACME, "Accept", "application/x-ndjson");
    // Then
    assertThat(answer.body().lines()).hasSize(2).allMatch(line -> line.startsWith("{\"key\""));
    assertThat(answer.headers().firstValue("X-Carteiro-Next")).isPresent();
  }

  @Test
  void queriesAreCounted() {
    // Given
    // When
    api.get("/api/query/messages/loja/none", ACME);
    // Then
    assertThat(
            api.metrics
                .get("query.latency")
                .tags("view", "message", "outcome", "not_found", "from", "client")
                .timer()
                .count())
        .isPositive();
  }
}
