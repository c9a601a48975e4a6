// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A client of the console's live feed that keeps every event, with the time at which it came. */
public final class LiveFeedRecorder implements AutoCloseable {
  /** An event and when it came. */
  public record ReceivedEvent(JsonNode event, Instant at) {
    public String type() {
      return event.path("type").asText();
    }

    /** From the time that the event names until it was here. */
    Duration latency() {
      return Duration.between(Instant.parse(event.path("at").asText()), at);
    }
  }

  private final List<ReceivedEvent> events = new CopyOnWriteArrayList<>();
  private final Stream<String> body;

  private LiveFeedRecorder(Stream<String> body) {
    this.body = body;
    Thread reading = new Thread(this::read, "live-tail");
    reading.setDaemon(true);
    reading.start();
  }

  /** Follows the feed of a key from now on. */
  public static LiveFeedRecorder follow(HttpClient http, String port, String key)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/live/sse"))
            .header("Authorization", "Bearer " + key)
            .build();
    return new LiveFeedRecorder(http.send(request, BodyHandlers.ofLines()).body());
  }

  /** All that came so far. */
  public List<ReceivedEvent> events() {
    return events;
  }

  boolean has(String type) {
    return events.stream().anyMatch(seen -> seen.type().equals(type));
  }

  private void read() {
    try {
      body.filter(line -> line.startsWith("data: {\"id\""))
          .forEach(line -> events.add(new ReceivedEvent(json(line.substring(6)), Instant.now())));
    } catch (UncheckedIOException closed) {
      // The console went, or the test is over.
    }
  }

  private static JsonNode json(String text) {
    try {
      return Json.mapper().readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    body.close();
  }
}
