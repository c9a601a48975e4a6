// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The feed over a real server. */
class LiveFeedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final LiveFeedTestServer server = new LiveFeedTestServer();
  private final HttpClient http = HttpClient.newHttpClient();
  private long offset;

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aBrowserSaysHelloAndSeesItsTenantOnly() {
    // Given
    WebSocketTestClient client = WebSocketTestClient.connect(http, server.port(), "");
    client.send(hello(LiveFeedTestKeys.OF_A, ""));
    await().atMost(PATIENCE).until(client::isWelcome);

    // When
    publish("b", 1);
    publish("a", 1);
    await().atMost(PATIENCE).until(() -> !client.events().isEmpty());

    // Then
    assertThat(client.offsets()).containsExactly(1L);
    assertThat(client.lines().get(0).path("tenantId").asText()).isEqualTo("a");
    assertThat(client.lines().get(0).path("console").asText()).isEqualTo("here");
  }

  @Test
  void aProgramSendsItsKeyInTheHeaderAndItsWishesInTheQuery() {
    // Given
    WebSocketTestClient client =
        WebSocketTestClient.connect(
            http,
            server.port(),
            "?tenant=b&events=message.new,alert&instances=of-b",
            "Authorization",
            "Bearer " + LiveFeedTestKeys.ADMIN);
    await().atMost(PATIENCE).until(client::isWelcome);

    // When
    server.hub.publish(
        List.of(
            LiveEventFixture.message("a", 1),
            LiveEventFixture.event(
                LiveEventType.JOB_STATE, "b", "default/of-b", 2, LiveEventFixture.T0),
            LiveEventFixture.event(
                LiveEventType.ALERT, "b", "default/other", 3, LiveEventFixture.T0),
            LiveEventFixture.message("b", 4)));
    await().atMost(PATIENCE).until(() -> !client.events().isEmpty());

    // Then
    assertThat(client.offsets()).containsExactly(4L);
  }

  @Test
  void serverSentEventsCarryIdsToResumeFrom() {
    // Given
    SseTestClient first = sse(LiveFeedTestKeys.OF_A, "");
    await().atMost(PATIENCE).until(() -> first.values("event").contains("welcome"));
    publish("a", 3);
    await().atMost(PATIENCE).until(() -> first.values("id").size() == 3);

    // When
    SseTestClient second =
        sse(LiveFeedTestKeys.OF_A, "", "Last-Event-ID", first.values("id").get(0));
    publish("a", 1);
    await().atMost(PATIENCE).until(() -> second.values("id").size() >= 3);

    // Then
    List<String> ids = first.values("id");
    await().atMost(PATIENCE).until(() -> first.values("id").size() == 4);
    assertThat(second.values("id")).containsExactlyElementsOf(first.values("id").subList(1, 4));
    assertThat(ids).allMatch(id -> id.endsWith("~here"));
    assertThat(second.values("event"))
        .containsExactly("welcome", "message.new", "message.new", "message.new");
    assertThat(first.response().headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
  }

  @Test
  void aClientThatReconnectsToTheSameConsoleMissesNothingAndSeesNothingTwice() {
    // Given
    WebSocketTestClient before = WebSocketTestClient.connect(http, server.port(), "");
    before.send(hello(LiveFeedTestKeys.OF_A, ""));
    await().atMost(PATIENCE).until(before::isWelcome);
    publish("a", 100);
    await().atMost(PATIENCE).until(() -> before.events().size() == 100);
    String last = before.events().get(41).path("id").asText();
    before.leave();

    // When
    WebSocketTestClient after = WebSocketTestClient.connect(http, server.port(), "");
    after.send(
        hello(
            LiveFeedTestKeys.OF_A, ",\"lastEventId\":\"%s\",\"console\":\"here\"".formatted(last)));
    publish("a", 5);
    await().atMost(PATIENCE).until(() -> after.events().size() >= 63);

    // Then
    assertThat(after.offsets())
        .containsExactlyElementsOf(LongStream.range(42, 105).boxed().toList());
  }

  @Test
  void anUnreadableLastEventIdIsAGap() {
    // Given
    publish("a", 2);

    // When
    SseTestClient client = sse(LiveFeedTestKeys.OF_A, "?lastEventId=nonsense");
    await().atMost(PATIENCE).until(() -> client.values("id").size() == 2);

    // Then
    assertThat(client.values("event")).startsWith("welcome", "gap");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense | 4000 | BAD_HELLO",
        "[] | 4000 | BAD_HELLO",
        "{\"type\":\"hello\"} | 4000 | BAD_HELLO",
        "{\"type\":\"hello\",\"apiKey\":\"ck_admin\",\"events\":[\"no.such\"]} | 4000 | BAD_HELLO",
        "{\"type\":\"hello\",\"apiKey\":\"ck_admin\",\"events\":[null]} | 4000 | BAD_HELLO",
        "{\"type\":\"hello\",\"apiKey\":\"ck_admin\",\"instances\":[null]} | 4000 | BAD_HELLO",
        "{\"type\":\"hello\",\"apiKey\":\"ck_admin\",\"tenant\":\"../x\"} | 4004 | UNKNOWN_TENANT",
        "{\"type\":\"hello\",\"apiKey\":\"ck_analyst-of-a\",\"tenant\":\"b\"} | 4004 | UNKNOWN_TENANT",
        "{\"type\":\"hello\",\"apiKey\":\"ck_nobody\"} | 4001 | UNAUTHORIZED"
      })
  void aHelloThatCannotBeServedIsAnsweredWithAReason(String hello, int code, String reason) {
    // Given
    WebSocketTestClient client = WebSocketTestClient.connect(http, server.port(), "");

    // When
    client.send(hello);

    // Then
    assertThat(client.end.orTimeout(30, TimeUnit.SECONDS).join())
        .isEqualTo(new WebSocketTestClient.ReceivedClose(code, reason));
  }

  @Test
  void aHelloThatIsTooLongEndsTheConnection() {
    // Given
    WebSocketTestClient client = WebSocketTestClient.connect(http, server.port(), "");

    // When
    client.offer("x".repeat(20_000));

    // Then
    assertThat(client.end.orTimeout(30, TimeUnit.SECONDS).join().code()).isEqualTo(1009);
  }

  @Test
  void aHelloThatNeverComesEndsTheConnection() {
    // Given
    WebSocketTestClient client = WebSocketTestClient.connect(http, server.port(), "");

    // When
    server.advance(WebSocketFeedEndpoint.HELLO_WITHIN);
    WebSocketTestClient.ReceivedClose end = client.end.orTimeout(30, TimeUnit.SECONDS).join();

    // Then
    assertThat(end).isEqualTo(new WebSocketTestClient.ReceivedClose(4001, "HELLO_TIMEOUT"));
    assertThat(server.hub.size()).isZero();
  }

  @Test
  void aClientThatGoesOnTalkingIsSentAway() {
    // Given
    WebSocketTestClient client = WebSocketTestClient.connect(http, server.port(), "");
    client.send(hello(LiveFeedTestKeys.OF_A, ""));
    await().atMost(PATIENCE).until(client::isWelcome);

    // When
    client.send("and another thing");

    // Then
    assertThat(client.end.orTimeout(30, TimeUnit.SECONDS).join())
        .isEqualTo(new WebSocketTestClient.ReceivedClose(4000, "UNEXPECTED_MESSAGE"));
  }

  @ParameterizedTest
  @CsvSource({
    "ck_nobody, '', 401",
    "ck_analyst-of-a, ?tenant=b, 404",
    "ck_analyst-of-a, ?events=no.such, 400",
    "ck_analyst-of-a, ?instances=No%20Gateway/x, 400"
  })
  void aRequestThatCannotBeServedIsRefusedBeforeTheUpgrade(String key, String query, int status) {
    // Given
    // When
    SseTestClient sse = sse(key, query);

    // Then
    assertThat(sse.response().statusCode()).isEqualTo(status);
    assertThat(sse.response().headers().firstValue("Content-Type"))
        .hasValue("application/problem+json");
    assertThat(refusedUpgrade(query, "Authorization", "Bearer " + key)).isEqualTo(status);
  }

  @Test
  void nobodyIsAnsweredWhileKeysAreBeingRead() {
    // Given
    server.keys.caughtUp(false);

    // When
    WebSocketTestClient client = WebSocketTestClient.connect(http, server.port(), "");
    client.send(hello(LiveFeedTestKeys.OF_A, ""));

    // Then
    assertThat(client.end.orTimeout(30, TimeUnit.SECONDS).join())
        .isEqualTo(new WebSocketTestClient.ReceivedClose(1013, "NOT_READY"));
    assertThat(sse(LiveFeedTestKeys.OF_A, "").response().statusCode()).isEqualTo(503);
  }

  @Test
  void pagesOfOtherOriginsMayNotConnectUnlessAllowed() {
    // Given
    String own = "http://127.0.0.1:" + server.port();

    // When
    int foreign = refusedUpgrade("", "Origin", "https://evil.test");

    // Then
    assertThat(foreign).isEqualTo(403);
    assertThat(sse(LiveFeedTestKeys.OF_A, "", "Origin", "null").response().statusCode())
        .isEqualTo(403);
    assertThat(sse(LiveFeedTestKeys.OF_A, "", "Origin", own).response().statusCode())
        .isEqualTo(200);
    assertThat(
            sse(LiveFeedTestKeys.OF_A, "", "Origin", "https://app.test")
                .response()
                .headers()
                .firstValue("Access-Control-Allow-Origin"))
        .hasValue("https://app.test");
    WebSocketTestClient.connect(http, server.port(), "", "Origin", own).leave();
  }

  @Test
  void aRevokedKeyClosesItsConnectionsWithinSeconds() {
    // Given
    WebSocketTestClient socket = WebSocketTestClient.connect(http, server.port(), "");
    socket.send(hello(LiveFeedTestKeys.OF_A, ""));
    SseTestClient sse = sse(LiveFeedTestKeys.OF_A, "");
    await().atMost(PATIENCE).until(() -> server.hub.size() == 2);

    // When
    server.keys.revoke(LiveFeedTestKeys.OF_A);

    // Then
    assertThat(socket.end.orTimeout(30, TimeUnit.SECONDS).join())
        .isEqualTo(new WebSocketTestClient.ReceivedClose(4001, "KEY_REVOKED"));
    sse.end.orTimeout(30, TimeUnit.SECONDS).join();
    assertThat(sse.values("event")).contains("bye");
  }

  @Test
  void everybodyIsToldWhenTheConsoleStops() {
    // Given
    WebSocketTestClient socket = WebSocketTestClient.connect(http, server.port(), "");
    socket.send(hello(LiveFeedTestKeys.OF_A, ""));
    SseTestClient sse = sse(LiveFeedTestKeys.OF_A, "");
    await().atMost(PATIENCE).until(() -> server.hub.size() == 2);

    // When
    server.close();

    // Then
    assertThat(socket.end.orTimeout(30, TimeUnit.SECONDS).join().code()).isEqualTo(1001);
    sse.end.orTimeout(30, TimeUnit.SECONDS).join();
    assertThat(sse.values("event")).contains("bye");
  }

  @ParameterizedTest
  @ValueSource(strings = {WebSocketFeedEndpoint.PATH, SseFeedEndpoint.PATH})
  void aClientThatNeverReadsIsDroppedAndTheOthersSeeEverything(String path) throws IOException {
    // Given
    WebSocketTestClient healthy = WebSocketTestClient.connect(http, server.port(), "");
    healthy.send(hello(LiveFeedTestKeys.OF_A, ""));
    try (Socket stuck = neverReading(path)) {
      await().atMost(PATIENCE).until(() -> server.hub.size() == 2);

      // When
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(5))
          .until(
              () -> {
                publish("a", 200);
                server.advance(Duration.ofMillis(50));
                return server.hub.size() == 1;
              });

      // Then
      await().atMost(PATIENCE).until(() -> healthy.events().size() == offset);
      assertThat(healthy.offsets()).isSorted().doesNotHaveDuplicates();
      assertThat(server.dropped(CloseReason.SLOW)).isEqualTo(1);
      assertThat(stuck.isConnected()).isTrue();
    }
  }

  @Test
  void aClientThatLeavesIsForgotten() {
    // Given
    WebSocketTestClient client = WebSocketTestClient.connect(http, server.port(), "");
    client.send(hello(LiveFeedTestKeys.OF_A, ""));
    await().atMost(PATIENCE).until(() -> server.hub.size() == 1);

    // When
    client.leave();

    // Then
    await().atMost(PATIENCE).until(() -> server.hub.size() == 0);
  }

  @Test
  void aThousandClientsSeeEverythingInOrder() throws IOException {
    // Given
    try (ManyClients clients = new ManyClients(server.port(), LiveFeedTestKeys.OF_A, 1_000, 0)) {
      clients.start();
      await().atMost(PATIENCE).until(() -> clients.welcomed() == 1_000);

      // When
      for (int i = 0; i < 20; i++) {
        publish("a", 10);
        publish("b", 10);
      }
      await().atMost(PATIENCE).until(() -> clients.events() >= 200_000);

      // Then
      assertThat(clients.events()).isEqualTo(200_000);
      assertThat(clients.disordered()).isZero();
      assertThat(server.hub.size()).isEqualTo(1_000);
    }
  }

  private static String hello(String key, String more) {
    return "{\"type\":\"hello\",\"apiKey\":\"%s\"%s}".formatted(key, more);
  }

  private SseTestClient sse(String key, String query, String... headers) {
    List<String> all = new ArrayList<>(List.of("Authorization", "Bearer " + key));
    all.addAll(List.of(headers));
    return SseTestClient.connect(browserLike(), server.port(), query, all.toArray(String[]::new));
  }

  /** One client would share a connection. */
  private static HttpClient browserLike() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  private int refusedUpgrade(String query, String... headers) {
    List<Integer> status = new ArrayList<>();
    assertThatThrownBy(() -> WebSocketTestClient.connect(http, server.port(), query, headers))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> status.add(refused.getResponse().statusCode()));
    return status.get(0);
  }

  private Socket neverReading(String path) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4_096);
    socket.connect(new java.net.InetSocketAddress("127.0.0.1", server.port()));
    OutputStream out = socket.getOutputStream();
    out.write(
        ManyClients.request(path, "127.0.0.1:" + server.port(), LiveFeedTestKeys.OF_A)
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return socket;
  }

  private void publish(String tenant, int count) {
    List<LiveEvent> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      events.add(LiveEventFixture.message(tenant, offset++));
    }
    server.hub.publish(events);
  }
}
