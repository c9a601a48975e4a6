// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpLoadGeneratorTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  private final AtomicInteger sent = new AtomicInteger();
  private final Set<String> received = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void aClosedLoopSendsAgainAfterEachResponse() throws IOException {
    // Given
    handle(exchange -> answer(exchange, 200));
    // When
    HttpLoadGenerator.HttpLoadResult outcome = load(4).closed(SHORT);
    // Then
    assertThat(received).hasSize(sent.get());
    assertThat(outcome.latencies().getTotalCount()).isEqualTo(sent.get());
    assertThat(outcome.answered()).isBetween(sent.get() - 4L, (long) sent.get());
    assertThat(outcome.failures()).isZero();
    assertThat(outcome.unanswered()).isZero();
  }

  @Test
  void aFixedRateSendsThatManyRequests() throws IOException {
    // Given
    handle(exchange -> answer(exchange, 200));
    // When
    HttpLoadGenerator.HttpLoadResult outcome = load(8).paced(SHORT, 200);
    // Then
    assertThat(sent).hasValue(60);
    assertThat(outcome.latencies().getTotalCount()).isEqualTo(60);
  }

  @Test
  void aStallCountsInTheLatencyOfEveryRequestThatWasDue() throws Exception {
    // Given
    CountDownLatch stall = new CountDownLatch(1);
    handle(
        exchange -> {
          stall.await();
          answer(exchange, 200);
        });
    // When: the only connection waits for its first answer until the time is over.
    HttpLoadGenerator load =
        new HttpLoadGenerator(
            server.getAddress(),
            1,
            meantFor -> {
              threads.execute(() -> openAfter(stall, SHORT));
              return request();
            });
    HttpLoadGenerator.HttpLoadResult outcome = load.paced(SHORT, 100);
    // Then: of thirty requests, 10 ms apart, the fifteenth had waited for half of the time.
    assertThat(outcome.failures()).isZero();
    assertThat(outcome.latencies().getTotalCount()).isEqualTo(30);
    assertThat(outcome.millis(50)).isGreaterThan(SHORT.toMillis() / 2.0 - 20);
    assertThat(outcome.millis(100)).isGreaterThanOrEqualTo(SHORT.toMillis());
  }

  @Test
  void errorStatusesCountAsFailures() throws IOException {
    // Given
    handle(exchange -> answer(exchange, 503));
    // When
    HttpLoadGenerator.HttpLoadResult outcome = load(2).paced(SHORT, 100);
    // Then
    assertThat(outcome.failures()).isEqualTo(30);
    assertThat(outcome.answered()).isZero();
    assertThat(outcome.remarks()).contains("requests failed");
  }

  @Test
  void aConnectionThatTheServerClosesIsReopened() throws IOException {
    // Given
    handle(
        exchange -> {
          exchange.getResponseHeaders().set("Connection", "close");
          answer(exchange, 200);
        });
    // When
    HttpLoadGenerator.HttpLoadResult outcome = load(2).paced(SHORT, 100);
    // Then
    assertThat(received).hasSize(30);
    assertThat(outcome.answered()).isGreaterThan(0);
    assertThat(outcome.failures()).isZero();
  }

  @Test
  void aBodyLargerThanTheBuffersArrivesWhole() throws IOException {
    // Given
    AtomicInteger length = new AtomicInteger();
    server.createContext(
        "/",
        exchange -> {
          length.set(exchange.getRequestBody().readAllBytes().length);
          answer(exchange, 200);
        });
    byte[] large = request("x".repeat(3_000_000));
    // When
    HttpLoadGenerator.HttpLoadResult outcome =
        new HttpLoadGenerator(server.getAddress(), 1, meantFor -> large).paced(SHORT, 4);
    // Then
    assertThat(length).hasValue(3_000_000);
    assertThat(outcome.failures()).isZero();
  }

  private HttpLoadGenerator load(int connections) {
    return new HttpLoadGenerator(server.getAddress(), connections, meantFor -> request());
  }

  private byte[] request() {
    return request("message " + sent.incrementAndGet());
  }

  private static byte[] request(String body) {
    return ("POST /hook HTTP/1.1\r\nHost: here\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private interface RawRequestHandler {
    void handle(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private void handle(RawRequestHandler handler) {
    server.createContext(
        "/",
        exchange -> {
          received.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII));
          try {
            handler.handle(exchange);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, 2);
    exchange.getResponseBody().write("ok".getBytes(StandardCharsets.US_ASCII));
    exchange.close();
  }

  private static void openAfter(CountDownLatch stall, Duration time) {
    try {
      if (!stall.await(time.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)) {
        stall.countDown();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
