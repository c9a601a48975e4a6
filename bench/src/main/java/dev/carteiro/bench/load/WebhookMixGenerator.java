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
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Generates webhooks without end, in passes over a list. Each pass has new message ids, used
 * throughout the pass, so that a status belongs to its message and only duplicates of the list are
 * duplicates. Each pass is of one instance; instances come one after the other, or all take turns.
 *
 * <p>Not thread-safe.
 */
public final class WebhookMixGenerator {
  private static final Set<String> ID_NAMES = Set.of("id", "keyId", "messageId", "stanzaId");

  /** Prime, so that neighbouring instances are at distant places of their lists. */
  private static final int SPREAD = 31;

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

  /** The order in which the passes of the instances come. */
  private enum PassOrder {
    /** A whole pass of one instance, then one of the next. */
    ONE_AFTER_THE_OTHER,
    /** A webhook of each instance in turn; each instance begins at another place of the list. */
    INTERLEAVED
  }

  private final String name;

  /**
   * A webhook of the list.
   *
   * @param parts text and placeholders
   * @param moment its time within a pass; repetitions of a webhook have the time of the first
   */
  private record WebhookTemplate(String[] parts, int moment) {}

  private final List<WebhookTemplate> templates;
  private final int instances;
  private final PassOrder order;
  private long generated;

  private WebhookMixGenerator(
      String name, List<WebhookTemplate> templates, int instances, PassOrder order) {
    this.name = name;
    this.templates = templates;
    this.instances = instances;
    this.order = order;
  }

  /** Returns the recorded traffic if there is a directory of it, otherwise the generated mix. */
  public static WebhookMixGenerator of(Path captures, int instances) {
    return captures == null ? madeUp(instances) : recorded(captures, instances);
  }

  /** Returns a mix of the {@link WebhookSample}s by their weights, spread evenly. */
  public static WebhookMixGenerator madeUp(int instances) {
    record TemplateSlot(double at, int order, WebhookTemplate template) {}
    List<TemplateSlot> places = new ArrayList<>();
    for (WebhookSample sample : WebhookSample.all()) {
      for (int copy = 0; copy < sample.weight(); copy++) {
        places.add(
            new TemplateSlot(
                (copy + 0.5) / sample.weight(),
                places.size(),
                new WebhookTemplate(template(sample.body(), "-" + copy), 0)));
      }
    }
    places.sort(Comparator.comparingDouble(TemplateSlot::at).thenComparingInt(TemplateSlot::order));
    return new WebhookMixGenerator(
        "made-up mix",
        places.stream().map(TemplateSlot::template).toList(),
        instances,
        PassOrder.ONE_AFTER_THE_OTHER);
  }

  /**
   * Returns an ordinary day of many numbers: {@link DayWebhookList} of each, interleaved, so that
   * consecutive webhooks are of different instances.
   */
  public static WebhookMixGenerator day(int instances) {
    List<WebhookTemplate> templates = new ArrayList<>();
    Map<ObjectNode, Integer> moments = new IdentityHashMap<>();
    for (ObjectNode body : DayWebhookList.bodies()) {
      int moment = moments.computeIfAbsent(body, first -> templates.size());
      templates.add(new WebhookTemplate(template(body, ""), moment));
    }
    return new WebhookMixGenerator("day's mix", templates, instances, PassOrder.INTERLEAVED);
  }

  /**
   * Returns every webhook of the recordings, in their order.
   *
   * @param directory of {@code .jsonl} files whose lines have the webhook at {@code request.body}
   */
  public static WebhookMixGenerator recorded(Path directory, int instances) {
    List<WebhookTemplate> templates = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".jsonl")).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          JsonNode body = Json.mapper().readTree(line).path("request").path("body");
          if (body.has("event") && body.has("instance")) {
            templates.add(new WebhookTemplate(template((ObjectNode) body, ""), 0));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (templates.isEmpty()) {
      throw new IllegalArgumentException("no recorded webhooks in " + directory);
    }
    return new WebhookMixGenerator(
        "recorded mix", templates, instances, PassOrder.ONE_AFTER_THE_OTHER);
  }

  /** Returns the name for reports. */
  public String name() {
    return name;
  }

  /** Returns the next webhook. */
  public GeneratedWebhook next() {
    int size = templates.size();
    long n = generated++;
    if (order == PassOrder.ONE_AFTER_THE_OTHER) {
      int pass = (int) (n / size);
      return webhook(pass % instances, templates.get((int) (n % size)), pass, pass);
    }
    int instance = (int) (n % instances);
    long place = n / instances + (long) instance * SPREAD % size;
    WebhookTemplate template = templates.get((int) (place % size));
    long pass = place / size;
    return webhook(instance, template, (int) pass, pass * size + template.moment());
  }

  private static GeneratedWebhook webhook(
      int instance, WebhookTemplate template, int pass, long moment) {
    String id = "-" + Integer.toString(pass, Character.MAX_RADIX);
    String date = FIRST.plusMillis(moment).toString();
    StringBuilder body = new StringBuilder(2_048);
    for (String part : template.parts()) {
      switch (part) {
        case INSTANCE -> body.append('n').append(instance);
        case DATE -> body.append(date);
        case PASS -> body.append(id);
        default -> body.append(part);
      }
    }
    return new GeneratedWebhook(instance, body.toString().getBytes(StandardCharsets.UTF_8));
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
