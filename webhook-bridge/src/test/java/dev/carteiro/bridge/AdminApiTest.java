// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.bridge.kafka.BridgeHarness;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.QuietHours;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.contract.registry.WhatsAppIntegration;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminApiTest {
  private BridgeHarness bridge;

  @BeforeEach
  void start() {
    bridge = BridgeHarness.acknowledging(Map.of());
    assertThat(bridge.api("PUT", "/api/tenants/t1", "{\"name\":\"One\"}").statusCode())
        .isEqualTo(201);
    assertThat(bridge.api("PUT", "/api/tenants/t2", "{}").statusCode()).isEqualTo(201);
  }

  @AfterEach
  void stop() {
    bridge.close();
  }

  @Test
  void bindsAnInstanceAndKeepsOnlyTheFingerprintOfItsApikey() throws IOException {
    // Given
    String request =
        """
        {"tenantId": "t1", "evolutionInstanceId": "53db649a", "apikey": "tok-acme-0001",
         "evolutionUrls": ["http://evo:8080", "https://evo2/base"], "credential": "evo-main", "ratePerMinute": 10,
         "paused": true}
        """;
    // When
    HttpResponse<String> created = bridge.api("PUT", "/api/instances/acme", request);
    HttpResponse<String> replaced =
        bridge.api("PUT", "/api/instances/acme", "{\"tenantId\":\"t2\"}");
    // Then
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(replaced.statusCode()).isEqualTo(200);
    ProducerRecord<String, byte[]> message = bridge.written(Topic.INSTANCE).get(0);
    assertThat(message.key()).isEqualTo("default/acme");
    InstanceBinding binding = Json.read(message.value(), InstanceBinding.class);
    assertThat(binding.tenantId()).isEqualTo("t1");
    assertThat(binding.apikeyFingerprint()).isEqualTo(Sha256Fingerprint.of("tok-acme-0001"));
    assertThat(binding.evolutionUrls()).containsExactly("http://evo:8080", "https://evo2/base");
    assertThat(binding.paused()).isTrue();
    assertThat(binding.updatedBy()).isEqualTo("bootstrap");
    assertThat(new String(message.value(), UTF_8)).doesNotContain("tok-acme");
    assertThat(json(bridge.api("GET", "/api/instances/acme", null)).get("tenantId").textValue())
        .isEqualTo("t2");
  }

  @ParameterizedTest
  @CsvSource({
    "acme, default/acme",
    "a%20b%2Fc, default/a b/c",
    "S%C3%A3o, default/São",
    "acme?gateway=eu1, eu1/acme",
    "%F0%9F%98%80, default/\uD83D\uDE00",
  })
  void namesOfAllKindsCanBeBound(String path, String key) {
    // Given
    String request = "{\"tenantId\":\"t1\"}";
    // When
    HttpResponse<String> answer = bridge.api("PUT", "/api/instances/" + path, request);
    // Then
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(bridge.written(Topic.INSTANCE))
        .singleElement()
        .extracting(ProducerRecord::key)
        .isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"tenantId\":\"nobody\"}|404|UNKNOWN_TENANT|/api/tenants/nobody",
        "{\"tenantId\":\"unresolved\"}|400|INVALID_TENANT_ID|unresolved",
        "{\"tenantId\":\"a b\"}|400|INVALID_TENANT_ID|letters",
        "{}|400|MISSING_FIELD|tenantId",
        "{\"tenantId\":null}|400|MISSING_FIELD|tenantId",
        "{\"tenantId\":7}|400|INVALID_FIELD|tenantId",
        "{\"tenantId\":\"t1\",\"tenant\":\"t1\"}|400|UNKNOWN_FIELD|\\\"tenant\\\"",
        "{\"tenantId\":\"t1\",\"tenantId\":\"t2\"}|400|NOT_JSON|once",
        "{\"tenantId\":\"t1\"} x|400|NOT_JSON|JSON",
        "[]|400|NOT_JSON|object",
        "``|400|NOT_JSON|object",
        "{\"tenantId\":\"t1\",\"ratePerMinute\":0}|400|INVALID_FIELD|ratePerMinute",
        "{\"tenantId\":\"t1\",\"ratePerMinute\":1.5}|400|INVALID_FIELD|ratePerMinute",
        "{\"tenantId\":\"t1\",\"ratePerMinute\":\"10\"}|400|INVALID_FIELD|ratePerMinute",
        "{\"tenantId\":\"t1\",\"ratePerMinute\":99999999999}|400|INVALID_FIELD|ratePerMinute",
        "{\"tenantId\":\"t1\",\"paused\":\"yes\"}|400|INVALID_FIELD|paused",
        "{\"tenantId\":\"t1\",\"apikey\":\"a\",\"apikeyFingerprint\":\"b\"}|400|CONFLICTING_FIELDS|apikey",
        "{\"tenantId\":\"t1\",\"apikeyFingerprint\":\"ABC\"}|400|INVALID_FIELD|apikeyFingerprint",
        "{\"tenantId\":\"t1\",\"apikey\":\"\"}|400|INVALID_FIELD|apikey",
        "{\"tenantId\":\"t1\",\"evolutionUrls\":\"http://h\"}|400|INVALID_FIELD|evolutionUrls",
        "{\"tenantId\":\"t1\",\"evolutionUrls\":[\"ftp://h\"]}|400|INVALID_FIELD|evolutionUrls",
        "{\"tenantId\":\"t1\",\"evolutionUrls\":[\"http://u:p@h\"]}|400|INVALID_FIELD|evolutionUrls",
        "{\"tenantId\":\"t1\",\"evolutionUrls\":[\"http://h?k=v\"]}|400|INVALID_FIELD|evolutionUrls",
        "{\"tenantId\":\"t1\",\"evolutionUrls\":[7]}|400|INVALID_FIELD|evolutionUrls",
        "{\"tenantId\":\"t1\",\"credential\":\"the secret itself\"}|400|INVALID_FIELD|credential",
        "{\"tenantId\":\"t1\",\"evolutionInstanceId\":\"a\\u0000\"}|400|INVALID_FIELD|evolutionInstanceId",
        "{\"tenantId\":\"t1\",\"evolutionInstanceId\":\"a\\ud800\"}|400|INVALID_FIELD|evolutionInstanceId",
      })
  void aBadBindingIsRefusedWithItsReason(String body, int status, String code, String hint)
      throws IOException {
    // Given
    String path = "/api/instances/acme";
    // When
    HttpResponse<String> answer = bridge.api("PUT", path, body);
    // Then
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).get("code").textValue()).isEqualTo(code);
    assertThat(answer.body()).contains(hint);
    assertThat(bridge.written(Topic.INSTANCE)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/api/instances/%20, INVALID_INSTANCE_NAME",
    "/api/instances/%FF, INVALID_INSTANCE_NAME",
    "/api/instances/acme?gateway=EU, INVALID_GATEWAY",
  })
  void aBadNameIsRefused(String path, String code) throws IOException {
    // Given
    String body = "{\"tenantId\":\"t1\"}";
    // When
    HttpResponse<String> answer = bridge.api("PUT", path, body);
    // Then
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).get("code").textValue()).isEqualTo(code);
  }

  @Test
  void tooLargeADocumentIsRefused() {
    // Given
    String body = "{\"tenantId\":\"" + "x".repeat(70_000) + "\"}";
    // When
    HttpResponse<String> answer = bridge.api("PUT", "/api/instances/acme", body);
    // Then
    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void unbindsWithATombstone() {
    // Given
    bridge.api("PUT", "/api/instances/acme", "{\"tenantId\":\"t1\"}");
    // When
    HttpResponse<String> gone = bridge.api("DELETE", "/api/instances/acme", null);
    HttpResponse<String> again = bridge.api("DELETE", "/api/instances/acme", null);
    // Then
    assertThat(gone.statusCode()).isEqualTo(204);
    assertThat(again.statusCode()).isEqualTo(404);
    assertThat(bridge.written(Topic.INSTANCE).get(1).value()).isNull();
    assertThat(bridge.api("GET", "/api/instances/acme", null).statusCode()).isEqualTo(404);
  }

  @Test
  void listsInPages() throws IOException {
    // Given
    for (String name : new String[] {"c", "a", "d", "b", "e"}) {
      bridge.api("PUT", "/api/instances/" + name, "{\"tenantId\":\"t1\"}");
    }
    // When
    JsonNode first = json(bridge.api("GET", "/api/instances?limit=2", null));
    JsonNode second =
        json(
            bridge.api(
                "GET", "/api/instances?limit=2&after=" + first.get("next").textValue(), null));
    JsonNode last =
        json(
            bridge.api(
                "GET", "/api/instances?limit=2&after=" + second.get("next").textValue(), null));
    // Then
    assertThat(first.findValuesAsText("instance")).containsExactly("default/a", "default/b");
    assertThat(second.findValuesAsText("instance")).containsExactly("default/c", "default/d");
    assertThat(last.findValuesAsText("instance")).containsExactly("default/e");
    assertThat(last.get("next")).isNull();
    assertThat(bridge.api("GET", "/api/instances?limit=0", null).statusCode()).isEqualTo(400);
  }

  @Test
  void aTenantsKeyReadsItsOwnInstancesOnly() throws IOException {
    // Given
    bridge.api("PUT", "/api/instances/mine", "{\"tenantId\":\"t1\"}");
    bridge.api("PUT", "/api/instances/theirs", "{\"tenantId\":\"t2\"}");
    String key = key("{\"role\":\"analyst\",\"tenantId\":\"t1\",\"name\":\"reports\"}");
    // When
    JsonNode list = json(bridge.api("GET", "/api/instances", null, key));
    // Then
    assertThat(list.findValuesAsText("instance")).containsExactly("default/mine");
    assertThat(bridge.api("GET", "/api/instances/mine", null, key).statusCode()).isEqualTo(200);
    assertThat(bridge.api("GET", "/api/instances/theirs", null, key).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /api/instances/x, {}",
    "DELETE, /api/instances/x,",
    "GET, /api/tenants,",
    "GET, /api/tenants/t1,",
    "PUT, /api/tenants/t1, {}",
    "GET, /api/keys,",
    "POST, /api/keys, {}",
    "DELETE, /api/keys/key_1,",
  })
  void whatAdminsDoIsForbiddenToOthersAndHiddenFromStrangers(
      String method, String path, String body) throws IOException {
    // Given
    String sender = key("{\"role\":\"sender\",\"tenantId\":\"t1\",\"name\":\"app\"}");
    // When
    HttpResponse<String> forbidden = bridge.api(method, path, body, sender);
    HttpResponse<String> unknown = bridge.api(method, path, body, "ck_unknown");
    // Then
    assertThat(forbidden.statusCode()).isEqualTo(403);
    assertThat(unknown.statusCode()).isEqualTo(401);
    assertThat(unknown.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(unknown.body()).doesNotContain("ck_unknown");
  }

  @Test
  void aKeyIsShownOnceKeptAsFingerprintAndRevocable() throws IOException {
    // Given
    JsonNode created =
        json(bridge.api("POST", "/api/keys", "{\"role\":\"admin\",\"name\":\"ops\"}"));
    String secret = created.get("secret").textValue();
    String keyId = created.get("keyId").textValue();
    int before = bridge.api("GET", "/api/tenants", null, secret).statusCode();
    HttpResponse<String> list = bridge.api("GET", "/api/keys", null);
    // When
    HttpResponse<String> revoked = bridge.api("DELETE", "/api/keys/" + keyId, null);
    // Then
    assertThat(secret).matches("ck_[A-Za-z0-9_-]{43}");
    assertThat(before).isEqualTo(200);
    assertThat(list.body())
        .contains(keyId)
        .doesNotContain(secret)
        .doesNotContain(Sha256Fingerprint.of(secret));
    ProducerRecord<String, byte[]> stored = bridge.written(Topic.API_KEY).get(0);
    assertThat(stored.key()).isEqualTo(Sha256Fingerprint.of(secret));
    assertThat(new String(stored.value(), UTF_8)).doesNotContain(secret);
    assertThat(revoked.statusCode()).isEqualTo(204);
    assertThat(bridge.api("GET", "/api/tenants", null, secret).statusCode()).isEqualTo(401);
    assertThat(bridge.api("DELETE", "/api/keys/" + keyId, null).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "{\"role\":\"root\",\"name\":\"x\"}|400|INVALID_FIELD",
        "{\"role\":\"sender\",\"name\":\"x\"}|400|MISSING_FIELD",
        "{\"role\":\"sender\",\"name\":\"x\",\"tenantId\":\"nobody\"}|404|UNKNOWN_TENANT",
        "{\"role\":\"admin\",\"name\":\"x\",\"tenantId\":\"t1\"}|400|INVALID_FIELD",
        "{\"role\":\"admin\"}|400|MISSING_FIELD",
        "{\"role\":\"admin\",\"name\":\"x\",\"secret\":\"mine\"}|400|UNKNOWN_FIELD",
      })
  void aBadKeyRequestIsRefused(String body, int status, String code) throws IOException {
    // Given
    String path = "/api/keys";
    // When
    HttpResponse<String> answer = bridge.api("POST", path, body);
    // Then
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(json(answer).get("code").textValue()).isEqualTo(code);
  }

  @Test
  void anIdempotencyKeyMakesARepeatReturnTheSameKey() throws IOException {
    // Given
    String body = "{\"role\":\"admin\",\"name\":\"ops\"}";
    JsonNode first = json(create(body, "once"));
    // When
    JsonNode repeat = json(create(body, "once"));
    // Then
    assertThat(repeat).isEqualTo(first);
    assertThat(bridge.written(Topic.API_KEY)).hasSize(1);
    assertThat(json(create(body, "twice"))).isNotEqualTo(first);
    assertThat(create(body.replace("ops", "dev"), "once").statusCode()).isEqualTo(422);
  }

  @Test
  void anotherMethodNamesTheAllowedOnes() {
    // Given
    String path = "/api/tenants/t1";
    // When
    HttpResponse<String> answer = bridge.api("DELETE", path, null);
    // Then
    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow").orElse("")).contains("GET").contains("PUT");
  }

  @Test
  void aChangeThatKafkaDoesNotTakeIsAnswered503() {
    // Given
    bridge.producer().sendException = new TimeoutException("away");
    // When
    HttpResponse<String> answer = bridge.api("PUT", "/api/tenants/t3", "{}");
    // Then
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
  }

  @Test
  void aPauseDoesNotReadTheBindingThatAMoveIsWriting() throws Exception {
    try (BridgeHarness slow = BridgeHarness.byHand(Map.of())) {
      // Given
      slow.acknowledgingAll(() -> slow.tenant("t1", "sender", "acme", "other"));
      slow.acknowledgingAll(() -> slow.tenant("t2", "sender"));

      // When
      CompletableFuture<HttpResponse<String>> move =
          supplyAsync(() -> slow.api("PUT", "/api/instances/acme", "{\"tenantId\":\"t2\"}"));
      ProducerRecord<String, byte[]> moving = slow.nextSent();
      CompletableFuture<HttpResponse<String>> pause =
          supplyAsync(() -> slow.api("POST", "/api/instances/acme/pause", null));
      CompletableFuture<HttpResponse<String>> another =
          supplyAsync(() -> slow.api("POST", "/api/instances/other/pause", null));
      ProducerRecord<String, byte[]> next = slow.nextSent();
      slow.acknowledgingAll(() -> CompletableFuture.allOf(move, pause, another).join());

      // Then
      assertThat(moving.key()).isEqualTo("default/acme");
      assertThat(next.key()).isEqualTo("default/other");
      List<ProducerRecord<String, byte[]>> written = slow.written(Topic.INSTANCE);
      InstanceBinding last =
          Json.read(written.get(written.size() - 1).value(), InstanceBinding.class);
      assertThat(last.instance()).isEqualTo(InstanceKey.of("acme"));
      assertThat(last.tenantId()).isEqualTo("t2");
      assertThat(last.paused()).isTrue();
    }
  }

  @Test
  void aPatchChangesOnlyWhatItNames() throws IOException {
    // Given
    String request =
        """
        {"tenantId": "t1", "evolutionInstanceId": "old", "apikey": "tok-acme-0001",
         "evolutionUrls": ["http://evo:8080"], "credential": "evo-main", "ratePerMinute": 10, "paused": true,
         "clientMessageIds": true, "integration": "EVOLUTION"}
        """;
    bridge.api("PUT", "/api/instances/acme?gateway=eu1", request);
    // When
    HttpResponse<String> answer =
        bridge.api(
            "PATCH",
            "/api/instances/acme?gateway=eu1",
            "{\"evolutionInstanceId\":\"new\",\"apikey\":\"tok-acme-0002\",\"ratePerMinute\":null}");
    // Then
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    List<ProducerRecord<String, byte[]>> written = bridge.written(Topic.INSTANCE);
    InstanceBinding binding = Json.read(written.get(1).value(), InstanceBinding.class);
    assertThat(binding)
        .usingRecursiveComparison()
        .ignoringFields("updatedAt")
        .isEqualTo(
            new InstanceBinding(
                1,
                new InstanceKey("eu1", "acme"),
                "t1",
                "new",
                Sha256Fingerprint.of("tok-acme-0002"),
                List.of("http://evo:8080"),
                "evo-main",
                null,
                true,
                true,
                WhatsAppIntegration.EVOLUTION,
                null,
                "bootstrap"));
    assertThat(written).hasSize(2);
    for (JsonNode said :
        List.of(json(answer), json(bridge.api("GET", "/api/instances/acme?gateway=eu1", null)))) {
      assertThat(said.get("evolutionInstanceId").textValue()).isEqualTo("new");
      assertThat(said.hasNonNull("ratePerMinute")).isFalse();
    }
    assertThat(answer.body() + new String(written.get(1).value(), UTF_8))
        .doesNotContain("tok-acme");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "acme|{}|400|MISSING_FIELD",
        "acme|[]|400|NOT_JSON",
        "acme|{\"tenantId\":null}|400|INVALID_FIELD",
        "acme|{\"tenantId\":\"nobody\"}|404|UNKNOWN_TENANT",
        "acme|{\"tenant\":\"t2\"}|400|UNKNOWN_FIELD",
        "acme|{\"ratePerMinute\":0}|400|INVALID_FIELD",
        "acme|{\"evolutionUrls\":[\"ftp://h\"]}|400|INVALID_FIELD",
        "acme|{\"apikey\":\"a\",\"apikeyFingerprint\":\"b\"}|400|CONFLICTING_FIELDS",
        "other|{\"paused\":true}|404|UNKNOWN_INSTANCE",
      })
  void aBadPatchIsRefusedAndChangesNothing(String name, String body, int status, String code)
      throws IOException {
    // Given
    bridge.api("PUT", "/api/instances/acme", "{\"tenantId\":\"t1\"}");
    // When
    HttpResponse<String> answer = bridge.api("PATCH", "/api/instances/" + name, body);
    // Then
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).get("code").textValue()).isEqualTo(code);
    assertThat(bridge.written(Topic.INSTANCE)).hasSize(1);
  }

  @Test
  void onlyAdminsPatch() {
    // Given
    String sender = bridge.tenant("t9", "sender", "acme");
    // When
    HttpResponse<String> answer =
        bridge.api("PATCH", "/api/instances/acme", "{\"ratePerMinute\":5}", sender);
    // Then
    assertThat(answer.statusCode()).isEqualTo(403);
  }

  @Test
  void aSenderStopsAndStartsItsOwnInstanceAndTheRestOfTheBindingStays() throws IOException {
    // Given
    String binding =
        "{\"tenantId\":\"t1\",\"apikey\":\"tok-acme-0001\",\"evolutionUrls\":[\"http://evo:8080\"],"
            + "\"credential\":\"evo-main\",\"ratePerMinute\":7,\"clientMessageIds\":true,"
            + "\"integration\":\"evolution\",\"evolutionInstanceId\":\"53db649a\"}";
    bridge.api("PUT", "/api/instances/acme?gateway=eu1", binding);
    bridge.api("PUT", "/api/instances/theirs", "{\"tenantId\":\"t2\"}");
    String sender = key("{\"role\":\"sender\",\"tenantId\":\"t1\",\"name\":\"app\"}");
    String analyst = key("{\"role\":\"analyst\",\"tenantId\":\"t1\",\"name\":\"reports\"}");
    InstanceBinding before = binding(0);
    // When
    HttpResponse<String> paused =
        bridge.api("POST", "/api/instances/acme/pause?gateway=eu1", null, sender);
    HttpResponse<String> resumed =
        bridge.api("POST", "/api/instances/acme/resume/?gateway=eu1", null, sender);
    // Then
    assertThat(paused.statusCode()).as(paused.body()).isEqualTo(200);
    assertThat(resumed.statusCode()).isEqualTo(200);
    assertThat(binding(2).paused()).isTrue();
    assertThat(binding(3))
        .usingRecursiveComparison()
        .ignoringFields("updatedAt", "updatedBy")
        .isEqualTo(before);
    assertThat(before.integration()).isEqualTo(WhatsAppIntegration.EVOLUTION);
    assertThat(binding(3).updatedBy()).startsWith("key_");
    assertThat(bridge.api("POST", "/api/instances/theirs/pause", null, sender).statusCode())
        .isEqualTo(404);
    assertThat(bridge.api("POST", "/api/instances/none/pause", null, sender).statusCode())
        .isEqualTo(404);
    assertThat(
            bridge.api("POST", "/api/instances/acme/pause?gateway=eu1", null, analyst).statusCode())
        .isEqualTo(403);
  }

  @Test
  void anIntegrationThatEvolutionDoesNotKnowIsRefused() throws IOException {
    // When
    HttpResponse<String> refused =
        bridge.api(
            "PUT", "/api/instances/acme", "{\"tenantId\":\"t1\",\"integration\":\"unknown\"}");
    // Then
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("integration", "WHATSAPP-BAILEYS");
    assertThat(bridge.written(Topic.INSTANCE)).isEmpty();
  }

  @Test
  void aTenantHasQuietHours() throws IOException {
    // Given
    String request =
        "{\"quietHours\":{\"from\":\"22:00\",\"to\":\"07:00\",\"timezone\":\"America/Sao_Paulo\"}}";
    // When
    HttpResponse<String> answer = bridge.api("PUT", "/api/tenants/t1", request);
    // Then
    TenantRecord tenant =
        Json.read(bridge.written(Topic.TENANT).get(2).value(), TenantRecord.class);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(tenant.quietHours())
        .isEqualTo(
            new QuietHours(
                LocalTime.of(22, 0), LocalTime.of(7, 0), ZoneId.of("America/Sao_Paulo")));
    assertThat(json(bridge.api("GET", "/api/tenants/t1", null)).get("quietHours"))
        .isEqualTo(Json.mapper().readTree(request).get("quietHours"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "\"night\"|INVALID_FIELD",
        "{\"from\":\"22:00\",\"to\":\"07:00\"}|MISSING_FIELD",
        "{\"from\":\"22:00\",\"to\":\"24:00\",\"timezone\":\"UTC\"}|INVALID_FIELD",
        "{\"from\":\"22:00\",\"to\":\"22:00\",\"timezone\":\"UTC\"}|INVALID_FIELD",
        "{\"from\":\"22:00\",\"to\":\"7:00\",\"timezone\":\"UTC\"}|INVALID_FIELD",
        "{\"from\":\"22:00\",\"to\":\"07:00\",\"timezone\":\"Brasilia\"}|INVALID_FIELD",
        "{\"from\":\"22:00\",\"to\":\"07:00\",\"timezone\":\"UTC\",\"days\":1}|UNKNOWN_FIELD",
      })
  void badQuietHoursAreRefused(String hours, String code) throws IOException {
    // Given
    String request = "{\"quietHours\":" + hours + "}";
    // When
    HttpResponse<String> answer = bridge.api("PUT", "/api/tenants/t1", request);
    // Then
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).get("code").textValue()).isEqualTo(code);
  }

  private InstanceBinding binding(int index) throws IOException {
    return Json.read(bridge.written(Topic.INSTANCE).get(index).value(), InstanceBinding.class);
  }

  private HttpResponse<String> create(String body, String idempotencyKey) {
    return bridge.send(
        bridge
            .request("/api/keys")
            .header("Authorization", "Bearer " + BridgeHarness.ADMIN_KEY)
            .header("Idempotency-Key", idempotencyKey)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private String key(String body) throws IOException {
    return json(bridge.api("POST", "/api/keys", body)).get("secret").textValue();
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    return Json.mapper().readTree(answer.body());
  }
}
