// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.DeadLetter.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Turns a webhook into facts. It throws on no input: what cannot be addressed is rejected with a reason, and what is addressed
 * but not understood becomes an {@link OtherEvent} with its data as it came.
 */
public final class WebhookParser {

  /** The fields of a body that are read. */
  private static final class Fields {
    private final Set<String> seen = new HashSet<>();
    private JsonNode instance = NullNode.getInstance();
    private JsonNode event = NullNode.getInstance();
    private JsonNode data = NullNode.getInstance();
    private JsonNode dateTime = NullNode.getInstance();
    private JsonNode sender = NullNode.getInstance();
    private boolean ambiguous;
  }

  /** Reads one webhook. */
  public ParseResult parse(RawWebhook raw) {
    Fields fields;
    try (JsonParser parser = Json.mapper().createParser(raw.body())) {
      if (parser.nextToken() == null) {
        return rejected(Reason.NOT_JSON, "the body is empty", null);
      }
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        parser.skipChildren();
        return parser.nextToken() == null
            ? rejected(Reason.NOT_AN_OBJECT, "the body is JSON but not an object", null)
            : rejected(Reason.NOT_JSON, "something follows the JSON document", null);
      }
      fields = fields(parser);
      if (parser.nextToken() != null) {
        return rejected(Reason.NOT_JSON, "something follows the JSON document", null);
      }
    } catch (IOException e) {
      return rejected(Reason.NOT_JSON, "the body is not a JSON document, or nested deeper than " + Json.MAX_DEPTH, null);
    }
    return addressed(raw, fields);
  }

  private static Fields fields(JsonParser parser) throws IOException {
    Fields fields = new Fields();
    for (JsonToken token = parser.nextToken(); token != JsonToken.END_OBJECT; token = parser.nextToken()) {
      if (token == null) {
        throw new IOException("truncated");
      }
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "instance" -> fields.instance = value(parser, fields, name);
        case "event" -> fields.event = value(parser, fields, name);
        case "data" -> fields.data = value(parser, fields, name);
        case "date_time" -> fields.dateTime = parser.readValueAsTree();
        case "sender" -> fields.sender = parser.readValueAsTree();
        default -> parser.skipChildren();
      }
    }
    return fields;
  }

  private static JsonNode value(JsonParser parser, Fields fields, String name) throws IOException {
    fields.ambiguous |= !fields.seen.add(name);
    JsonNode value = parser.readValueAsTree();
    return value == null ? NullNode.getInstance() : value;
  }

  private static ParseResult addressed(RawWebhook raw, Fields fields) {
    String event = fields.event.isTextual() ? EventKind.wireName(fields.event.textValue()) : "";
    String name = Encodings.text(fields.instance);
    if (fields.ambiguous) {
      return rejected(Reason.AMBIGUOUS_ENVELOPE, "the body names instance, event or data more than once", event);
    }
    if (name == null || name.isBlank()) {
      return rejected(Reason.MISSING_INSTANCE, "the body names no instance, or not as a text", event);
    }
    if (raw.key() == null) {
      return rejected(Reason.MISSING_INSTANCE, "the bridge could not use the instance that the body names", event);
    }
    InstanceKey instance;
    try {
      instance = InstanceKey.parse(raw.key());
    } catch (IllegalArgumentException e) {
      return rejected(Reason.AMBIGUOUS_ENVELOPE, "the record's key is not an instance", event);
    }
    if (!instance.name().equals(name)) {
      return rejected(Reason.AMBIGUOUS_ENVELOPE, "the record's key and the body name different instances", event);
    }
    Envelope envelope =
        new Envelope(
            instance,
            event,
            Encodings.text(fields.dateTime),
            Encodings.text(fields.sender),
            evolutionInstanceIds(fields.data),
            raw.apikeyFingerprint(),
            raw.receivedAt(),
            raw.traceId());
    return new ParseResult.Parsed(facts(envelope, fields.data));
  }

  private static List<ParsedEvent> facts(Envelope envelope, JsonNode data) {
    EventKind kind = EventKind.of(envelope.event());
    if (kind == EventKind.OTHER) {
      return List.of(new OtherEvent(envelope, data));
    }
    JsonNode elements = data.path("messages").isArray() ? data.path("messages") : data;
    if (!elements.isArray() || elements.isEmpty()) {
      return List.of(fact(envelope, kind, data));
    }
    List<ParsedEvent> facts = new ArrayList<>(elements.size());
    elements.forEach(element -> facts.add(fact(envelope, kind, element)));
    return facts;
  }

  private static ParsedEvent fact(Envelope envelope, EventKind kind, JsonNode data) {
    ParsedEvent fact =
        switch (kind) {
          case MESSAGE, HISTORY, API_MESSAGE -> MessageReader.message(envelope, kind, data);
          case UPDATE -> ChangeReader.update(envelope, data);
          case EDITED, API_EDITED -> ChangeReader.edited(envelope, data);
          case DELETE -> ChangeReader.delete(envelope, data);
          case CONNECTION -> connection(envelope, data);
          case OTHER -> null;
        };
    return fact == null ? new OtherEvent(envelope, data) : fact;
  }

  private static ParsedEvent connection(Envelope envelope, JsonNode data) {
    String state = Encodings.text(data, "state");
    if (state == null) {
      return null;
    }
    Long reason = Encodings.integer(data.path("statusReason"));
    String ownJid = Encodings.text(data, "wuid");
    return new ConnectionChanged(
        envelope,
        state,
        reason == null ? null : (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, reason)),
        ownJid == null ? envelope.sender() : ownJid,
        Encodings.text(data, "profileName"),
        Encodings.text(data, "profilePictureUrl"));
  }

  private static Set<String> evolutionInstanceIds(JsonNode data) {
    Set<String> ids = new LinkedHashSet<>();
    addId(ids, data);
    if (data.isArray()) {
      data.forEach(element -> addId(ids, element));
    }
    data.path("messages").forEach(element -> addId(ids, element));
    return ids;
  }

  private static void addId(Set<String> ids, JsonNode object) {
    String id = Encodings.text(object, "instanceId");
    if (id != null) {
      ids.add(id);
    }
  }

  private static ParseResult rejected(Reason reason, String detail, String event) {
    return new ParseResult.Rejected(reason, detail, event);
  }
}
