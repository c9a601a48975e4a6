// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Json;
import dev.carteiro.it.SendRunEvidence.AcceptedRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that ask for messages as careful clients do: each instance's one after the other, with an
 * Idempotency-Key, again and again until the bridge has accepted them.
 */
final class SendClientThreads implements AutoCloseable {
  private static final int THREADS = 4;
  private static final List<String> LANES = List.of("high", "normal", "low");

  /** An instance that sends. */
  record ClientInstance(String name, String tenant) {}

  private final URI bridge;
  private final String key;
  private final List<ClientInstance> numbers;
  private final int each;
  private final Random seeds;
  private final Queue<AcceptedRequest> asked = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private volatile boolean stopping;

  /**
   * @param each messages of each instance
   */
  SendClientThreads(
      WholeSystemFixture backbone, String key, List<ClientInstance> numbers, int each, long seed) {
    this.bridge = backbone.bridge("/");
    this.key = key;
    this.numbers = List.copyOf(numbers);
    this.each = each;
    this.seeds = new Random(seed);
  }

  SendClientThreads start() {
    for (int i = 0; i < THREADS; i++) {
      List<ClientInstance> own = new ArrayList<>();
      for (int n = i; n < numbers.size(); n += THREADS) {
        own.add(numbers.get(n));
      }
      Random random = new Random(seeds.nextLong());
      Thread thread = new Thread(() -> ask(own, random), "client-" + i);
      thread.setUncaughtExceptionHandler((t, failure) -> failures.add(failure));
      threads.add(thread);
      thread.start();
    }
    return this;
  }

  /** Waits until all was accepted. */
  List<AcceptedRequest> await() {
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    if (!failures.isEmpty()) {
      throw new AssertionError("a client failed", failures.peek());
    }
    return List.copyOf(asked);
  }

  private void ask(List<ClientInstance> own, Random random) {
    for (int n = 0; n < each && !stopping; n++) {
      for (ClientInstance number : own) {
        String lane = LANES.get(random.nextInt(LANES.size()));
        // Few recipients, so that order between messages of one chat matters.
        String recipient = "55119" + (80_000_000 + random.nextInt(5));
        String text = "%s %s #%d".formatted(number.tenant(), number.name(), n);
        boolean later = random.nextInt(5) == 0;
        asked.add(
            new AcceptedRequest(
                accepted(number, recipient, lane, text, later, random),
                number.tenant(),
                number.name(),
                // A schedule joins its lane when it is due: it has no order with the others.
                later ? recipient + " later " + n : recipient,
                lane,
                text,
                n));
      }
    }
  }

  private String accepted(
      ClientInstance number,
      String recipient,
      String lane,
      String text,
      boolean later,
      Random random) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("instanceName", number.name());
    body.put("phoneNumber", recipient);
    body.put("message", text);
    body.put("priority", lane);
    String path = "api/whatsapp/send-message";
    if (later) {
      path = "api/whatsapp/schedule-message";
      body.put(
          "scheduledFor",
          java.time.Instant.now().plusMillis(30_000 + random.nextInt(30_000)).toString());
    }
    HttpRequest request =
        HttpRequest.newBuilder(bridge.resolve(path))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", text)
            .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(body)))
            .build();
    while (!stopping) {
      try {
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() / 100 == 2) {
          JsonNode answer = Json.mapper().readTree(response.body());
          return answer.hasNonNull("id")
              ? answer.get("id").asText()
              : answer.get("scheduleId").asText();
        }
        if (response.statusCode() != 503) {
          throw new AssertionError(
              "answered "
                  + response.statusCode()
                  + " "
                  + new String(response.body(), StandardCharsets.UTF_8));
        }
      } catch (IOException noAnswer) {
        // Killed under way: the same request again is the same message.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
    throw new IllegalStateException("stopped");
  }

  @Override
  public void close() {
    stopping = true;
    threads.forEach(Thread::interrupt);
  }
}
