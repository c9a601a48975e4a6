// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The fields of a request's JSON object, each read with its rule. Null counts as absent. What is
 * wrong ends the request with a 400 that names the field.
 */
final class JsonFields {
  private static final ObjectReader READER =
      Json.mapper()
          .readerFor(JsonNode.class)
          .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final JsonNode object;

  private JsonFields(JsonNode object) {
    this.object = object;
  }

  /** Reads an object that may have these fields and no others. */
  static JsonFields parse(byte[] body, Set<String> known) {
    JsonNode node;
    try {
      node = READER.readValue(body);
    } catch (IOException e) {
      throw ApiProblems.badRequest("NOT_JSON", "The body must be a JSON object, each field once.");
    }
    if (node == null || !node.isObject()) {
      throw ApiProblems.badRequest("NOT_JSON", "The body must be a JSON object.");
    }
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw ApiProblems.badRequest(
                    "UNKNOWN_FIELD",
                    "There is no field \""
                        + shown(name)
                        + "\"; known are "
                        + String.join(", ", sorted(known))
                        + ".");
              }
            });
    return new JsonFields(node);
  }

  boolean has(String name) {
    return object.hasNonNull(name);
  }

  /** A text of 1 to {@code longest} characters without control characters; null when absent. */
  String text(String name, int longest) {
    if (!has(name)) {
      return null;
    }
    JsonNode value = object.get(name);
    if (!value.isTextual() || !isText(value.textValue(), longest)) {
      throw ApiProblems.invalidField(
          name, "a text of 1 to " + longest + " characters, none of them control characters");
    }
    return value.textValue();
  }

  /** A text, which must be there. */
  String requiredText(String name, int longest) {
    if (!has(name)) {
      throw ApiProblems.badRequest("MISSING_FIELD", "Field " + name + " is required.");
    }
    return text(name, longest);
  }

  /** A whole number; null when absent. */
  Integer integer(String name, int least, int most) {
    if (!has(name)) {
      return null;
    }
    JsonNode value = object.get(name);
    if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
      throw ApiProblems.invalidField(name, "a whole number from " + least + " to " + most);
    }
    return value.intValue();
  }

  /** A switch; false when absent. */
  boolean flag(String name) {
    if (!has(name)) {
      return false;
    }
    JsonNode value = object.get(name);
    if (!value.isBoolean()) {
      throw ApiProblems.invalidField(name, "true or false");
    }
    return value.booleanValue();
  }

  /** A list of texts; empty when absent. */
  List<String> texts(String name, int most) {
    if (!has(name)) {
      return List.of();
    }
    JsonNode value = object.get(name);
    List<String> texts = new ArrayList<>();
    value.forEach(item -> texts.add(item.isTextual() ? item.textValue() : null));
    if (!value.isArray() || texts.size() > most || texts.contains(null)) {
      throw ApiProblems.invalidField(name, "a list of at most " + most + " texts");
    }
    return texts;
  }

  private static boolean isText(String text, int longest) {
    return !text.isBlank()
        && text.length() <= longest
        && text.codePoints().noneMatch(c -> Character.isISOControl(c) || isLoneSurrogate(c));
  }

  private static boolean isLoneSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private static String shown(String name) {
    return name.length() > 60 ? name.substring(0, 60) + "…" : name;
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }
}
