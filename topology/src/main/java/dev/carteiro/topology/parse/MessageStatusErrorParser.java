// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.topology.parse.content.ContentTextExtractor;
import dev.carteiro.topology.parse.json.TextTruncator;
import dev.carteiro.topology.parse.json.WebhookDocumentReader;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads why a message was refused, from Meta's {@code errors} (a list, one object, or texts), the
 * same as {@code error}, or Baileys' {@code messageStubParameters} (a number, then at times a
 * sentence). Of several errors the first that is not empty is taken.
 */
final class MessageStatusErrorParser {
  private static final int LONGEST_TITLE = 300;
  private static final int LONGEST_DETAIL = 1_000;

  /** Errors are lists of objects in objects at most so deep. */
  private static final int DEEPEST = 4;

  private static final Pattern GRAPH =
      Pattern.compile("\\(#([0-9]{1,9})\\)\\s*(.+)", Pattern.DOTALL);

  private MessageStatusErrorParser() {}

  /** The reason of a failure; null for another status, and when none is given. */
  static MessageStatusError read(MessageStatus status, JsonNode element) {
    if (status != MessageStatus.ERROR) {
      return null;
    }
    for (JsonNode place :
        new JsonNode[] {
          element.path("errors"),
          element.path("error"),
          element.path("statuses").path(0).path("errors")
        }) {
      MessageStatusError error = any(place, 0);
      if (error != null) {
        return error;
      }
    }
    MessageStatusError error = stub(element.path("messageStubParameters"));
    return error == null ? beside(element) : error;
  }

  private static MessageStatusError any(JsonNode node, int depth) {
    if (depth > DEEPEST) {
      return null;
    }
    if (!node.isContainerNode()) {
      JsonNode inside = inside(node);
      return inside == null ? words(node) : any(inside, depth + 1);
    }
    MessageStatusError error = node.isObject() ? object(node, depth) : null;
    // A list may be written as an object: {"0": …}.
    for (JsonNode one : node.isArray() || node.has("0") ? node : List.<JsonNode>of()) {
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
      JsonNode read = WebhookDocumentReader.TREES.readTree(text);
      return read.isContainerNode() ? read : null;
    } catch (JsonProcessingException | NumberFormatException notJson) {
      return null;
    }
  }

  private static MessageStatusError object(JsonNode node, int depth) {
    for (String inner : new String[] {"error", "output"}) {
      if (node.path(inner).isObject() && depth < DEEPEST) {
        MessageStatusError error = object(node.path(inner), depth + 1);
        if (error != null) {
          return error;
        }
      }
    }
    String code = ContentTextExtractor.firstOf(node, "code", "error_code", "statusCode");
    String title = ContentTextExtractor.firstOf(node, "title", "message", "error", "reason");
    title =
        title == null
            ? ContentTextExtractor.firstOf(node.path("payload"), "message", "error")
            : title;
    String detail = ContentTextExtractor.firstOf(node.path("error_data"), "details");
    detail =
        detail == null
            ? ContentTextExtractor.firstOf(node, "error_data", "details", "detail")
            : detail;
    String message = ContentTextExtractor.firstOf(node, "message");
    return error(code, title, detail == null ? message : detail);
  }

  private static MessageStatusError beside(JsonNode element) {
    String code = ContentTextExtractor.firstOf(element, "errorCode", "error_code");
    String title =
        ContentTextExtractor.firstOf(element, "errorTitle", "errorMessage", "error_message");
    if (code == null && title == null) {
      return words(element.path("reason"));
    }
    return error(
        code, title, ContentTextExtractor.firstOf(element, "errorDetails", "error_details"));
  }

  /** A code, a sentence, or both as Meta's Graph API writes them: {@code (#131047) Sentence}. */
  private static MessageStatusError words(JsonNode node) {
    String words = ContentTextExtractor.words(node);
    if (words == null || words.isBlank()) {
      return null;
    }
    Matcher graph = GRAPH.matcher(words);
    if (graph.matches()) {
      return error(graph.group(1), graph.group(2), null);
    }
    boolean code = words.strip().matches("-?[0-9]{1,9}");
    return code ? error(words, null, null) : error(null, words, null);
  }

  private static MessageStatusError stub(JsonNode parameters) {
    if (!parameters.isContainerNode()) {
      return words(parameters);
    }
    String code = null;
    String title = null;
    for (JsonNode parameter : parameters) {
      MessageStatusError said = parameter.isArray() ? stub(parameter) : words(parameter);
      if (said != null) {
        code = code == null ? said.code() : code;
        title = title == null ? said.title() : title;
      }
    }
    return error(code, title, null);
  }

  private static MessageStatusError error(String code, String title, String detail) {
    String shown = Objects.equals(detail, title) ? null : detail;
    return code == null && title == null && shown == null
        ? null
        : new MessageStatusError(
            code == null ? null : TextTruncator.atMost(code.strip()),
            TextTruncator.atMost(title, LONGEST_TITLE),
            TextTruncator.atMost(shown, LONGEST_DETAIL));
  }
}
