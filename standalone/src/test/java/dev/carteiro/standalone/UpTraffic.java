// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import dev.carteiro.contract.Json;
import dev.carteiro.fake.EvolutionFakeServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Webhooks and sends against a bridge that is killed now and then: what was acknowledged is written
 * down; what was not is asked again until it is.
 */
final class UpTraffic implements AutoCloseable {
  static final String TENANT = "padaria";
  private static final int NUMBERS = 30;
  private static final Duration AGAIN = Duration.ofMillis(100);
  private static final Duration WEBHOOK_EVERY = Duration.ofMillis(60);
  private static final Duration SEND_EVERY = Duration.ofMillis(200);

  private final URI bridge;
  private final String key;
  private final EvolutionFakeServer fake;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final AtomicInteger next = new AtomicInteger();
  private final Set<String> webhooks = ConcurrentHashMap.newKeySet();
  private final Set<String> sends = ConcurrentHashMap.newKeySet();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;

  UpTraffic(URI bridge, String key, EvolutionFakeServer fake) {
    this.bridge = bridge;
    this.key = key;
    this.fake = fake;
  }

  /** Makes the tenant and its numbers. */
  void register() {
    put("api/tenants/" + TENANT, Map.of("name", TENANT));
    for (int n = 0; n < NUMBERS; n++) {
      fake.addInstance(name(n), "token-" + n, "55119" + (70_000_000 + n) + "@s.whatsapp.net");
      put(
          "api/instances/" + name(n),
          Map.of(
              "tenantId",
              TENANT,
              "evolutionUrls",
              List.of(fake.url()),
              "credential",
              "fake",
              "ratePerMinute",
              1_000));
    }
  }

  /** Goes on until closed. */
  UpTraffic start() {
    threads.add(thread("webhooks", () -> webhook(), WEBHOOK_EVERY));
    threads.add(thread("sends", () -> send(), SEND_EVERY));
    return this;
  }

  private Thread thread(String name, Runnable one, Duration every) {
    Thread thread =
        new Thread(
            () -> {
              while (!over) {
                one.run();
                rest(every);
              }
            },
            name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((where, failure) -> failures.add(failure));
    thread.start();
    return thread;
  }

  /**
   * Posts a message of a contact until it is acknowledged.
   *
   * @return its id; "" when it was not before the end
   */
  String webhook() {
    int number = next.incrementAndGet();
    String id = "UP%08d".formatted(number);
    Map<String, Object> body =
        Map.of(
            "event",
            "messages.upsert",
            "instance",
            name(number),
            "data",
            Map.of(
                "key",
                Map.of(
                    "remoteJid", recipient(number) + "@s.whatsapp.net", "fromMe", false, "id", id),
                "pushName",
                "Maria",
                "message",
                Map.of("conversation", "text of " + id),
                "messageType",
                "conversation",
                "messageTimestamp",
                Instant.now().getEpochSecond()));
    boolean acknowledged = untilTaken(post("webhooks/evolution", body, Map.of()));
    if (acknowledged) {
      webhooks.add(id);
    }
    return acknowledged ? id : "";
  }

  /**
   * Asks for a message until it is accepted.
   *
   * @return its text, which no other has; "" when it was not before the end
   */
  String send() {
    int number = next.incrementAndGet();
    String text = "send-" + number;
    Map<String, Object> body =
        Map.of(
            "instanceName",
            name(number),
            "phoneNumber",
            // Nobody waits for what an earlier kill left uncertain.
            recipient(number),
            "message",
            text);
    boolean accepted =
        untilTaken(
            post(
                "api/whatsapp/send-message",
                body,
                Map.of("Authorization", "Bearer " + key, "Idempotency-Key", text)));
    if (accepted) {
      sends.add(text);
    }
    return accepted ? text : "";
  }

  /** Ids of the webhooks that were answered with success. */
  Set<String> webhooks() {
    return Set.copyOf(webhooks);
  }

  /** Texts of the messages that were accepted. */
  Set<String> sends() {
    return Set.copyOf(sends);
  }

  /** What broke in a thread. */
  List<Throwable> failures() {
    return List.copyOf(failures);
  }

  private void put(String path, Map<String, Object> body) {
    untilTaken(
        request(path)
            .header("Authorization", "Bearer " + key)
            .PUT(BodyPublishers.ofByteArray(Json.write(body)))
            .build());
  }

  private HttpRequest post(String path, Map<String, Object> body, Map<String, String> headers) {
    HttpRequest.Builder request = request(path).POST(BodyPublishers.ofByteArray(Json.write(body)));
    headers.forEach(request::header);
    return request.build();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(bridge.resolve("/" + path))
        .timeout(Duration.ofSeconds(20))
        .header("Content-Type", "application/json");
  }

  private boolean untilTaken(HttpRequest request) {
    while (!over) {
      try {
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() / 100 == 2) {
          return true;
        }
        if (response.statusCode() / 100 == 4) {
          throw new IllegalStateException(
              response.statusCode() + " " + new String(response.body(), StandardCharsets.UTF_8));
        }
      } catch (IOException noAnswer) {
        // Killed under way, or not up again: the same request again is the same message.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
      rest(AGAIN);
    }
    return false;
  }

  private static String name(int number) {
    return "n" + number % NUMBERS;
  }

  private static String recipient(int number) {
    return "55219" + (80_000_000 + number);
  }

  private static void rest(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    stop();
  }

  /** Asks no more; returns when nothing is under way. */
  void stop() {
    over = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
