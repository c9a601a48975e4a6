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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Reads and validates the fields of a request's JSON object. Null counts as absent. Every method
 * that finds an invalid field throws a 400 problem that names the field.
 *
 * @param path prefix of field names in errors: the path of a nested object
 */
record RequestFieldReader(JsonNode object, String path) {
  private static final ObjectReader READER =
      Json.mapper()
          .readerFor(JsonNode.class)
          .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** Parses an object; other fields than the known fields are rejected. */
  static RequestFieldReader parse(byte[] body, Set<String> known) {
    return parse(body).only(known);
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

  /** Rejects every field that is not known; returns this reader. */
  RequestFieldReader only(Set<String> known) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = field.getKey();
      if (!known.contains(name)) {
        String shown = name.length() > 60 ? name.substring(0, 60) + "…" : name;
        throw ApiProblemFactory.badRequest(
            "UNKNOWN_FIELD",
            "There is no field \"%s%s\"; known are %s."
                .formatted(path, shown, String.join(", ", new TreeSet<>(known))));
      }
    }
    return this;
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

  /** A text of 1 to {@code maxLength} characters without control characters; null when absent. */
  String text(String name, int maxLength) {
    return value(
        name,
        value -> value.isTextual() && isPlain(value.textValue(), maxLength),
        JsonNode::textValue,
        "a text of 1 to " + maxLength + " characters, none of them control characters");
  }

  /** A required text of 1 to {@code maxLength} characters. */
  String requiredText(String name, int maxLength) {
    require(name);
    return text(name, maxLength);
  }

  /** The value whose name the field is; null when absent. */
  <T> T choice(String name, List<T> values, Function<T, String> valueName) {
    String given = text(name, 20);
    if (given == null) {
      return null;
    }
    List<String> names = values.stream().map(valueName).toList();
    int index = names.indexOf(given);
    if (index < 0) {
      int last = names.size() - 1;
      throw invalid(name, String.join(", ", names.subList(0, last)) + " or " + names.get(last));
    }
    return values.get(index);
  }

  void require(String name) {
    if (!has(name)) {
      throw ApiProblemFactory.badRequest("MISSING_FIELD", "Field " + path + name + " is required.");
    }
  }

  /** A text of any length and content; null when absent. */
  String anyText(String name) {
    return value(name, JsonNode::isTextual, JsonNode::textValue, "a text");
  }

  /** A number from {@code min} to {@code max}; null when absent. */
  Double decimal(String name, double min, double max) {
    return value(
        name,
        value -> value.isNumber() && value.doubleValue() >= min && value.doubleValue() <= max,
        JsonNode::doubleValue,
        "a number from " + min + " to " + max);
  }

  /** A whole number from {@code min} to {@code max}; null when absent. */
  Integer integer(String name, int min, int max) {
    return value(
        name,
        value -> value.isInt() && value.intValue() >= min && value.intValue() <= max,
        JsonNode::intValue,
        "a whole number from " + min + " to " + max);
  }

  /** A boolean; false when absent. */
  boolean flag(String name) {
    return Boolean.TRUE.equals(
        value(name, JsonNode::isBoolean, JsonNode::booleanValue, "true or false"));
  }

  /** A nested object with known fields only; null when absent. */
  RequestFieldReader object(String name, Set<String> known) {
    JsonNode value = value(name, JsonNode::isObject, Function.identity(), "an object");
    return value == null ? null : new RequestFieldReader(value, path + name + ".").only(known);
  }

  /** The objects of a list, null for an item that is none; empty when absent. */
  List<RequestFieldReader> objects(String name) {
    JsonNode list = value(name, JsonNode::isArray, Function.identity(), "a list");
    List<RequestFieldReader> items = new ArrayList<>();
    for (JsonNode item : list == null ? List.<JsonNode>of() : list) {
      items.add(
          item.isObject()
              ? new RequestFieldReader(item, path + name + "[" + items.size() + "].")
              : null);
    }
    return items;
  }

  /** A list of at most {@code max} texts; empty when absent. */
  List<String> texts(String name, int max) {
    List<String> texts =
        value(
            name,
            value ->
                value.isArray()
                    && value.size() <= max
                    && value.valueStream().allMatch(JsonNode::isTextual),
            value -> value.valueStream().map(JsonNode::textValue).toList(),
            "a list of at most " + max + " texts");
    return texts == null ? List.of() : texts;
  }

  /** The entries of an object with free names, at most {@code max}; empty when absent. */
  Set<Map.Entry<String, JsonNode>> entries(String name, int max) {
    Set<Map.Entry<String, JsonNode>> entries =
        value(
            name,
            value -> value.isObject() && value.size() <= max,
            JsonNode::properties,
            "an object of at most " + max + " fields");
    return entries == null ? Set.of() : entries;
  }

  /** A 400 problem that names a field and its valid values. */
  HttpProblemException invalid(String name, String mustBe) {
    return ApiProblemFactory.invalidField(path + name, mustBe);
  }

  private <T> T value(
      String name, Predicate<JsonNode> valid, Function<JsonNode, T> read, String mustBe) {
    if (!has(name)) {
      return null;
    }
    JsonNode value = object.get(name);
    if (!valid.test(value)) {
      throw invalid(name, mustBe);
    }
    return read.apply(value);
  }

  private static boolean isPlain(String text, int maxLength) {
    return !text.isBlank()
        && text.length() <= maxLength
        && text.codePoints().noneMatch(Character::isISOControl)
        && !MessageTextValidator.hasLoneSurrogate(text);
  }
}
