// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.carteiro.contract.Json;
import java.io.IOException;

/**
 * Reads a webhook's body in one pass: the top level as a stream, because a tree would hide that a
 * name occurs twice, and only {@code data} as a tree. What was read stays available when the body
 * turns out not to be JSON.
 */
public final class WebhookDocumentReader {
  /**
   * Levels of nesting left for this project's own records: an accepted body is written and read
   * again inside of them, and they may be nested no deeper than {@link Json#MAX_DEPTH} either.
   */
  private static final int ROOM_FOR_RECORDS = 16;

  public static final int MAX_DEPTH = Json.MAX_DEPTH - ROOM_FOR_RECORDS;

  private static final JsonFactory FACTORY = factory();

  /**
   * Numbers keep their digits: {@code 1e400} would become infinite as a double, and then no number
   * at all.
   */
  public static final ObjectReader TREES =
      Json.mapper()
          .reader()
          .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

  private boolean present;
  private boolean object;
  private boolean instanceGiven;
  private boolean eventGiven;
  private boolean dataGiven;
  private String repeated;
  private String instance;
  private String event;
  private boolean instanceNamed;
  private String dateTime;
  private String sender;
  private JsonNode data = NullNode.getInstance();

  private static JsonFactory factory() {
    JsonFactory shared = Json.mapper().getFactory();
    StreamReadConstraints constraints =
        shared.streamReadConstraints().rebuild().maxNestingDepth(MAX_DEPTH).build();
    return shared
        .rebuild()
        .streamReadConstraints(constraints)
        // Some events have jids and ids as field names, which must not fill the JVM's table of
        // interned strings.
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .build();
  }

  /**
   * Reads the body to its end.
   *
   * @throws IOException if it is not one JSON document
   */
  public void read(byte[] body) throws IOException {
    try (JsonParser parser = FACTORY.createParser(body)) {
      JsonToken first = parser.nextToken();
      present = first != null;
      object = first == JsonToken.START_OBJECT;
      if (object) {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          field(parser);
        }
      } else if (present) {
        parser.skipChildren();
        parser.finishToken();
      }
      if (present && parser.nextToken() != null) {
        throw new JsonParseException(parser, "something follows the document");
      }
    }
  }

  private void field(JsonParser parser) throws IOException {
    String name = parser.currentName();
    JsonToken token = parser.nextToken();
    switch (name) {
      case "instance" -> {
        instance = once(name, instanceGiven) ? text(parser, token) : null;
        instanceGiven = true;
      }
      case "event" -> {
        event = once(name, eventGiven) ? text(parser, token) : null;
        eventGiven = true;
      }
      case "data" -> {
        if (once(name, dataGiven)) {
          data = TREES.readTree(parser);
        } else {
          parser.skipChildren();
        }
        dataGiven = true;
      }
      case "instanceName" -> {
        instanceNamed = true;
        parser.skipChildren();
      }
      case "date_time" -> dateTime = text(parser, token);
      case "sender" -> sender = text(parser, token);
      default -> parser.skipChildren();
    }
  }

  private boolean once(String name, boolean given) {
    if (given) {
      repeated = name;
    }
    return !given;
  }

  /** The value when it is a non-empty text; any other value is skipped, and null. */
  private static String text(JsonParser parser, JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      String text = parser.getText();
      return text.isEmpty() ? null : text;
    }
    parser.skipChildren();
    return null;
  }

  /** Whether the body holds anything but white space. */
  public boolean isPresent() {
    return present;
  }

  public boolean isObject() {
    return object;
  }

  /** {@code instance}, {@code event} or {@code data} when it occurs twice; else null. */
  public String repeated() {
    return repeated;
  }

  /** Whether it has {@code instanceName}, Evolution Go's field for the instance. */
  public boolean isOfEvolutionGo() {
    return instanceNamed;
  }

  public String instance() {
    return instance;
  }

  /** The event's name as written, "" when the body names none. */
  public String event() {
    return event == null ? "" : event;
  }

  public String dateTime() {
    return dateTime;
  }

  public String sender() {
    return sender;
  }

  public JsonNode data() {
    return data;
  }
}
