// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.event.MessageStatus;
import dev.carteiro.contract.event.StatusError;
import java.util.Objects;

/**
 * Reads why a message was refused, from Meta's {@code errors} (a list, one object, or texts), the
 * same as {@code error}, or Baileys' {@code messageStubParameters} (a number, then at times a
 * sentence). Of several errors the first that is not empty is taken.
 */
final class StatusErrorReader {
  private static final int LONGEST_TITLE = 300;
  private static final int LONGEST_DETAIL = 1_000;

  private StatusErrorReader() {}

  /** The reason of a failure; null for another status, and when none is given. */
  static StatusError read(MessageStatus status, JsonNode element) {
    if (status != MessageStatus.ERROR) {
      return null;
    }
    StatusError error = any(element.path("errors"));
    error = error == null ? any(element.path("error")) : error;
    return error == null ? stub(element.path("messageStubParameters")) : error;
  }

  private static StatusError any(JsonNode node) {
    if (node.isObject()) {
      return object(node);
    }
    if (!node.isArray()) {
      return words(node);
    }
    for (JsonNode one : node) {
      StatusError error = one.isObject() ? object(one) : words(one);
      if (error != null) {
        return error;
      }
    }
    return null;
  }

  private static StatusError object(JsonNode node) {
    if (node.path("error").isObject()) {
      return object(node.path("error"));
    }
    String code = ContentText.firstOf(node, "code", "error_code", "statusCode");
    String title = ContentText.firstOf(node, "title", "message", "error", "reason");
    String detail = ContentText.firstOf(node.path("error_data"), "details");
    detail = detail == null ? ContentText.firstOf(node, "details", "detail") : detail;
    String message = ContentText.firstOf(node, "message");
    return error(code, title, detail == null ? message : detail);
  }

  private static StatusError words(JsonNode node) {
    String words = ContentText.words(node);
    return words == null || words.isBlank()
        ? null
        : isCode(words) ? error(words, null, null) : error(null, words, null);
  }

  private static StatusError stub(JsonNode parameters) {
    if (!parameters.isArray()) {
      return words(parameters);
    }
    String code = null;
    String title = null;
    for (JsonNode parameter : parameters) {
      String words = ContentText.words(parameter);
      if (words != null && code == null && isCode(words)) {
        code = words;
      } else if (words != null && title == null && !words.isBlank()) {
        title = words;
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
