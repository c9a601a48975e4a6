// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The error text of a response body, and the place where it was found. Evolution passes its own
 * exceptions on as a list, and errors that Express caught as a text. That difference shows how far
 * the call came.
 *
 * @param text without a leading "Error: "; empty when there is no readable text
 */
record EvolutionErrorText(ErrorTextForm form, String text) {

  enum ErrorTextForm {
    /** {@code response.message} is a text, or an object with one. */
    TEXT("text"),
    /** {@code response.message} is a list that begins with a text. */
    LIST("list"),
    /** {@code response.message} is a list that begins with a list: errors of a schema. */
    SCHEMA("list of lists"),
    /** {@code response.message} is a list that begins with an address that is not on WhatsApp. */
    ABSENT("jid"),
    /** {@code code} is a text, which Evolution's own error handler does not write. */
    CODE("code"),
    /** None of these: a proxy's page, another version of the API, an empty body. */
    OTHER("other");

    private final String word;

    ErrorTextForm(String word) {
      this.word = word;
    }

    static ErrorTextForm of(String word) {
      for (ErrorTextForm form : values()) {
        if (form.word.equals(word)) {
          return form;
        }
      }
      throw new IllegalArgumentException("no form is called " + word);
    }
  }

  private static final String LICENSE_REQUIRED = "LICENSE_REQUIRED";

  /** What errors are called when they are written as texts, once for each that wraps another. */
  private static final Pattern PREFIX =
      Pattern.compile("^(?:(?:Error|Boom|[A-Z]\\w*Exception): )+");

  /** The maximum nesting of error objects: a Boom error in a payload in an output. */
  private static final int MAX_DEPTH = 5;

  private static final List<String> INNER =
      List.of("message", "error", "output", "payload", "response", "errors");

  /** Where the code of an error may stand, when it is not in the body itself. */
  private static final List<String> AROUND_CODE = List.of("error", "response", "message", "data");

  private static final Pattern RATE_LIMIT =
      Pattern.compile(
          "rate-?overlimit|too many requests|rate limit|(status|code|error)\\W{0,3}(code\\W{0,3})?429\\b");

  private static final Set<String> CODES = Set.of("code", "status", "statuscode", "data");
  private static final int TOO_MANY_REQUESTS = 429;

  /** Meta's codes start here; lower numbers are too common as other values. */
  private static final int FIRST_OWN_CODE = 1_000;

  static EvolutionErrorText of(JsonNode body) {
    if (isLicenseRequired(body)) {
      return new EvolutionErrorText(ErrorTextForm.CODE, LICENSE_REQUIRED);
    }
    if (body.path("code").isTextual()) {
      return new EvolutionErrorText(ErrorTextForm.CODE, body.path("code").textValue());
    }
    JsonNode message = body.path("response").path("message");
    if (!message.isArray()) {
      return message.isMissingNode()
          ? new EvolutionErrorText(ErrorTextForm.OTHER, inner(body, 0))
          : new EvolutionErrorText(ErrorTextForm.TEXT, inner(message, 0));
    }
    JsonNode first = message.path(0);
    if (first.isArray()) {
      return new EvolutionErrorText(ErrorTextForm.SCHEMA, inner(first.path(0), 0));
    }
    if (first.isObject() && first.has("exists")) {
      boolean absent = !first.path("exists").asBoolean(true);
      return new EvolutionErrorText(absent ? ErrorTextForm.ABSENT : ErrorTextForm.OTHER, "");
    }
    return new EvolutionErrorText(ErrorTextForm.LIST, inner(first, 0));
  }

  /** Whether an error body says that the server wants a licence, as code or text. */
  static boolean isLicenseRequired(JsonNode body) {
    return isLicenseRequired(body, 0);
  }

  private static boolean isLicenseRequired(JsonNode node, int depth) {
    if (node.isTextual()) {
      return depth > 0 && LICENSE_REQUIRED.equals(node.textValue());
    }
    if (depth > MAX_DEPTH) {
      return false;
    }
    return LICENSE_REQUIRED.equals(node.path("code").textValue())
        || AROUND_CODE.stream().anyMatch(name -> isLicenseRequired(node.path(name), depth + 1))
        || node.isArray() && isLicenseRequired(node.path(0), depth + 1);
  }

  private static String inner(JsonNode node, int depth) {
    if (node.isValueNode() && !node.isNull()) {
      return PREFIX.matcher(node.asText()).replaceFirst("");
    }
    if (node.isArray() && depth < MAX_DEPTH) {
      return inner(node.path(0), depth + 1);
    }
    if (node.isObject() && depth < MAX_DEPTH) {
      for (String name : INNER) {
        if (node.has(name)) {
          return inner(node.get(name), depth + 1);
        }
      }
    }
    return "";
  }

  /** Whether any part of an error body asks for fewer messages, sent or not. */
  static boolean asksForLess(JsonNode body) {
    return asksForLess(body, 0);
  }

  private static boolean isCodeOfLimit(int code) {
    return code == TOO_MANY_REQUESTS
        || code >= FIRST_OWN_CODE && SendErrorTable.cloudVerdict(code).rateLimited();
  }

  private static boolean asksForLess(JsonNode node, int depth) {
    if (node.isTextual()) {
      return RATE_LIMIT.matcher(node.textValue().toLowerCase(Locale.ROOT)).find();
    }
    if (depth > MAX_DEPTH) {
      return false;
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      boolean isCode =
          CODES.contains(field.getKey().toLowerCase(Locale.ROOT))
              && isCodeOfLimit(field.getValue().asInt());
      if (isCode || asksForLess(field.getValue(), depth + 1)) {
        return true;
      }
    }
    for (JsonNode element : node.isArray() ? node : List.<JsonNode>of()) {
      if (asksForLess(element, depth + 1)) {
        return true;
      }
    }
    return false;
  }
}
