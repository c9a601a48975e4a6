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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Generates webhooks without end, in passes over a list. Each pass has new message ids, used
 * throughout the pass, so that a status belongs to its message and only duplicates of the list are
 * duplicates. Each pass is of one instance, the next pass of the next instance.
 *
 * <p>Not thread-safe.
 */
public final class WebhookMixGenerator {
  private static final Set<String> ID_NAMES = Set.of("id", "keyId", "messageId", "stanzaId");
  private static final Instant FIRST = Instant.parse("2026-11-21T10:00:00.000Z");

  /** Placeholders for the values that differ; JSON text does not contain these characters. */
  private static final String INSTANCE = "\u0001";

  private static final String DATE = "\u0002";
  private static final String PASS = "\u0003";

  /**
   * One webhook.
   *
   * @param instance number of the instance; its name is {@code n} and this number
   */
  public record GeneratedWebhook(int instance, byte[] body) {
    public String instanceName() {
      return "n" + instance;
    }
  }

  private final String name;
  private final List<String[]> templates;
  private final int instances;
  private int position;
  private int pass;

  private WebhookMixGenerator(String name, List<String[]> templates, int instances) {
    this.name = name;
    this.templates = templates;
    this.instances = instances;
  }

  /** Returns the recorded traffic if there is a directory of it, otherwise the generated mix. */
  public static WebhookMixGenerator of(Path captures, int instances) {
    return captures == null ? madeUp(instances) : recorded(captures, instances);
  }

  /** Returns a mix of the {@link WebhookSample}s by their weights, spread evenly. */
  public static WebhookMixGenerator madeUp(int instances) {
    record TemplateSlot(double at, int order, String[] template) {}
    List<TemplateSlot> places = new ArrayList<>();
    for (WebhookSample sample : WebhookSample.all()) {
      for (int copy = 0; copy < sample.weight(); copy++) {
        places.add(
            new TemplateSlot(
                (copy + 0.5) / sample.weight(),
                places.size(),
                template(sample.body(), "-" + copy)));
      }
    }
    places.sort(Comparator.comparingDouble(TemplateSlot::at).thenComparingInt(TemplateSlot::order));
    return new WebhookMixGenerator(
        "made-up mix", places.stream().map(TemplateSlot::template).toList(), instances);
  }

  /**
   * Returns every webhook of the recordings, in their order.
   *
   * @param directory of {@code .jsonl} files whose lines have the webhook at {@code request.body}
   */
  public static WebhookMixGenerator recorded(Path directory, int instances) {
    List<String[]> templates = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".jsonl")).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          JsonNode body = Json.mapper().readTree(line).path("request").path("body");
          if (body.has("event") && body.has("instance")) {
            templates.add(template((ObjectNode) body, ""));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (templates.isEmpty()) {
      throw new IllegalArgumentException("no recorded webhooks in " + directory);
    }
    return new WebhookMixGenerator("recorded mix", templates, instances);
  }

  /** Returns the name for reports. */
  public String name() {
    return name;
  }

  /** Returns the next webhook. */
  public GeneratedWebhook next() {
    int instance = pass % instances;
    GeneratedWebhook webhook =
        new GeneratedWebhook(instance, filled(templates.get(position), instance));
    if (++position == templates.size()) {
      position = 0;
      pass++;
    }
    return webhook;
  }

  private byte[] filled(String[] parts, int instance) {
    String id = "-" + Integer.toString(pass, Character.MAX_RADIX);
    String date = FIRST.plusMillis(pass).toString();
    StringBuilder body = new StringBuilder(2_048);
    for (String part : parts) {
      switch (part) {
        case INSTANCE -> body.append('n').append(instance);
        case DATE -> body.append(date);
        case PASS -> body.append(id);
        default -> body.append(part);
      }
    }
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Splits a body into text and placeholders. */
  private static String[] template(ObjectNode original, String copy) {
    ObjectNode body = original.deepCopy();
    // Instant writes no digits behind the point when they are 0; any text is a date_time.
    body.put("instance", "@instance@").put("date_time", "@date@");
    if (body.path("apikey").isTextual()) {
      body.put("apikey", "*".repeat(body.path("apikey").textValue().length()));
    }
    Map<String, String> ids = new HashMap<>();
    for (String id : ids(body.path("data"))) {
      ids.put(quoted(id), quoted(id + copy + "@pass@"));
    }
    String text = new String(Json.write(body), StandardCharsets.UTF_8);
    for (Map.Entry<String, String> id : ids.entrySet()) {
      text = text.replace(id.getKey(), id.getValue());
    }
    String marked =
        text.replace("@instance@", "\u0000" + INSTANCE + "\u0000")
            .replace("@date@", "\u0000" + DATE + "\u0000")
            .replace("@pass@", "\u0000" + PASS + "\u0000");
    return marked.split("\u0000");
  }

  private static Set<String> ids(JsonNode data) {
    Set<String> found = new TreeSet<>();
    for (String field : ID_NAMES) {
      for (JsonNode value : data.findValues(field)) {
        // A value with an @ is a chat, and a short one is a label.
        if (value.isTextual()
            && value.textValue().length() > 3
            && !value.textValue().contains("@")) {
          found.add(value.textValue());
        }
      }
    }
    return found;
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }
}
