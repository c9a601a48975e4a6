// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** An HTTP server in Evolution's place that writes down every request and answers as told. */
public final class StubEvolutionServer implements AutoCloseable {

  /**
   * One request.
   *
   * @param connection the client's address, which is one of its connections
   */
  public record ReceivedRequest(
      String method,
      String path,
      String apikey,
      String contentType,
      String body,
      String connection) {}

  /** What to answer. */
  public record StubReply(int status, String body) {
    public static StubReply accepted(String messageId) {
      return new StubReply(
          201,
          "{\"key\":{\"remoteJid\":\"5521988887777@s.whatsapp.net\",\"fromMe\":true,\"id\":\"%s\"},\"status\":\"PENDING\"}"
              .formatted(messageId));
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean hangs;
  private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger mostRunning = new AtomicInteger();
  private volatile Function<ReceivedRequest, StubReply> answer;
  private volatile CountDownLatch gate = new CountDownLatch(0);

  public StubEvolutionServer(Function<ReceivedRequest, StubReply> answer) {
    this.answer = answer;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 500);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public void answer(Function<ReceivedRequest, StubReply> now) {
    answer = now;
  }

  /** From now on nothing at all is answered, not even a probe; connections are taken. */
  public void hang() {
    hangs = true;
  }

  /** From now on requests get no answer until the gate is opened by counting down. */
  public CountDownLatch closeGate() {
    gate = new CountDownLatch(1);
    return gate;
  }

  public List<ReceivedRequest> requests() {
    return requests;
  }

  public int running() {
    return running.get();
  }

  public int mostRunning() {
    return mostRunning.get();
  }

  public Set<String> connections() {
    Set<String> connections = ConcurrentHashMap.newKeySet();
    requests.forEach(request -> connections.add(request.connection()));
    return connections;
  }

  @Override
  public void close() {
    over.countDown();
    gate.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  /** The senders' own probes come at times of their own; tests count what was asked for. */
  private static boolean isProbe(HttpExchange exchange) {
    return "carteiro-probe".equals(exchange.getRequestHeaders().getFirst("User-Agent"));
  }

  private void silence(HttpExchange exchange) {
    try (exchange) {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void wellBeing(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = "{\"instance\":{\"state\":\"open\"}}".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    if (hangs) {
      silence(exchange);
      return;
    }
    if (isProbe(exchange)) {
      wellBeing(exchange);
      return;
    }
    mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
    try (exchange) {
      ReceivedRequest request =
          new ReceivedRequest(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              exchange.getRequestHeaders().getFirst("apikey"),
              exchange.getRequestHeaders().getFirst("Content-Type"),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
              exchange.getRemoteAddress().toString());
      requests.add(request);
      gate.await();
      StubReply reply = answer.apply(request);
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      running.decrementAndGet();
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
