// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.carteiro.contract.Json;
import dev.carteiro.topology.query.partition.EncodedDocument;
import dev.carteiro.topology.query.partition.MissingPartitionReason;
import dev.carteiro.topology.query.partition.PartitionAnswer;
import dev.carteiro.topology.query.partition.PartitionQuery;
import dev.carteiro.topology.query.partition.PeerAddress;
import dev.carteiro.topology.query.partition.QueryDeadline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server that answers as it should, or does not. */
class HttpPeerQueryClientTest {
  private static final List<PartitionQuery> QUERIES =
      List.of(new PartitionQuery(3, 10, false), new PartitionQuery(5, 10, false));
  private static final String DOCUMENT = "{\"text\" : \"São\", \"n\": 1.50}";

  private final HttpPeerQueryClient client =
      new HttpPeerQueryClient(new PeerCredential(Optional.of("secret")), Clock.systemUTC());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch end = new CountDownLatch(1);
  private final Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/answers", exchange -> answer(exchange, 200, response()));
    server.createContext(
        "/chunks",
        exchange -> {
          clients.add(exchange.getRemoteAddress());
          exchange.sendResponseHeaders(200, 0);
          for (byte part : response()) {
            exchange.getResponseBody().write(part);
            exchange.getResponseBody().flush();
          }
          exchange.close();
        });
    server.createContext("/busy", exchange -> answer(exchange, 503, new byte[0]));
    server.createContext("/refuses", exchange -> answer(exchange, 403, new byte[0]));
    server.createContext("/babbles", exchange -> answer(exchange, 200, new byte[] {'x'}));
    server.createContext(
        "/says-something-else", exchange -> answer(exchange, 200, new byte[] {'{', '}'}));
    server.createContext(
        "/trickles",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try {
            do {
              exchange.getResponseBody().write(' ');
              exchange.getResponseBody().flush();
            } while (!end.await(20, TimeUnit.MILLISECONDS));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.createContext(
        "/hangs",
        exchange -> {
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    client.close();
    server.stop(0);
    threads.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAnswerComesAsItWasWritten(boolean waits) {
    // When
    List<PartitionAnswer> answers = ask("/answers/a b?x=ã", waits, Duration.ofSeconds(30));

    // Then
    assertThat(answers).extracting(PartitionAnswer::partition).containsExactly(3, 5);
    assertThat(new String(answers.get(0).items().get(0).document().json(), StandardCharsets.UTF_8))
        .isEqualTo(DOCUMENT);
    assertThat(answers.get(1).missing()).isEqualTo(MissingPartitionReason.PEER_UNAVAILABLE);
  }

  @Test
  void aConnectionIsUsedAgain() {
    for (int n = 0; n < 3; n++) {
      // When
      List<PartitionAnswer> answers = ask("/chunks", true, Duration.ofSeconds(30));

      // Then
      assertThat(answers.get(0).items()).hasSize(1);
    }
    assertThat(clients).hasSize(1);
  }

  @Test
  void aConnectionThatWasClosedMeanwhileIsReplaced() throws Exception {
    try (ServerSocket closing = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      // Given
      Future<?> serving =
          threads.submit(
              () -> {
                for (int n = 0; n < 2; n++) {
                  answerOnce(closing);
                }
                return null;
              });
      for (int n = 0; n < 2; n++) {
        // When
        List<PartitionAnswer> answers =
            ask(closing.getLocalPort(), "/any", true, Duration.ofSeconds(30));

        // Then
        assertThat(answers.get(0).items()).hasSize(1);
      }
      serving.get(30, TimeUnit.SECONDS);
    }
  }

  /** Answers one request of a connection as if more could follow, and closes it. */
  private static void answerOnce(ServerSocket server) throws IOException {
    try (Socket socket = server.accept()) {
      BufferedReader request =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      while (!request.readLine().isEmpty()) {
        // The headers are those of the other tests.
      }
      byte[] body = response();
      socket
          .getOutputStream()
          .write(
              ("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(body);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/busy, OVERLOADED",
    "/refuses, PEER_UNAVAILABLE",
    "/babbles, PEER_UNAVAILABLE",
    "/says-something-else, PEER_UNAVAILABLE",
    "/trickles, DEADLINE",
    "/hangs, DEADLINE"
  })
  void whatDoesNotAnswerIsMissing(String path, MissingPartitionReason reason) {
    for (boolean waits : new boolean[] {true, false}) {
      // When
      List<PartitionAnswer> answers = ask(path, waits, Duration.ofMillis(300));

      // Then
      assertThat(answers).extracting(PartitionAnswer::missing).containsExactly(reason, reason);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aProcessThatIsGoneIsMissing(boolean waits) {
    // Given
    int port = server.getAddress().getPort();
    server.stop(0);

    // When
    List<PartitionAnswer> answers = ask(port, "/answers", waits, Duration.ofSeconds(30));

    // Then
    assertThat(answers)
        .extracting(PartitionAnswer::missing)
        .containsOnly(MissingPartitionReason.PEER_UNAVAILABLE);
  }

  private List<PartitionAnswer> ask(String path, boolean waits, Duration time) {
    return ask(server.getAddress().getPort(), path, waits, time);
  }

  private List<PartitionAnswer> ask(int port, String path, boolean waits, Duration time) {
    PeerAddress peer = new PeerAddress("127.0.0.1", port);
    PeerQueryClient.ForwardedQuery request = new PeerQueryClient.ForwardedQuery(path, "Bearer x");
    QueryDeadline deadline = QueryDeadline.in(time);
    return (waits
            ? client.queryAndWait(peer, request, QUERIES, deadline)
            : client.query(peer, request, QUERIES, deadline))
        .join();
  }

  private static byte[] response() {
    return Json.write(
        new HttpPeerQueryClient.PeerQueryResponse(
            List.of(
                new PartitionAnswer(
                    3,
                    List.of(
                        new PartitionAnswer.PartitionAnswerItem(
                            new byte[] {1},
                            new EncodedDocument(DOCUMENT.getBytes(StandardCharsets.UTF_8)))),
                    true,
                    null,
                    1,
                    null,
                    null))));
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    assertThat(exchange.getRequestHeaders().getFirst(PeerCredential.HEADER)).isEqualTo("secret");
    assertThat(exchange.getRequestHeaders().getFirst("Authorization")).isEqualTo("Bearer x");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
