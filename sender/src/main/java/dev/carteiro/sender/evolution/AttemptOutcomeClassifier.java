// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.secret.SecretMasker;
import dev.carteiro.sender.evolution.EvolutionCallResult.EvolutionResponse;
import dev.carteiro.sender.evolution.SendErrorTable.SendErrorVerdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Derives the outcome of a call from Evolution's answer, by the tables of {@link SendErrorTable}.
 * The status alone is not enough: a dead socket is a 400 or a 500, a refusal by Meta a 201, and a
 * 400 may follow a message that was sent. Any answer that is not known to be harmless counts as
 * possibly sent.
 */
public final class AttemptOutcomeClassifier {
  private static final int MAX_DETAIL = 200;
  private static final int UNAVAILABLE = 503;

  /** Sentences for codes that explain more than Evolution's own text. */
  private static final Map<String, String> SENTENCES =
      Map.ofEntries(
          Map.entry("LICENSE_REQUIRED", "the server takes no messages before it has a licence"),
          Map.entry("NOT_ON_WHATSAPP", "the recipient is not on WhatsApp"),
          Map.entry("CONNECTION_CLOSED", "the instance has no connection to WhatsApp"),
          Map.entry("TIMED_OUT", "WhatsApp did not answer Evolution in time"),
          Map.entry("GROUP_NOT_FOUND", "Evolution cannot find the group"),
          Map.entry("INSTANCE_NOT_LOADED", "Evolution has not loaded the instance"),
          Map.entry("NUMBER_CHECK_FAILED", "WhatsApp did not say whether the recipient exists"),
          Map.entry("RATE_OVERLIMIT", "WhatsApp asks for fewer messages"),
          Map.entry("RATE_LIMITED", "the server asks for fewer calls"),
          Map.entry("CREDENTIAL_REFUSED", "Evolution refuses the key"),
          Map.entry("INSTANCE_NOT_AT_SERVER", "Evolution does not know the instance"),
          Map.entry("NOT_FOUND_AT_SERVER", "no Evolution API at the binding's URL"),
          Map.entry("PAYLOAD_TOO_LARGE", "the message is too large"),
          Map.entry("SERVER_UNAVAILABLE", "the server takes no calls now"),
          Map.entry("DATABASE_UNAVAILABLE", "Evolution cannot reach its database"),
          Map.entry(
              "ORIGIN_REFUSED", "Evolution's CORS_ORIGIN shuts out callers without an origin"),
          Map.entry("REDIRECTED", "the server redirects; the binding's URL is wrong"));

  private AttemptOutcomeClassifier() {}

  public static AttemptOutcome of(EvolutionCallResult answer) {
    return answer.fold(AttemptOutcomeClassifier::ofResponse, AttemptOutcomeClassifier::ofFailure);
  }

  private static AttemptOutcome ofResponse(EvolutionResponse response) {
    int status = response.status();
    JsonNode body = json(response);
    return status >= 200 && status < 300 ? ofSuccess(body, status) : ofError(response, body);
  }

  private static AttemptOutcome ofFailure(EvolutionCallResult.EvolutionCallFailure failure) {
    return switch (failure.phase()) {
      case NOT_CONNECTED ->
          AttemptOutcome.notSent("UNREACHABLE", truncated("no connection: " + failure.reason()))
              .orElsewhere()
              .of(FailureScope.SERVER);
      case NOT_SENT ->
          AttemptOutcome.notSent(
                  "CONNECTION_LOST", truncated("nothing was sent: " + failure.reason()))
              .orElsewhere()
              .of(FailureScope.SERVER);
      case NO_ANSWER ->
          AttemptOutcome.unknown("NO_ANSWER", "the server did not answer in time")
              .of(FailureScope.NUMBERS);
      case BROKEN ->
          AttemptOutcome.unknown(
                  "CONNECTION_RESET",
                  truncated("the connection broke before the answer: " + failure.reason()))
              .of(FailureScope.SERVER);
      case ANSWER_TOO_LARGE ->
          AttemptOutcome.unknown("ANSWER_TOO_LARGE", "the answer is too large to be read")
              .of(FailureScope.NUMBER);
    };
  }

  private static AttemptOutcome ofSuccess(JsonNode body, int status) {
    JsonNode id = body.path("key").path("id");
    if (id.isTextual() && !id.textValue().isBlank()) {
      return AttemptOutcome.accepted(id.textValue(), status);
    }
    // Evolution's Cloud channel passes Meta's error on as a success.
    JsonNode error = body.path("error").has("fbtrace_id") ? body.path("error") : body;
    if (error.path("code").isInt() && error.has("message")) {
      return cloud(error.path("code").intValue(), status);
    }
    return AttemptOutcome.unknown("NO_MESSAGE_ID", "the server answered without a message id")
        .withStatus(status)
        .of(FailureScope.NUMBER);
  }

  private static AttemptOutcome cloud(int code, int status) {
    SendErrorVerdict verdict = SendErrorTable.cloudVerdict(code);
    String detail =
        switch (verdict.kind()) {
          case UNKNOWN ->
              "Meta answered error %d, which does not say what happened".formatted(code);
          case ACCEPTED, PERMANENT, TRANSIENT, NOT_SENT, EXPIRED, STARTED, PROBED, TAKEN_OVER ->
              "Meta refused the message with error %d%s"
                  .formatted(code, verdict.rateLimited() ? ": too many messages" : "");
        };
    return AttemptOutcome.of(verdict, detail, status);
  }

  private static AttemptOutcome ofError(EvolutionResponse response, JsonNode body) {
    EvolutionErrorText text = EvolutionErrorText.of(body);
    SendErrorVerdict verdict = SendErrorTable.verdict(response.status(), text);
    AttemptOutcome outcome =
        AttemptOutcome.of(verdict, detail(verdict, text, response.status()), response.status());
    if (EvolutionErrorText.asksForLess(body)) {
      outcome = outcome.rateLimit();
    }
    return switch (outcome.kind()) {
      case TRANSIENT, NOT_SENT -> {
        AttemptOutcome later = outcome.after(response.retryAfter());
        yield response.status() == UNAVAILABLE && outcome.trouble() != FailureScope.MESSAGE
            ? later.orElsewhere()
            : later;
      }
      case ACCEPTED, PERMANENT, UNKNOWN, EXPIRED, STARTED, PROBED, TAKEN_OVER -> outcome;
    };
  }

  private static String detail(SendErrorVerdict verdict, EvolutionErrorText text, int status) {
    String sentence = SENTENCES.get(verdict.code());
    if (sentence != null) {
      return sentence;
    }
    return text.text().isBlank()
        ? "the server answered " + status
        : truncated("Evolution says: " + SecretMasker.inText(text.text()));
  }

  private static JsonNode json(EvolutionResponse response) {
    try {
      JsonNode body = Json.mapper().readTree(response.body());
      return body == null ? Json.mapper().missingNode() : body;
    } catch (IOException notJson) {
      // A proxy's page, an empty body, or an error as plain text.
      String text = new String(response.body(), StandardCharsets.UTF_8).strip();
      return text.isEmpty() || text.startsWith("<") || text.length() > MAX_DETAIL
          ? Json.mapper().missingNode()
          : TextNode.valueOf(text);
    }
  }

  private static String truncated(String text) {
    String line = String.join(" ", List.of(text.split("\\s+")));
    return line.length() <= MAX_DETAIL ? line : line.substring(0, MAX_DETAIL) + "…";
  }
}
