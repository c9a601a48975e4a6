// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Json;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * What an answer of Evolution 2.3 to a message call means. Statuses alone do not say: a dead socket
 * is a 400, a refusal by Meta a 201, and a 400 may follow a message that was sent. Whatever is not
 * known to be harmless counts as perhaps sent.
 */
final class OutcomeClassifier {
  private static final int MAX_DETAIL = 200;

  /** What Evolution says before it has tried to send anything; recorded from 2.3.7. */
  private static final Set<String> REFUSALS =
      Set.of(
          "Text is required",
          "Owned media must be a url or base64",
          "For base64 the file name must be informed.",
          "Reaction must be a single emoji or empty string",
          "File or buffer is undefined.");

  private OutcomeClassifier() {}

  static Outcome of(Answer answer) {
    if (answer instanceof Answer.Failure failure) {
      return ofFailure(failure);
    }
    Answer.Response response = (Answer.Response) answer;
    int status = response.status();
    if (status >= 200 && status < 300) {
      return ofSuccess(response);
    }
    return switch (status) {
      case 301, 302, 307, 308 ->
          // A proxy's work: Evolution itself never redirects, and redirects are not followed.
          Outcome.passing("REDIRECTED", "the server redirects; the binding's URL is wrong", status);
      case 400 -> ofBadRequest(response);
      case 401, 403 -> Outcome.passing("CREDENTIAL_REFUSED", "Evolution refuses the key", status);
      case 404 -> ofNotFound(response);
      case 413 -> Outcome.permanent("PAYLOAD_TOO_LARGE", "the message is too large", status);
      case 429 ->
          Outcome.passing("RATE_LIMITED", "the server asks for fewer calls", status)
              .after(response.retryAfter());
      case 503 ->
          Outcome.passing("SERVER_UNAVAILABLE", "the server takes no calls now", status)
              .after(response.retryAfter())
              .orElsewhere();
      default -> ofOther(response);
    };
  }

  /**
   * Whether an answer says that the server itself is in trouble, as opposed to the message or the
   * instance.
   */
  static boolean isSick(Answer answer) {
    if (answer instanceof Answer.Response response) {
      return response.status() >= 500;
    }
    return ((Answer.Failure) answer).phase() != Answer.Phase.ANSWER_TOO_LARGE;
  }

  private static Outcome ofFailure(Answer.Failure failure) {
    return switch (failure.phase()) {
      case NOT_CONNECTED ->
          Outcome.notSent("UNREACHABLE", cut("no connection: " + failure.reason())).orElsewhere();
      case NOT_SENT ->
          Outcome.notSent("CONNECTION_LOST", cut("nothing was sent: " + failure.reason()))
              .orElsewhere();
      case NO_ANSWER -> Outcome.unknown("NO_ANSWER", "the server did not answer in time", null);
      case BROKEN ->
          Outcome.unknown(
              "CONNECTION_RESET",
              cut("the connection broke before the answer: " + failure.reason()),
              null);
      case ANSWER_TOO_LARGE ->
          Outcome.unknown("ANSWER_TOO_LARGE", "the answer is too large to be read", null);
    };
  }

  private static Outcome ofSuccess(Answer.Response response) {
    JsonNode body = json(response);
    JsonNode id = body.path("key").path("id");
    if (id.isTextual() && !id.textValue().isBlank()) {
      return Outcome.accepted(id.textValue(), response.status());
    }
    if (body.path("code").isInt() && body.has("message")) {
      return CloudApiErrors.outcome(body.path("code").intValue(), response.status());
    }
    return Outcome.unknown(
        "NO_MESSAGE_ID", "the server answered without a message id", response.status());
  }

  private static Outcome ofBadRequest(Answer.Response response) {
    JsonNode message = message(response);
    JsonNode first = message.isArray() ? message.path(0) : message;
    if (first.isObject() && first.has("exists") && !first.path("exists").asBoolean(true)) {
      return Outcome.permanent("NOT_ON_WHATSAPP", "the recipient is not on WhatsApp", 400);
    }
    if (first.isArray()) {
      // Only the schema's errors are a list in the list.
      return Outcome.permanent("INVALID_REQUEST", said(first.path(0)), 400);
    }
    String text = first.asText("");
    if (text.startsWith("Method not available on")) {
      return Outcome.permanent("METHOD_NOT_AVAILABLE", said(first), 400);
    }
    if (REFUSALS.contains(text) || isUnreadableJson(response, text)) {
      return Outcome.permanent("INVALID_REQUEST", said(first), 400);
    }
    return switch (text.startsWith("Error: ") ? text.substring("Error: ".length()) : text) {
      case "Connection Closed" ->
          Outcome.passing("CONNECTION_CLOSED", "the instance has no connection to WhatsApp", 400);
      case "Timed Out" ->
          Outcome.unknown("TIMED_OUT", "WhatsApp did not answer Evolution in time", 400);
      default -> Outcome.unknown("UNRECOGNISED_400", said(first), 400);
    };
  }

  /** Express's parser says 400 in the status and this in the error; no route was reached. */
  private static boolean isUnreadableJson(Answer.Response response, String text) {
    return json(response).path("error").asText().equals("Internal Server Error")
        && text.contains("JSON");
  }

  private static Outcome ofNotFound(Answer.Response response) {
    JsonNode message = message(response);
    String text = (message.isArray() ? message.path(0) : message).asText("");
    return text.endsWith("instance does not exist")
        ? Outcome.passing("INSTANCE_NOT_AT_SERVER", "Evolution does not know the instance", 404)
        : Outcome.passing("NOT_FOUND_AT_SERVER", "no Evolution API at the binding's URL", 404);
  }

  private static Outcome ofOther(Answer.Response response) {
    int status = response.status();
    JsonNode message = message(response);
    JsonNode first = message.isArray() ? message.path(0) : message;
    if (status == 500 && REFUSALS.contains(first.asText(""))) {
      return Outcome.permanent("INVALID_REQUEST", said(first), status);
    }
    return status >= 500
        ? Outcome.unknown("EVOLUTION_5XX", said(first), status)
        : Outcome.unknown("UNRECOGNISED_STATUS", "the server answered " + status, status);
  }

  private static JsonNode message(Answer.Response response) {
    return json(response).path("response").path("message");
  }

  private static JsonNode json(Answer.Response response) {
    try {
      JsonNode body = Json.mapper().readTree(response.body());
      return body == null ? Json.mapper().missingNode() : body;
    } catch (IOException notJson) {
      // A proxy's page, or nothing: it has none of the fields that anyone looks for.
      return Json.mapper().missingNode();
    }
  }

  private static String said(JsonNode text) {
    return text.isTextual() ? cut("Evolution says: " + text.textValue()) : null;
  }

  private static String cut(String text) {
    String line = String.join(" ", List.of(text.split("\\s+")));
    return line.length() <= MAX_DETAIL ? line : line.substring(0, MAX_DETAIL) + "…";
  }
}
