// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.api;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.carteiro.contract.Json;
import dev.carteiro.runtime.http.HttpProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads and validates the fields of a request's JSON object. Null counts as absent. Every method
 * that finds an invalid field throws a 400 problem that names the field.
 */
final class RequestFieldReader {
  private static final ObjectReader READER =
      Json.mapper()
          .readerFor(JsonNode.class)
          .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final JsonNode object;

  /** Prefix of field names in errors: the path of a nested object. */
  private final String path;

  private RequestFieldReader(JsonNode object, String path) {
    this.object = object;
    this.path = path;
  }

  /** Parses an object; other fields than the known fields are rejected. */
  static RequestFieldReader parse(byte[] body, Set<String> known) {
    RequestFieldReader fields = parse(body);
    fields.only(known);
    return fields;
  }

  /** Parses an object whose field names are checked later, by {@link #only}. */
  static RequestFieldReader parse(byte[] body) {
    JsonNode node;
    try {
      node = READER.readValue(body);
    } catch (IOException e) {
      throw ApiProblemFactory.badRequest(
          "NOT_JSON", "The body must be a JSON object, each field once.");
    }
    if (node == null || !node.isObject()) {
      throw ApiProblemFactory.badRequest("NOT_JSON", "The body must be a JSON object.");
    }
    return new RequestFieldReader(node, "");
  }

  /** Rejects every field that is not known. */
  void only(Set<String> known) {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                throw ApiProblemFactory.badRequest(
                    "UNKNOWN_FIELD",
                    "There is no field \""
                        + path
                        + shown(name)
                        + "\"; known are "
                        + String.join(", ", sorted(known))
                        + ".");
              }
            });
  }

  boolean has(String name) {
    return object.hasNonNull(name);
  }

  /** All field names of the object, including fields that are null. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  boolean isText(String name) {
    return has(name) && object.get(name).isTextual();
  }

  /** A text of 1 to {@code longest} characters without control characters; null when absent. */
  String text(String name, int longest) {
    if (!has(name)) {
      return null;
    }
    JsonNode value = object.get(name);
    if (!value.isTextual() || !isPlain(value.textValue(), longest)) {
      throw invalid(
          name, "a text of 1 to " + longest + " characters, none of them control characters");
    }
    return value.textValue();
  }

  /** A required text of 1 to {@code longest} characters. */
  String requiredText(String name, int longest) {
    require(name);
    return text(name, longest);
  }

  /** Rejects the request unless the field is present. */
  void require(String name) {
    if (!has(name)) {
      throw ApiProblemFactory.badRequest("MISSING_FIELD", "Field " + path + name + " is required.");
    }
  }

  /** A text of any length and content; null when absent. */
  String anyText(String name) {
    if (!has(name)) {
      return null;
    }
    JsonNode value = object.get(name);
    if (!value.isTextual()) {
      throw invalid(name, "a text");
    }
    return value.textValue();
  }

  /** A number from {@code least} to {@code most}; null when absent. */
  Double decimal(String name, double least, double most) {
    if (!has(name)) {
      return null;
    }
    JsonNode value = object.get(name);
    double number = value.doubleValue();
    if (!value.isNumber() || !(number >= least && number <= most)) {
      throw invalid(name, "a number from " + least + " to " + most);
    }
    return number;
  }

  /** A nested object with known fields only; null when absent. */
  RequestFieldReader object(String name, Set<String> known) {
    if (!has(name)) {
      return null;
    }
    JsonNode value = object.get(name);
    if (!value.isObject()) {
      throw invalid(name, "an object");
    }
    RequestFieldReader fields = new RequestFieldReader(value, path + name + ".");
    fields.only(known);
    return fields;
  }

  /**
   * The objects of a list; null for an item that is not an object. Empty when the list is absent.
   */
  List<RequestFieldReader> objects(String name) {
    if (!has(name)) {
      return List.of();
    }
    JsonNode value = object.get(name);
    if (!value.isArray()) {
      throw invalid(name, "a list");
    }
    List<RequestFieldReader> items = new ArrayList<>(value.size());
    for (JsonNode item : value) {
      items.add(
          item.isObject()
              ? new RequestFieldReader(item, path + name + "[" + items.size() + "].")
              : null);
    }
    return items;
  }

  /** The entries of an object with free names, at most {@code most}; empty when absent. */
  Map<String, JsonNode> entries(String name, int most) {
    if (!has(name)) {
      return Map.of();
    }
    JsonNode value = object.get(name);
    if (!value.isObject() || value.size() > most) {
      throw invalid(name, "an object of at most " + most + " fields");
    }
    Map<String, JsonNode> entries = new LinkedHashMap<>();
    value.properties().forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
    return entries;
  }

  /** A 400 problem that names a field and its valid values. */
  HttpProblemException invalid(String name, String mustBe) {
    return ApiProblemFactory.invalidField(path + name, mustBe);
  }

  /** A whole number from {@code least} to {@code most}; null when absent. */
  Integer integer(String name, int least, int most) {
    if (!has(name)) {
      return null;
    }
    JsonNode value = object.get(name);
    if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
      throw invalid(name, "a whole number from " + least + " to " + most);
    }
    return value.intValue();
  }

  /** A boolean; false when absent. */
  boolean flag(String name) {
    if (!has(name)) {
      return false;
    }
    JsonNode value = object.get(name);
    if (!value.isBoolean()) {
      throw invalid(name, "true or false");
    }
    return value.booleanValue();
  }

  /** A list of at most {@code most} texts; empty when absent. */
  List<String> texts(String name, int most) {
    if (!has(name)) {
      return List.of();
    }
    JsonNode value = object.get(name);
    List<String> texts = new ArrayList<>();
    value.forEach(item -> texts.add(item.isTextual() ? item.textValue() : null));
    if (!value.isArray() || texts.size() > most || texts.contains(null)) {
      throw invalid(name, "a list of at most " + most + " texts");
    }
    return texts;
  }

  private static boolean isPlain(String text, int longest) {
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
