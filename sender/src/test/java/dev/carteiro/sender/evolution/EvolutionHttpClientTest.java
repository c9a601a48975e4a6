// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.send.SendResult.SendResultKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How calls end on a server that closes, breaks, hangs and redirects. */
class EvolutionHttpClientTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final CallThreadPool threads = new CallThreadPool(faults::add);
  private final EvolutionHttpClient http =
      new EvolutionHttpClient(
          5, 10, Duration.ofSeconds(5), threads, faults::add, EvolutionHttpClient.MESSAGE_AGENT);

  /** One connection: what comes next waits until it is free, and uses it. */
  private final EvolutionHttpClient single =
      new EvolutionHttpClient(
          1, 1, Duration.ofSeconds(5), threads, faults::add, EvolutionHttpClient.MESSAGE_AGENT);

  @AfterEach
  void close() {
    http.close();
    single.close();
    threads.close();
    assertThat(faults).isEmpty();
  }

  @Test
  void aRequestIsPlainHttpWithTheKeyInAHeader() throws Exception {
    // Given
    try (RawSocketServer server = new RawSocketServer(EvolutionHttpClientTest::ok)) {
      // When
      EvolutionCallResult answer = call(server.url(), "m1", LONG);
      // Then
      assertThat(answer)
          .isInstanceOfSatisfying(EvolutionCallResult.EvolutionResponse.class, r -> ok(r.status()));
      String head = server.heads().get(0);
      assertThat(head)
          .startsWith("POST /message/sendText/acme HTTP/1.1\r\n")
          .contains("apikey: secret", "Content-Type: application/json", "Content-Length: 2")
          .doesNotContainIgnoringCase("upgrade", "expect:", "accept-encoding", "cookie");
    }
  }

  @Test
  void aConnectionIsUsedAgain() throws Exception {
    // Given
    try (RawSocketServer server = new RawSocketServer(EvolutionHttpClientTest::ok)) {
      // When
      for (int i = 0; i < 20; i++) {
        call(server.url(), "m" + i, LONG);
      }
      // Then
      assertThat(server.bodies()).hasSize(20);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void aRequestThatMeetsAClosedConnectionIsNotSentTwice() throws Exception {
    // Given: every second request of a connection is read and then answered by the end of it
    try (RawSocketServer server =
        new RawSocketServer(
            (socket, number, head, body) -> {
              if (number == 1) {
                RawSocketServer.reply(socket, 201, "", "{}");
              }
              return number == 1;
            })) {
      call(server.url(), "m1", LONG);
      // When
      EvolutionCallResult answer = call(server.url(), "m2", LONG);
      // Then
      assertThat(phase(answer)).isEqualTo(EvolutionCallResult.CallFailurePhase.BROKEN);
      assertThat(server.bodies()).containsExactly("m1", "m2");
    }
  }

  @Test
  void aConnectionThatIsResetAfterTheRequestIsBrokenAndNotTriedAgain() throws Exception {
    // Given
    try (RawSocketServer server =
        new RawSocketServer(
            (socket, number, head, body) -> {
              socket.setSoLinger(true, 0);
              return false;
            })) {
      // When
      EvolutionCallResult answer = call(server.url(), "m1", LONG);
      // Then
      assertThat(phase(answer)).isEqualTo(EvolutionCallResult.CallFailurePhase.BROKEN);
      assertThat(server.bodies()).containsExactly("m1");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"key\"",
        "HTTP/1.1 201 Cre",
        "this is not HTTP\r\n\r\n"
      })
  void halfAnAnswerIsNone(String half) throws Exception {
    // Given
    try (RawSocketServer server =
        new RawSocketServer(
            (socket, number, head, body) -> {
              RawSocketServer.write(socket, half);
              return false;
            })) {
      // When
      EvolutionCallResult answer = call(server.url(), "m1", LONG);
      // Then
      assertThat(AttemptOutcomeClassifier.of(answer).kind()).isEqualTo(SendResultKind.UNKNOWN);
      assertThat(server.bodies()).containsExactly("m1");
    }
  }

  @Test
  void aServerThatDoesNotAnswerIsLeftWithItsConnectionClosed() throws Exception {
    // Given
    try (RawSocketServer server =
        new RawSocketServer(
            (socket, number, head, body) -> {
              // After the first nothing comes, until the client goes.
              return number == 1
                  ? ok(socket, number, head, body)
                  : socket.getInputStream().read() >= 0;
            })) {
      call(server.url(), "m1", LONG);
      // When
      EvolutionCallResult answer = call(server.url(), "m2", Duration.ofSeconds(1));
      // Then
      assertThat(phase(answer)).isEqualTo(EvolutionCallResult.CallFailurePhase.NO_ANSWER);
      assertThat(server.bodies()).containsExactly("m1", "m2");
      Awaitility.await().until(() -> server.open() == 0);
    }
  }

  @Test
  void aSlowDripOfAnAnswerDoesNotOutlastTheLimit() throws Exception {
    // Given
    try (RawSocketServer server =
        new RawSocketServer(
            (socket, number, head, body) -> {
              if (number == 1) {
                return ok(socket, number, head, body);
              }
              RawSocketServer.write(socket, "HTTP/1.1 201 X\r\nContent-Length: 1000000\r\n\r\n");
              // A byte a millisecond: the whole answer would take a quarter of an hour.
              for (int i = 0; i < 1_000_000; i++) {
                RawSocketServer.write(socket, " ");
                LockSupport.parkNanos(1_000_000);
              }
              return false;
            })) {
      call(server.url(), "m1", LONG);
      // When
      EvolutionCallResult answer = call(server.url(), "m2", Duration.ofSeconds(1));
      // Then
      assertThat(phase(answer)).isEqualTo(EvolutionCallResult.CallFailurePhase.NO_ANSWER);
      Awaitility.await().until(() -> server.open() == 0);
    }
  }

  @Test
  void whereNobodyListensNothingIsSent() throws Exception {
    // Given
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = free.getLocalPort();
    }
    // When
    EvolutionCallResult answer =
        call(EvolutionServerUrl.parse("http://127.0.0.1:" + port).orElseThrow(), "m1", LONG);
    // Then
    assertThat(phase(answer)).isEqualTo(EvolutionCallResult.CallFailurePhase.NOT_CONNECTED);
  }

  @Test
  void aServerThatSpeaksNoTlsGetsNothing() throws Exception {
    // Given
    try (RawSocketServer server =
        new RawSocketServer(
            (socket, number, head, body) -> {
              return false;
            })) {
      EvolutionServerUrl tls =
          new EvolutionServerUrl("https", "127.0.0.1", server.url().port(), "");
      // When: the server waits for the end of a head that is none
      EvolutionCallResult answer = call(tls, "m1", Duration.ofMillis(500));
      // Then
      assertThat(phase(answer))
          .isIn(
              EvolutionCallResult.CallFailurePhase.NOT_CONNECTED,
              EvolutionCallResult.CallFailurePhase.NOT_SENT);
      assertThat(server.bodies()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void aRedirectIsAnAnswerAndIsNotFollowed(int status) throws Exception {
    // Given
    try (RawSocketServer elsewhere = new RawSocketServer(EvolutionHttpClientTest::ok);
        RawSocketServer server =
            new RawSocketServer(
                (socket, number, head, body) -> {
                  RawSocketServer.reply(
                      socket, status, "Location: " + elsewhere.url().text() + "/\r\n", "");
                  return true;
                })) {
      // When
      EvolutionCallResult answer = call(server.url(), "m1", LONG);
      // Then
      assertThat(((EvolutionCallResult.EvolutionResponse) answer).status()).isEqualTo(status);
      assertThat(elsewhere.heads()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 407, 408, 429, 500, 503})
  void noAnswerMakesTheClientTryAgain(int status) throws Exception {
    // Given
    try (RawSocketServer server =
        new RawSocketServer(
            (socket, number, head, body) -> {
              RawSocketServer.reply(
                  socket,
                  status,
                  "Retry-After: 0\r\nWWW-Authenticate: Basic realm=\"x\"\r\n",
                  "{}");
              return true;
            })) {
      // When
      EvolutionCallResult answer = call(server.url(), "m1", LONG);
      // Then
      assertThat(((EvolutionCallResult.EvolutionResponse) answer).status()).isEqualTo(status);
      assertThat(((EvolutionCallResult.EvolutionResponse) answer).retryAfter()).isZero();
      assertThat(server.heads()).hasSize(1);
    }
  }

  @Test
  void anAnswerBeyondTheLimitIsNotRead() throws Exception {
    // Given
    try (RawSocketServer server =
        new RawSocketServer(
            (socket, number, head, body) -> {
              RawSocketServer.reply(
                  socket, 201, "", "x".repeat(EvolutionHttpClient.MAX_ANSWER_BYTES + 1));
              return true;
            })) {
      // When
      EvolutionCallResult answer = call(server.url(), "m1", LONG);
      // Then
      assertThat(phase(answer)).isEqualTo(EvolutionCallResult.CallFailurePhase.ANSWER_TOO_LARGE);
    }
  }

  @Test
  void howeverAServerClosesNoMessageComesTwiceAndWhatIsCalledUnsentDidNotCome() throws Exception {
    // Given: a server that ends connections before, in and after answers, and in the idle time
    Random random = new Random(20261121);
    try (RawSocketServer server =
        new RawSocketServer(
            (socket, number, head, body) -> {
              int dice;
              synchronized (random) {
                dice = random.nextInt(10);
              }
              return clumsy(socket, dice);
            })) {
      Map<String, EvolutionCallResult> answers = Collections.synchronizedMap(new HashMap<>());
      // When
      CountDownLatch done = new CountDownLatch(600);
      for (int i = 0; i < 600; i++) {
        String message = "m" + i;
        http.call(server.url(), request(message), "secret", LONG)
            .thenAccept(
                answer -> {
                  answers.put(message, answer);
                  done.countDown();
                });
      }
      assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
      // Then
      assertThat(server.bodies()).doesNotHaveDuplicates();
      answers.forEach(
          (message, answer) -> {
            if (answer instanceof EvolutionCallResult.EvolutionCallFailure failure
                && (failure.phase() == EvolutionCallResult.CallFailurePhase.NOT_CONNECTED
                    || failure.phase() == EvolutionCallResult.CallFailurePhase.NOT_SENT)) {
              assertThat(server.bodies()).doesNotContain(message);
            }
            if (answer instanceof EvolutionCallResult.EvolutionResponse) {
              assertThat(server.bodies()).contains(message);
            }
          });
      assertThat(
              answers.values().stream()
                  .filter(EvolutionCallResult.EvolutionResponse.class::isInstance)
                  .count())
          .isGreaterThan(100);
    }
  }

  private static boolean clumsy(Socket socket, int dice) throws IOException {
    if (dice == 0) {
      return false;
    }
    if (dice == 1) {
      socket.setSoLinger(true, 0);
      return false;
    }
    if (dice == 2) {
      RawSocketServer.write(socket, "HTTP/1.1 201 X\r\nContent-Le");
      return false;
    }
    RawSocketServer.reply(socket, 201, "Keep-Alive: timeout=5\r\n", "{}");
    // Some go on, some say goodbye right after an answer that promised to stay.
    return dice > 5;
  }

  private static boolean ok(Socket socket, int number, String head, String body)
      throws IOException {
    RawSocketServer.reply(socket, 201, "Keep-Alive: timeout=5\r\n", "{}");
    return true;
  }

  private static void ok(int status) {
    assertThat(status).isEqualTo(201);
  }

  private EvolutionCallResult call(EvolutionServerUrl server, String body, Duration limit)
      throws Exception {
    return single.call(server, request(body), "secret", limit).get(60, TimeUnit.SECONDS);
  }

  private static EvolutionRequest request(String body) {
    return new EvolutionRequest("/message/sendText/acme", body.getBytes(StandardCharsets.UTF_8));
  }

  private static EvolutionCallResult.CallFailurePhase phase(EvolutionCallResult answer) {
    assertThat(answer).isInstanceOf(EvolutionCallResult.EvolutionCallFailure.class);
    return ((EvolutionCallResult.EvolutionCallFailure) answer).phase();
  }
}
