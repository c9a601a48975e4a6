// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.Integration;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Interprets the answers to probes. */
final class ProbeReading {
  private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._+-]{0,31}");

  private ProbeReading() {}

  /**
   * Whether the server itself answered. A proxy whose backend is gone answers 502, 503 or 504,
   * Cloudflare also 520 to 530; Evolution itself answers 503 when it has no licence.
   */
  static boolean isHeard(Answer answer) {
    return answer instanceof Answer.Response response
        && (!isOfAProxy(response.status()) || isLicenseRequired(response));
  }

  private static boolean isOfAProxy(int status) {
    return status >= 502 && status <= 504 || status >= 520 && status <= 530;
  }

  /** Interprets a response to {@code connectionState}. */
  static ProbeFinding ofState(Answer.Response response) {
    return switch (response.status()) {
      case 200 ->
          json(response).path("instance").path("state").isTextual()
              ? ProbeFinding.OK
              : ProbeFinding.WRONG_ANSWER;
      case 401, 403 -> ProbeFinding.CREDENTIAL_REFUSED;
      case 404 -> ProbeFinding.INSTANCE_UNKNOWN;
      case 429 -> ProbeFinding.RATE_LIMITED;
      default ->
          isLicenseRequired(response) ? ProbeFinding.LICENSE_REQUIRED : ProbeFinding.WRONG_ANSWER;
    };
  }

  /** Interprets a response to {@code GET /}, which needs no key. */
  static ProbeFinding ofRoot(Answer.Response response) {
    if (response.status() == 429) {
      return ProbeFinding.RATE_LIMITED;
    }
    if (isLicenseRequired(response)) {
      return ProbeFinding.LICENSE_REQUIRED;
    }
    // Evolution Go has no such page; its error still shows that it answers.
    return response.status() < 500 ? ProbeFinding.OK : ProbeFinding.WRONG_ANSWER;
  }

  /** The version in a response to {@code GET /}; empty when it names none. */
  static Optional<String> version(Answer answer) {
    return answer instanceof Answer.Response response && response.status() == 200
        ? Optional.ofNullable(json(response).path("version").textValue())
            .filter(version -> VERSION.matcher(version).matches())
        : Optional.empty();
  }

  /**
   * The integration of an instance in a response to {@code fetchInstances}; empty when it names
   * none.
   */
  static Optional<Integration> integration(Answer answer, String name) {
    if (!(answer instanceof Answer.Response response) || response.status() != 200) {
      return Optional.empty();
    }
    for (JsonNode row : json(response)) {
      String integration = row.path("integration").textValue();
      if (name.equals(row.path("name").textValue()) && integration != null) {
        return Optional.of(Integration.named(integration).orElse(Integration.UNKNOWN));
      }
    }
    return Optional.empty();
  }

  /** Describes a result in words, without its content. */
  static String words(Answer answer) {
    return answer instanceof Answer.Response response
        ? "status " + response.status()
        : ((Answer.Failure) answer).reason();
  }

  private static boolean isLicenseRequired(Answer.Response response) {
    return response.status() >= 400 && ErrorText.isLicenseRequired(json(response));
  }

  private static JsonNode json(Answer.Response response) {
    try {
      return Json.mapper().readTree(response.body());
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }
}
