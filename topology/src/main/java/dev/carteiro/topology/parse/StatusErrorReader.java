// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.event.MessageStatus;
import dev.carteiro.contract.event.StatusError;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads why a message was refused, from Meta's {@code errors} (a list, one object, or texts), the
 * same as {@code error}, or Baileys' {@code messageStubParameters} (a number, then at times a
 * sentence). Of several errors the first that is not empty is taken.
 */
final class StatusErrorReader {
  private static final int LONGEST_TITLE = 300;
  private static final int LONGEST_DETAIL = 1_000;

  /** Errors are lists of objects in objects at most so deep. */
  private static final int DEEPEST = 4;

  private static final Pattern GRAPH =
      Pattern.compile("\\(#([0-9]{1,9})\\)\\s*(.+)", Pattern.DOTALL);

  private StatusErrorReader() {}

  /** The reason of a failure; null for another status, and when none is given. */
  static StatusError read(MessageStatus status, JsonNode element) {
    if (status != MessageStatus.ERROR) {
      return null;
    }
    for (JsonNode place :
        new JsonNode[] {
          element.path("errors"),
          element.path("error"),
          element.path("statuses").path(0).path("errors")
        }) {
      StatusError error = any(place, 0);
      if (error != null) {
        return error;
      }
    }
    StatusError error = stub(element.path("messageStubParameters"));
    return error == null ? beside(element) : error;
  }

  private static StatusError any(JsonNode node, int depth) {
    if (depth > DEEPEST) {
      return null;
    }
    if (!node.isContainerNode()) {
      JsonNode inside = inside(node);
      return inside == null ? words(node) : any(inside, depth + 1);
    }
    StatusError error = node.isObject() ? object(node, depth) : null;
    for (JsonNode one : node.isArray() || isNumbered(node) ? node : List.<JsonNode>of()) {
      error = error == null ? any(one, depth + 1) : error;
    }
    return error;
  }

  /** The JSON that a text holds; null when it holds none. */
  private static JsonNode inside(JsonNode node) {
    String text = node.isTextual() ? node.textValue().strip() : "";
    if (text.length() > LONGEST_DETAIL || !text.startsWith("{") && !text.startsWith("[")) {
      return null;
    }
    try {
      JsonNode read = Outline.TREES.readTree(text);
      return read.isContainerNode() ? read : null;
    } catch (JsonProcessingException | NumberFormatException notJson) {
      return null;
    }
  }

  /** Whether it is a list that was written as an object: {@code {"0": …}}. */
  private static boolean isNumbered(JsonNode node) {
    return node.has("0");
  }

  private static StatusError object(JsonNode node, int depth) {
    for (String inner : new String[] {"error", "output"}) {
      if (node.path(inner).isObject() && depth < DEEPEST) {
        StatusError error = object(node.path(inner), depth + 1);
        if (error != null) {
          return error;
        }
      }
    }
    String code = ContentText.firstOf(node, "code", "error_code", "statusCode");
    String title = ContentText.firstOf(node, "title", "message", "error", "reason");
    title = title == null ? ContentText.firstOf(node.path("payload"), "message", "error") : title;
    String detail = ContentText.firstOf(node.path("error_data"), "details");
    detail = detail == null ? ContentText.firstOf(node, "error_data", "details", "detail") : detail;
    String message = ContentText.firstOf(node, "message");
    return error(code, title, detail == null ? message : detail);
  }

  /** Fields beside the status. */
  private static StatusError beside(JsonNode element) {
    String code = ContentText.firstOf(element, "errorCode", "error_code");
    String title = ContentText.firstOf(element, "errorTitle", "errorMessage", "error_message");
    if (code == null && title == null) {
      return words(element.path("reason"));
    }
    return error(code, title, ContentText.firstOf(element, "errorDetails", "error_details"));
  }

  /** A code, a sentence, or both as Meta's Graph API writes them: {@code (#131047) Sentence}. */
  private static StatusError words(JsonNode node) {
    String words = ContentText.words(node);
    if (words == null || words.isBlank()) {
      return null;
    }
    Matcher graph = GRAPH.matcher(words);
    if (graph.matches()) {
      return error(graph.group(1), graph.group(2), null);
    }
    return isCode(words) ? error(words, null, null) : error(null, words, null);
  }

  private static StatusError stub(JsonNode parameters) {
    if (!parameters.isContainerNode()) {
      return words(parameters);
    }
    String code = null;
    String title = null;
    for (JsonNode parameter : parameters) {
      StatusError said = parameter.isArray() ? stub(parameter) : words(parameter);
      if (said != null) {
        code = code == null ? said.code() : code;
        title = title == null ? said.title() : title;
      }
    }
    return error(code, title, null);
  }

  private static boolean isCode(String words) {
    return words.strip().matches("-?[0-9]{1,9}");
  }

  private static StatusError error(String code, String title, String detail) {
    String shown = Objects.equals(detail, title) ? null : detail;
    return code == null && title == null && shown == null
        ? null
        : new StatusError(
            code == null ? null : Texts.atMost(code.strip()),
            Texts.atMost(title, LONGEST_TITLE),
            Texts.atMost(shown, LONGEST_DETAIL));
  }
}
