// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.DeadLetter.Reason;
import dev.carteiro.topology.parse.fact.OtherEventFact;
import dev.carteiro.topology.parse.fact.WebhookEnvelope;
import dev.carteiro.topology.parse.fact.WebhookFact;
import dev.carteiro.topology.parse.json.JsonFieldReader;
import dev.carteiro.topology.parse.json.TextTruncator;
import dev.carteiro.topology.parse.json.WebhookDocumentReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Parses webhooks into facts. Any bytes give a {@link WebhookParseResult}: a body whose envelope
 * cannot be trusted is rejected as a whole; in any other, an element that cannot be read becomes an
 * {@link OtherEventFact} beside the facts of the other elements.
 *
 * <p>When a name occurs twice in one object, the last one counts. A body that repeats {@code
 * instance}, {@code event} or {@code data} is rejected: two readers could disagree about whose data
 * it is.
 *
 * <p>Stateless and thread-safe.
 */
public final class WebhookParser {
  /** Parses one webhook. Never throws. */
  public WebhookParseResult parse(RawWebhook raw) {
    WebhookDocumentReader document = new WebhookDocumentReader();
    try {
      document.read(raw.body() == null ? new byte[0] : raw.body());
    } catch (StreamConstraintsException e) {
      return rejected(
          Reason.NOT_JSON,
          "the body is nested deeper than "
              + WebhookDocumentReader.MAX_DEPTH
              + " or has an endless name or number"
              + where(e),
          document);
    } catch (JsonProcessingException e) {
      return rejected(Reason.NOT_JSON, "the body is not a JSON document" + where(e), document);
    } catch (IOException e) {
      return rejected(Reason.NOT_JSON, "the body is not text in any encoding of JSON", document);
    } catch (NumberFormatException e) {
      // Jackson lets this one through for exponents of eleven digits and more.
      return rejected(Reason.NOT_JSON, "the body holds a number beyond any range", document);
    }
    WebhookParseResult.RejectedWebhook refusal = refusal(document, raw.key());
    return refusal != null
        ? refusal
        : new WebhookParseResult.ParsedFacts(events(envelope(document, raw), document.data()));
  }

  /** Only the position: the parser's own message quotes the body. */
  private static String where(JsonProcessingException e) {
    if (e.getLocation() == null) {
      return "";
    }
    long at = Math.max(e.getLocation().getByteOffset(), e.getLocation().getCharOffset());
    return at < 0 ? "" : " (from byte " + at + " on)";
  }

  private static WebhookParseResult.RejectedWebhook refusal(
      WebhookDocumentReader document, String key) {
    if (!document.isPresent()) {
      return rejected(Reason.NOT_JSON, "the body is empty", document);
    }
    if (!document.isObject()) {
      return rejected(Reason.NOT_AN_OBJECT, "the body is JSON, but not an object", document);
    }
    if (document.repeated() != null) {
      return rejected(
          Reason.AMBIGUOUS_ENVELOPE, "the body names " + document.repeated() + " twice", document);
    }
    if (document.instance() == null) {
      return rejected(
          Reason.MISSING_INSTANCE,
          document.isOfEvolutionGo()
              ? "the body names its instance as instanceName, as Evolution Go does, which this version does not read"
              : "the body names no instance as a non-empty text",
          document);
    }
    if (key == null) {
      return rejected(
          Reason.AMBIGUOUS_ENVELOPE,
          "the body names an instance, but the bridge took none from it",
          document);
    }
    if (!document.instance().equals(nameIn(key))) {
      return rejected(
          Reason.AMBIGUOUS_ENVELOPE,
          "the body names another instance than the record's key",
          document);
    }
    return null;
  }

  /** The instance name in a record key; null when the key is none of this project's. */
  private static String nameIn(String key) {
    int separator = key.indexOf('/');
    return separator > 0 && InstanceKey.isGateway(key.substring(0, separator))
        ? key.substring(separator + 1)
        : null;
  }

  private static WebhookParseResult.RejectedWebhook rejected(
      Reason reason, String detail, WebhookDocumentReader document) {
    String event = EvolutionEventTable.canonical(document.event());
    return new WebhookParseResult.RejectedWebhook(
        reason, detail, event.isEmpty() ? null : TextTruncator.atMost(event));
  }

  private static WebhookEnvelope envelope(WebhookDocumentReader document, RawWebhook raw) {
    Set<String> evolutionInstanceIds = new HashSet<>();
    addEvolutionInstanceIds(evolutionInstanceIds, document.data());
    return new WebhookEnvelope(
        InstanceKey.parse(raw.key()),
        EvolutionEventTable.canonical(document.event()),
        document.dateTime(),
        document.sender(),
        evolutionInstanceIds,
        raw.apikeyFingerprint(),
        raw.receivedAt(),
        raw.traceId());
  }

  private static void addEvolutionInstanceIds(Set<String> ids, JsonNode node) {
    String id = JsonFieldReader.text(node, "instanceId");
    if (id != null) {
      ids.add(id);
    }
    listIn(node).forEach(element -> addEvolutionInstanceIds(ids, element));
  }

  private static List<WebhookFact> events(WebhookEnvelope envelope, JsonNode data) {
    EventElementParser parser = EvolutionEventTable.parser(envelope.event());
    List<WebhookFact> events = new ArrayList<>(1);
    if (parser != null) {
      List<JsonNode> elements = new ArrayList<>(1);
      addElements(elements, data);
      for (JsonNode element : elements) {
        List<WebhookFact> facts = parser.read(envelope, element);
        events.addAll(facts.isEmpty() ? List.of(OtherEventFact.of(envelope, element)) : facts);
      }
    }
    return events.isEmpty() ? List.of(OtherEventFact.of(envelope, data)) : events;
  }

  /**
   * Adds the elements of the data: Evolution writes one object, an array, or an object that holds
   * an array; an array may hold such objects, too.
   */
  private static void addElements(List<JsonNode> elements, JsonNode data) {
    JsonNode list = listIn(data);
    if (!list.isArray()) {
      elements.add(data);
      return;
    }
    for (JsonNode element : list) {
      int before = elements.size();
      addElements(elements, element);
      if (elements.size() == before) {
        // An empty list inside a list is kept as it is.
        elements.add(element);
      }
    }
  }

  /** The list that the data is or holds; missing if there is none. */
  private static JsonNode listIn(JsonNode data) {
    if (data.isArray()) {
      return data;
    }
    if (!data.has("key")) {
      for (String name : new String[] {"messages", "keys"}) {
        if (data.path(name).isArray()) {
          return data.path(name);
        }
      }
    }
    return MissingNode.getInstance();
  }
}
