// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.config.Environment;
import dev.carteiro.fake.api.HandledRequest;
import dev.carteiro.fake.faults.InstanceFaultSettings;
import dev.carteiro.fake.faults.SendFault;
import dev.carteiro.fake.faults.SendLatencyDistribution;
import dev.carteiro.fake.faults.WebhookFaultSettings;
import dev.carteiro.fake.whatsapp.ContactAddressingMode;
import dev.carteiro.fake.whatsapp.DeliveredMessage;
import dev.carteiro.fake.whatsapp.EvolutionJidFactory;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvolutionFakeServerTest {
  private static final String NUMBER = "5521988887777";
  private static final String JID = NUMBER + "@s.whatsapp.net";

  private final WebhookTestReceiver receiver = WebhookTestReceiver.start();
  private EvolutionFakeServer fake;
  private FakeApiTestClient client;

  @BeforeEach
  void start() {
    start(Map.of());
  }

  private void start(Map<String, String> more) {
    if (fake != null) {
      fake.close();
    }
    Environment environment =
        new Environment(
                Map.of("FAKE_PORT", "0", "FAKE_TIME_SCALE", "100", "FAKE_READ_PERCENT", "100"))
            .with(more);
    fake = EvolutionFakeServer.start(environment.bind(EvolutionFakeSettings.class));
    fake.addInstance("hooli", "tok-hooli", "5511900000004@s.whatsapp.net");
    fake.addInstance("acme", "tok-acme", "5511900000005@s.whatsapp.net");
    fake.defaultWebhook(receiver.url("/hook"));
    client = new FakeApiTestClient(fake.url(), "tok-hooli");
  }

  @AfterEach
  void stop() {
    fake.close();
    receiver.close();
  }

  @Test
  void aSendIsAnsweredDeliveredEchoedAndRead() throws IOException {
    // When
    FakeApiTestClient.ApiTestResponse got = client.text("hooli", "+55 (21) 98888-7777", "olá");

    // Then
    assertThat(got.status()).isEqualTo(201);
    String id = got.body().path("key").path("id").asText();
    assertThat(id).matches("3EB0[0-9A-F]{18}");
    assertThat(got.body().path("key").path("remoteJid").asText()).isEqualTo(JID);
    assertThat(fake.delivered())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.content()).isEqualTo("olá");
              assertThat(one.jid()).isEqualTo(JID);
              assertThat(one.providerId()).isEqualTo(id);
            });
    await().until(() -> receiver.bodies().size() == 4);
    JsonNode echo = receiver.bodies("send.message").get(0);
    assertThat(echo.path("data")).isEqualTo(got.body());
    assertThat(echo.path("apikey").asText()).isEqualTo("tok-hooli");
    assertThat(echo.path("sender").asText()).isEqualTo("5511900000004@s.whatsapp.net");
    assertThat(receiver.bodies("messages.update"))
        .allSatisfy(one -> assertThat(one.path("data").path("keyId").asText()).isEqualTo(id))
        .extracting(one -> one.path("data").path("status").asText())
        .containsExactlyInAnyOrder("SERVER_ACK", "DELIVERY_ACK", "READ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sendText|{\"number\":\"1\"}|[[\"instance requires property \\\"text\\\"\"]]",
        "sendText|{\"text\":\"x\"}|[[\"instance requires property \\\"number\\\"\"]]",
        "sendText|{\"number\":5521,\"text\":\"x\"}|[[\"Invalid format\"]]",
        "sendText|{\"number\":\"1\",\"text\":\"x\",\"delay\":\"1\"}|[[\"Enter a value in milliseconds\"]]",
        "sendText|{\"number\":\"1\",\"text\":\"  \"}|[\"Text is required\"]",
        "sendMedia|{\"number\":\"1\",\"mediatype\":\"image\",\"media\":\"not a url\"}|[\"Owned media must be a url or base64\"]",
        "sendMedia|{\"number\":\"1\",\"mediatype\":\"document\",\"media\":\"aGVsbG8gcGRm\"}|[\"For base64 the file name must be informed.\"]",
        "sendReaction|{\"key\":{\"id\":\"A\",\"remoteJid\":\"1@s.whatsapp.net\",\"fromMe\":true},\"reaction\":\"abc\"}|[\"Reaction must be a single emoji or empty string\"]",
        "sendPoll|{\"number\":\"1\",\"name\":\"q\",\"selectableCount\":1,\"values\":[\"a\"]}|[[\"values does not meet minimum length of 2\"]]",
      })
  void whatTheSchemaRefusesIsNotSent(String endpoint, String body, String message)
      throws IOException {
    // When
    FakeApiTestClient.ApiTestResponse got = client.post("/message/" + endpoint + "/hooli", body);

    // Then
    assertThat(got.status()).isEqualTo(400);
    assertThat(got.body().path("error").asText()).isEqualTo("Bad Request");
    assertThat(got.body().path("response").path("message")).hasToString(message);
    assertThat(fake.delivered()).isEmpty();
  }

  @Test
  void theGuardsAnswerInEvolutionsOrder() throws IOException {
    // Given
    FakeApiTestClient stranger = new FakeApiTestClient(fake.url(), "wrong");

    // When / Then
    assertThat(stranger.text("zzz", NUMBER, "x").status()).isEqualTo(404);
    assertThat(stranger.text("hooli", NUMBER, "x").status()).isEqualTo(401);
    assertThat(client.text("acme", NUMBER, "x").status()).isEqualTo(401);
    assertThat(client.get("/nope").body().path("response").path("message").get(0).asText())
        .isEqualTo("Cannot GET /nope");
    assertThat(client.post("/message/sendText/hooli", "{bad").body().path("error").asText())
        .isEqualTo("Internal Server Error");
    assertThat(fake.delivered()).isEmpty();
  }

  @Test
  void aQueryGetsPastTheGuardAsInEvolution() throws IOException {
    // When
    FakeApiTestClient.ApiTestResponse got =
        client.post(
            "/message/sendText/hooli?instanceName=acme",
            "{\"number\":\"5521988887777\",\"text\":\"x\"}");

    // Then
    assertThat(got.status()).isEqualTo(201);
    assertThat(fake.delivered()).extracting(DeliveredMessage::instance).containsExactly("acme");
  }

  @Test
  void anAbsentNumberAndAClosedInstanceAreNotSent() throws IOException {
    // Given
    fake.onWhatsApp("5521988880000", false);
    fake.loseConnection("acme");

    // When
    FakeApiTestClient.ApiTestResponse absent = client.text("hooli", "5521988880000", "x");
    FakeApiTestClient.ApiTestResponse closed =
        new FakeApiTestClient(fake.url(), "tok-acme").text("acme", NUMBER, "x");

    // Then
    assertThat(absent.body().path("response").path("message"))
        .hasToString(
            "[{\"jid\":\"5521988880000@s.whatsapp.net\",\"exists\":false,\"number\":\"5521988880000\"}]");
    assertThat(closed.body().path("response").path("message"))
        .hasToString("[\"Error: Connection Closed\"]");
    assertThat(List.of(absent.status(), closed.status())).containsOnly(400);
    assertThat(fake.delivered()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"2.3.7,2", "2.4.0,1", "3.0.0,1"})
  void aClientsMessageIdIsDeliveredOnceFrom24On(String version, int deliveries) throws IOException {
    // Given
    start(Map.of("FAKE_VERSION", version));
    String body = "{\"number\":\"5521988887777\",\"text\":\"x\",\"messageId\":\"3EB0AA\"}";

    // When
    client.post("/message/sendText/hooli", body);
    FakeApiTestClient.ApiTestResponse second = client.post("/message/sendText/hooli", body);

    // Then
    assertThat(second.status()).isEqualTo(201);
    assertThat(fake.delivered()).hasSize(deliveries);
    assertThat(second.body().path("key").path("id").asText().equals("3EB0AA"))
        .isEqualTo(deliveries == 1);
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_429,429,0",
    "HTTP_500,500,0",
    "HTTP_502,502,0",
    "HTTP_503,503,0",
    "HTTP_504,504,0",
    "CONNECTION_CLOSED,400,0",
    "TIMED_OUT_BEFORE,400,0",
    "META_ERROR,201,0",
    "TIMED_OUT_AFTER,400,1",
    "EMPTY_AFTER,201,1",
    "REFUSED_AFTER,400,1",
    "HTTP_500_AFTER,500,1",
    "HTTP_502_AFTER,502,1",
    "HTTP_504_AFTER,504,1",
    "NUMBER_CHECK_CLOSED,500,0",
    "UPLOAD_CLOSED,500,0",
    "UPLOAD_REFUSED,500,0",
    "GROUP_NOT_FOUND,400,0",
    "RATE_OVERLIMIT,400,0",
    "NUMBER_CHECK_OVERLIMIT,500,0",
  })
  void aFaultThatIsOrderedIsMetOnceAndItsFateIsKept(SendFault fault, int status, int deliveries)
      throws IOException {
    // Given
    fake.nextSends("hooli", fault);

    // When
    FakeApiTestClient.ApiTestResponse got = client.text("hooli", NUMBER, "x");

    // Then
    assertThat(got.status()).isEqualTo(status);
    assertThat(got.body().path("key").has("id")).isFalse();
    assertThat(fake.delivered()).hasSize(deliveries);
    assertThat(fake.requests())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.fault()).isEqualTo(fault);
              assertThat(one.status()).isEqualTo(status);
              assertThat(one.providerId() != null).isEqualTo(deliveries == 1);
            });
    assertThat(client.text("hooli", NUMBER, "y").status()).isEqualTo(201);
    int echoes = 1 + (fault.echoes() ? 1 : 0);
    await().until(() -> receiver.bodies("messages.update").size() == 3 * echoes);
    assertThat(receiver.bodies("send.message")).hasSize(echoes);
  }

  @Test
  void withoutALicenceOnlyTheWelcomeIsAnswered() throws IOException {
    // Given
    client.post("/fake/faults", "{\"licensed\":false}");

    // When
    FakeApiTestClient.ApiTestResponse refused = client.text("hooli", NUMBER, "x");

    // Then
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.body().path("code").asText()).isEqualTo("LICENSE_REQUIRED");
    assertThat(client.get("/instance/connectionState/hooli").status()).isEqualTo(503);
    assertThat(client.get("/").status()).isEqualTo(200);
    assertThat(fake.delivered()).isEmpty();
    client.post("/fake/faults", "{\"licensed\":true}");
    assertThat(client.text("hooli", NUMBER, "x").status()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource({"RESET_BEFORE,0", "RESET_AFTER,1", "HANG_BEFORE,0", "HANG_AFTER,1"})
  void aConnectionBreaksOrHangs(SendFault fault, int deliveries) {
    // Given
    fake.nextSends("hooli", fault);
    boolean hangs = fault.name().startsWith("HANG");

    // When / Then
    assertThatThrownBy(
            () ->
                client.call(
                    "POST",
                    "/message/sendText/hooli",
                    "{\"number\":\"5521988887777\",\"text\":\"x\"}",
                    Duration.ofMillis(hangs ? 300 : 30_000)))
        .isInstanceOf(IOException.class);
    assertThat(fake.delivered()).hasSize(deliveries);
    assertThat(fake.requests()).singleElement().satisfies(one -> assertThat(one.status()).isZero());
  }

  @Test
  void aNulIsDeliveredAndThenRefused() throws IOException {
    // When
    FakeApiTestClient.ApiTestResponse got = client.text("hooli", NUMBER, "NUL \0 inside");

    // Then
    assertThat(got.status()).isEqualTo(400);
    assertThat(fake.delivered()).hasSize(1);
    assertThat(fake.pendingWebhooks()).isZero();
    assertThat(receiver.bodies()).isEmpty();
  }

  @Test
  void offlineRefusesConnectionsAndComesBackOnTheSamePort() throws IOException {
    // Given
    client.text("hooli", NUMBER, "before");

    // When
    fake.goOffline();

    // Then
    assertThatThrownBy(() -> client.text("hooli", NUMBER, "during"))
        .isInstanceOf(ConnectException.class);
    fake.goOnline();
    assertThat(client.text("hooli", NUMBER, "after").status()).isEqualTo(201);
    assertThat(fake.delivered())
        .extracting(DeliveredMessage::content)
        .containsExactly("before", "after");
  }

  @Test
  void theSameSeedMeetsTheSameFaults() throws IOException {
    // Given
    InstanceFaultSettings half =
        InstanceFaultSettings.NONE.with(SendFault.HTTP_503, 0.3).with(SendFault.EMPTY_AFTER, 0.2);

    // When
    List<SendFault> first = fates(half);
    start(Map.of());
    List<SendFault> second = fates(half);

    // Then
    assertThat(second).isEqualTo(first);
    assertThat(first).contains(SendFault.NONE, SendFault.HTTP_503, SendFault.EMPTY_AFTER);
  }

  private List<SendFault> fates(InstanceFaultSettings faults) throws IOException {
    fake.faults("hooli", faults);
    for (int i = 0; i < 30; i++) {
      client.text("hooli", NUMBER, "n" + i);
    }
    return fake.requests().stream().map(HandledRequest::fault).toList();
  }

  @Test
  void faultsAreSwitchedOverHttp() throws IOException {
    // When
    FakeApiTestClient.ApiTestResponse switched =
        client.post(
            "/fake/faults",
            "{\"faults\":{\"shares\":{\"http_503\":1},\"latency\":{\"kind\":\"uniform\",\"min\":\"PT0S\",\"max\":\"PT0.01S\"}}}");
    FakeApiTestClient.ApiTestResponse wrong =
        client.post("/fake/faults", "{\"faults\":{\"shares\":{\"http_503\":2}}}");

    // Then
    assertThat(switched.status()).isEqualTo(204);
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(client.text("hooli", NUMBER, "x").status()).isEqualTo(503);
    assertThat(client.get("/fake/requests").body().findValuesAsText("fault")).contains("HTTP_503");
  }

  @Test
  void contactsAndThePhoneAreHeard() {
    // Given
    fake.globalWebhook(receiver.url("/global"));

    // When
    fake.addressing(ContactAddressingMode.LID_ONLY);
    fake.contactSays("hooli", NUMBER, "oi");
    fake.addressing(ContactAddressingMode.PHONE);
    fake.phoneSends("hooli", NUMBER, "from the phone");
    fake.disconnect("hooli");

    // Then
    await().until(() -> fake.pendingWebhooks() == 0 && fake.deliveredWebhooks() == 10);
    assertThat(receiver.bodies("messages.upsert"))
        .extracting(one -> one.path("data").path("key").path("remoteJid").asText())
        .containsExactlyInAnyOrder(
            EvolutionJidFactory.lid(JID), EvolutionJidFactory.lid(JID), JID, JID);
    assertThat(receiver.bodies("connection.update")).hasSize(2);
    assertThat(receiver.paths()).contains("POST /hook", "POST /global");
  }

  @Test
  void aRedirectLosesTheBodyUnlessItIs307() {
    // Given
    fake.webhook("hooli", receiver.url("/moved/302"));
    fake.webhook("acme", receiver.url("/moved/307"));

    // When
    fake.phoneSends("hooli", NUMBER, "lost");
    fake.phoneSends("acme", NUMBER, "kept");

    // Then
    await().until(() -> fake.deliveredWebhooks() == 2);
    assertThat(receiver.bodies())
        .extracting(one -> one.path("instance").asText())
        .containsExactly("acme");
    assertThat(receiver.paths()).contains("GET /target", "POST /target");
  }

  @Test
  void theMostConnectionsAreCounted() throws IOException {
    // When
    client.text("hooli", NUMBER, "x");
    new FakeApiTestClient(fake.url(), "tok-hooli").text("hooli", NUMBER, "y");

    // Then
    assertThat(fake.mostConnections()).containsEntry("127.0.0.1", 2);
  }

  @Test
  void underLoadEveryRequestHasOneFateAndTheRecordsAgree() throws Exception {
    // Given
    InstanceFaultSettings storm =
        InstanceFaultSettings.NONE
            .with(SendLatencyDistribution.longTail(Duration.ofMillis(1), Duration.ofMillis(50)))
            .with(new WebhookFaultSettings(0.2, 0.2, 0.2, Duration.ofMillis(50)));
    for (SendFault fault : SendFault.values()) {
      if (fault != SendFault.NONE && !fault.name().startsWith("HANG")) {
        storm = storm.with(fault, 0.03);
      }
    }
    fake.faults(storm);
    ExecutorService clients = Executors.newFixedThreadPool(8);
    List<Future<?>> running = new ArrayList<>();

    // When
    for (int i = 0; i < 400; i++) {
      String text = "n" + i;
      running.add(clients.submit(() -> sendWhateverComes(text)));
    }
    for (Future<?> one : running) {
      one.get();
    }
    clients.shutdown();

    // Then
    List<HandledRequest> requests = fake.requests();
    assertThat(requests).hasSize(400).extracting(HandledRequest::id).doesNotHaveDuplicates();
    assertThat(fake.delivered())
        .extracting(DeliveredMessage::request)
        .containsExactlyInAnyOrderElementsOf(
            requests.stream()
                .filter(one -> one.fault().delivers())
                .map(HandledRequest::id)
                .toList());
    assertThat(requests)
        .allSatisfy(one -> assertThat(one.providerId() != null).isEqualTo(one.fault().delivers()));
    await().until(() -> fake.pendingWebhooks() == 0);
  }

  private Void sendWhateverComes(String text) {
    try {
      client.text("hooli", NUMBER, text);
    } catch (IOException reset) {
      assertThat(reset).isNotInstanceOf(HttpTimeoutException.class);
    }
    return null;
  }
}
