// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.content;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.topology.parse.json.WebhookDocumentReader;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Reads the text of answers to interactive messages. The choice is in {@code body}, or as JSON in a
 * text ({@code nativeFlowResponseMessage.paramsJson}); the fields of a form are only there.
 */
final class InteractiveResponseTextExtractor {
  /** Longest JSON text that is read, in characters; forms have some dozens of fields. */
  private static final int LONGEST_PARAMETERS = 65_536;

  private static final int MOST_FIELDS = 100;

  private static final Set<String> FORMS = Set.of("flow", "galaxy_message");

  private InteractiveResponseTextExtractor() {}

  static String interactiveResponse(JsonNode node) {
    String body = ContentTextExtractor.firstOf(node.path("body"), "text");
    JsonNode flow = node.path("nativeFlowResponseMessage");
    String name = ContentTextExtractor.firstOf(flow, "name");
    boolean form = name != null && FORMS.contains(name);
    if (body != null && !form) {
      return body;
    }
    String parameters = ContentTextExtractor.firstOf(flow, "paramsJson", "paramsJSON");
    JsonNode read = parameters == null ? null : read(parameters);
    if (read == null) {
      return body != null ? body : parameters != null ? parameters : name;
    }
    String said = form ? fields(read) : choice(read);
    if (said == null) {
      return body == null ? name : body;
    }
    return body == null ? said : body + "\n" + said;
  }

  /** What the buttons of a question without words say or ask to be paid, one a line. */
  static String interactive(JsonNode flow) {
    StringJoiner lines = new StringJoiner("\n");
    int left = MOST_FIELDS;
    for (JsonNode button : flow.path("buttons")) {
      String parameters =
          ContentTextExtractor.firstOf(button, "buttonParamsJson", "buttonParamsJSON");
      JsonNode read = parameters == null || left-- <= 0 ? null : read(parameters);
      if (read != null) {
        String words = ContentTextExtractor.firstOf(read, "display_text", "title");
        words = words == null ? CommerceTextExtractor.asked(read) : words;
        if (words != null) {
          lines.add(words);
        }
      }
    }
    return lines.length() == 0 ? null : lines.toString();
  }

  /** Reads the JSON object; null when the text is none. */
  private static JsonNode read(String parameters) {
    if (parameters.length() > LONGEST_PARAMETERS) {
      return null;
    }
    try {
      JsonNode read = WebhookDocumentReader.TREES.readTree(parameters);
      return read.isObject() ? read : null;
    } catch (JsonProcessingException | NumberFormatException notJson) {
      return null;
    }
  }

  private static String choice(JsonNode parameters) {
    String words =
        ContentTextExtractor.firstOf(
            parameters, "title", "display_text", "text", "description", "id");
    return words == null ? fields(parameters) : words;
  }

  /** {@code name: value}, one per line, without tokens, which are no answers. */
  private static String fields(JsonNode parameters) {
    StringJoiner lines = new StringJoiner("\n");
    int left = MOST_FIELDS;
    for (Map.Entry<String, JsonNode> field : parameters.properties()) {
      String value =
          field.getValue().isBoolean()
              ? field.getValue().asText()
              : ContentTextExtractor.words(field.getValue());
      if (value != null
          && !field.getKey().toLowerCase(Locale.ROOT).contains("token")
          && left-- > 0) {
        lines.add(field.getKey() + ": " + value);
      }
    }
    return lines.length() == 0 ? null : lines.toString();
  }
}
