// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Webhook bodies in Evolution's format for {@link NumberedRequestSource}, spread over instances,
 * with a placeholder in the message ids.
 */
public final class WebhookBodyFactory {
  /** Environment variable with the directory of recorded traffic; optional. */
  public static final String CAPTURES = "CARTEIRO_CAPTURES";

  /** Number of instances in the bodies. */
  public static final int INSTANCES = 100;

  /** Text before the number in every message id. */
  public static final String ID_PREFIX = "3EB0";

  /**
   * Bodies and their origin.
   *
   * @param origin name of the origin for reports
   */
  public record WebhookBodyMix(String origin, List<String> bodies) {}

  /**
   * Body sizes of recorded traffic of Evolution API 2.3.7, in bytes: a tenth of the 855 bodies lies
   * between each of these and the next.
   */
  private static final int[] DECILES = {214, 301, 310, 310, 340, 424, 505, 521, 523, 609, 1_694};

  private WebhookBodyFactory() {}

  /** Returns the name of the n-th instance. */
  public static String instance(int n) {
    return "bench-%03d".formatted(n % INSTANCES);
  }

  /**
   * Returns a text message of every instance.
   *
   * @param bytes of each body, at least 530; shorter ones are made as short as they can be
   */
  public static List<String> texts(int bytes) {
    return IntStream.range(0, INSTANCES).mapToObj(n -> text(n, bytes)).toList();
  }

  /** Returns the recorded traffic if there is any, otherwise texts of the same sizes. */
  public static WebhookBodyMix mix(Optional<Path> captures) {
    if (captures.isEmpty()) {
      return new WebhookBodyMix("texts of the sizes of recorded traffic", syntheticMix());
    }
    List<String> bodies = recorded(captures.get());
    long mean =
        Math.round(
            bodies.stream()
                .mapToInt(body -> body.getBytes(StandardCharsets.UTF_8).length)
                .average()
                .orElse(0));
    return new WebhookBodyMix("recorded traffic, %d bytes on average".formatted(mean), bodies);
  }

  private static List<String> syntheticMix() {
    List<String> bodies = new ArrayList<>();
    for (int n = 0; n < INSTANCES; n++) {
      int tenth = n % 10;
      int size = DECILES[tenth] + (DECILES[tenth + 1] - DECILES[tenth]) * (n / 10) / 10;
      bodies.add(text(n, size));
    }
    return bodies;
  }

  private static List<String> recorded(Path folder) {
    List<String> bodies = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".jsonl")).sorted().toList()) {
        try (Stream<String> lines = Files.lines(file)) {
          lines.forEach(
              line -> body(line).ifPresent(body -> bodies.add(open(body, bodies.size()))));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (bodies.isEmpty()) {
      throw new IllegalArgumentException("no webhooks in " + folder + " (" + CAPTURES + ")");
    }
    return bodies;
  }

  /** A recorder's line has the body below the request; REST calls have a response as well. */
  private static Optional<ObjectNode> body(String line) {
    try {
      JsonNode recorded = Json.mapper().readTree(line);
      JsonNode body = recorded.at("/request/body");
      return !recorded.has("response")
              && body instanceof ObjectNode object
              && object.has("event")
              && object.has("instance")
          ? Optional.of(object)
          : Optional.empty();
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }

  /** Replaces the instance, and puts the placeholder into the message's id. */
  private static String open(ObjectNode body, int n) {
    body.put("instance", instance(n));
    if (body.at("/data/key") instanceof ObjectNode key && key.has("id")) {
      key.put("id", ID_PREFIX + NumberedRequestSource.NUMBER);
    }
    if (body.get("data") instanceof ObjectNode data && data.has("keyId")) {
      data.put("keyId", ID_PREFIX + NumberedRequestSource.NUMBER);
    }
    return new String(Json.write(body), StandardCharsets.UTF_8);
  }

  private static String text(int n, int bytes) {
    String begin =
        """
        {"event":"messages.upsert","instance":"%s","data":{"key":{"remoteJid":"55119%08d@s.whatsapp.net",\
        "fromMe":false,"id":"%s%s"},"message":{"conversation":"\
        """
            .formatted(instance(n), 88_000_000 + n, ID_PREFIX, NumberedRequestSource.NUMBER);
    String end =
        """
        "},"messageType":"conversation"},"apikey":"tok-%s"}\
        """
            .formatted(instance(n));
    String full =
        """
        "},"pushName":"Maria","status":"DELIVERY_ACK","messageType":"conversation","messageTimestamp":1795228606,\
        "instanceId":"867ee66a-5dca-483b-bb26-%012d","source":"android"},"destination":"http://127.0.0.1:8080",\
        "date_time":"2026-11-21T02:36:46.398Z","sender":"55119%08d@s.whatsapp.net","server_url":"http://127.0.0.1:8081",\
        "apikey":"tok-%s"}\
        """
            .formatted(n, 77_000_000 + n, instance(n));
    String rest = begin.length() + full.length() <= bytes ? full : end;
    int left = Math.max(1, bytes - begin.length() - rest.length());
    return begin + "pedido ".repeat(left / 7 + 1).substring(0, left) + rest;
  }
}
