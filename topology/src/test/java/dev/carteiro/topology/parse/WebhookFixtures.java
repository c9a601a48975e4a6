// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.topology.parse.fact.MessageArrivalFact;
import dev.carteiro.topology.parse.fact.WebhookFact;
import dev.carteiro.topology.parse.json.WebhookDocumentReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/**
 * Webhooks as they stand in the raw topic, and short ways to read them. JSON is written with single
 * quotes.
 */
public final class WebhookFixtures {
  static final String KEY = "default/acme";
  public static final String TRACE = "0123456789abcdef0123456789abcdef";
  public static final Instant RECEIVED = Instant.parse("2026-11-21T10:00:00.123Z");
  private static final WebhookParser PARSER = new WebhookParser();

  private WebhookFixtures() {}

  public static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  public static JsonNode json(String json) {
    try {
      return WebhookDocumentReader.TREES.readTree(bytes(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RawWebhook raw(byte[] body) {
    return new RawWebhook(KEY, body, RECEIVED, TRACE, null);
  }

  /** A webhook of {@code acme} with that event and data. */
  public static byte[] body(String event, String data) {
    ObjectNode body =
        (ObjectNode)
            json(
                "{'date_time':'2026-11-21T07:00:00.000Z','sender':'5511900000001@s.whatsapp.net'}");
    body.put("event", event).put("instance", "acme").set("data", json(data));
    return Json.write(body);
  }

  public static WebhookParseResult parse(byte[] body) {
    return PARSER.parse(raw(body));
  }

  public static List<WebhookFact> events(byte[] body) {
    WebhookParseResult result = parse(body);
    assertThat(result).isInstanceOf(WebhookParseResult.ParsedFacts.class);
    return ((WebhookParseResult.ParsedFacts) result).events();
  }

  public static List<WebhookFact> events(String event, String data) {
    return events(body(event, data));
  }

  /** The one fact of that event. */
  public static WebhookFact event(String event, String data) {
    List<WebhookFact> events = events(event, data);
    assertThat(events).hasSize(1);
    return events.get(0);
  }

  public static <T extends WebhookFact> T event(Class<T> type, String event, String data) {
    WebhookFact only = event(event, data);
    assertThat(only).isInstanceOf(type);
    return type.cast(only);
  }

  /** A message object: the usual inbound text, each field of {@code changes} put over it. */
  public static String message(String changes) {
    ObjectNode message =
        (ObjectNode)
            json(
                "{'key':{'remoteJid':'5521988887777@s.whatsapp.net','fromMe':false,'id':'AAA1'},'pushName':'Rita',"
                    + "'message':{'conversation':'bom dia'},'messageType':'conversation',"
                    + "'messageTimestamp':1795228606,'source':'android'}");
    json(changes).properties().forEach(field -> message.set(field.getKey(), field.getValue()));
    return message.toString();
  }

  static MessageArrivalFact arrived(String changes) {
    return event(MessageArrivalFact.class, "messages.upsert", message(changes));
  }

  /** The non-empty lines of one of this package's test resources. */
  public static List<String> lines(String resource) {
    try (InputStream in = WebhookFixtures.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
