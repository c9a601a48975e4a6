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
import dev.carteiro.topology.parse.json.CompactJsonReader.UnusualJsonException;
import java.io.IOException;

/**
 * Reads a webhook's body in one pass: the top level field by field, because a tree would hide that
 * a name occurs twice, and only {@code data} as a tree. Bodies as Evolution writes them are read by
 * {@link CompactJsonReader}, all others by Jackson. What was read stays available when the body
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

  private static final class TopLevelFields {
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
  }

  /** The value of a field; one of its methods is called, once. */
  private interface FieldValue<E extends Exception> {
    JsonNode tree() throws E;

    /** The value when it is a text; any other value is skipped, and null. */
    default String text() throws E {
      return tree().textValue();
    }

    default void skip() throws E {
      tree();
    }
  }

  private TopLevelFields fields = new TopLevelFields();

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
   * @throws IOException if it is not one JSON document
   */
  public void read(byte[] body) throws IOException {
    try {
      readCompact(new CompactJsonReader(body));
    } catch (UnusualJsonException unusual) {
      fields = new TopLevelFields();
      readAny(body);
    }
  }

  private void readCompact(CompactJsonReader reader) throws UnusualJsonException {
    FieldValue<UnusualJsonException> value = reader::value;
    fields.present = true;
    fields.object = true;
    if (reader.beginsObject()) {
      do {
        field(reader.fieldName(), value);
      } while (reader.continuesObject());
    }
    reader.end();
  }

  private void readAny(byte[] body) throws IOException {
    try (JsonParser parser = FACTORY.createParser(body)) {
      JsonToken first = parser.nextToken();
      fields.present = first != null;
      fields.object = first == JsonToken.START_OBJECT;
      if (fields.object) {
        FieldValue<IOException> value = valueOf(parser);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          field(name, value);
        }
      } else if (fields.present) {
        parser.skipChildren();
        parser.finishToken();
      }
      if (fields.present && parser.nextToken() != null) {
        throw new JsonParseException(parser, "something follows the document");
      }
    }
  }

  private static FieldValue<IOException> valueOf(JsonParser parser) {
    return new FieldValue<>() {
      @Override
      public JsonNode tree() throws IOException {
        return TREES.readTree(parser);
      }

      @Override
      public String text() throws IOException {
        if (parser.hasToken(JsonToken.VALUE_STRING)) {
          return parser.getText();
        }
        parser.skipChildren();
        return null;
      }

      @Override
      public void skip() throws IOException {
        parser.skipChildren();
      }
    };
  }

  private <E extends Exception> void field(String name, FieldValue<E> value) throws E {
    switch (name) {
      case "instance" -> {
        fields.instance =
            once(name, fields.instanceGiven) ? notEmpty(value.text()) : skipped(value);
        fields.instanceGiven = true;
      }
      case "event" -> {
        fields.event = once(name, fields.eventGiven) ? notEmpty(value.text()) : skipped(value);
        fields.eventGiven = true;
      }
      case "data" -> {
        if (once(name, fields.dataGiven)) {
          fields.data = value.tree();
        } else {
          value.skip();
        }
        fields.dataGiven = true;
      }
      case "instanceName" -> {
        fields.instanceNamed = true;
        value.skip();
      }
      case "date_time" -> fields.dateTime = notEmpty(value.text());
      case "sender" -> fields.sender = notEmpty(value.text());
      default -> value.skip();
    }
  }

  private boolean once(String name, boolean given) {
    if (given) {
      fields.repeated = name;
    }
    return !given;
  }

  private static String notEmpty(String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  private static <E extends Exception> String skipped(FieldValue<E> value) throws E {
    value.skip();
    return null;
  }

  public boolean isPresent() {
    return fields.present;
  }

  public boolean isObject() {
    return fields.object;
  }

  /** {@code instance}, {@code event} or {@code data} when it occurs twice; else null. */
  public String repeated() {
    return fields.repeated;
  }

  /** Whether it has {@code instanceName}, Evolution Go's field for the instance. */
  public boolean isOfEvolutionGo() {
    return fields.instanceNamed;
  }

  public String instance() {
    return fields.instance;
  }

  /** The event's name as written, "" when the body names none. */
  public String event() {
    return fields.event == null ? "" : fields.event;
  }

  public String dateTime() {
    return fields.dateTime;
  }

  public String sender() {
    return fields.sender;
  }

  public JsonNode data() {
    return fields.data;
  }
}
