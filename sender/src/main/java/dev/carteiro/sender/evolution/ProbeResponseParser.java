// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.registry.WhatsAppIntegration;
import dev.carteiro.sender.evolution.EvolutionCallResult.EvolutionResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Interprets the answers to probes. */
public final class ProbeResponseParser {
  private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._+-]{0,31}");

  private ProbeResponseParser() {}

  /**
   * Whether the server itself answered. A proxy whose backend is gone answers 502, 503 or 504,
   * Cloudflare also 520 to 530; Evolution itself answers 503 when it has no licence.
   */
  static boolean isHeard(EvolutionCallResult answer) {
    return answer.fold(
        response -> !isOfAProxy(response.status()) || isLicenseRequired(response),
        failure -> false);
  }

  private static boolean isOfAProxy(int status) {
    return status >= 502 && status <= 504 || status >= 520 && status <= 530;
  }

  static ServerProbeFinding ofState(EvolutionResponse response) {
    return switch (response.status()) {
      case 200 ->
          json(response).path("instance").path("state").isTextual()
              ? ServerProbeFinding.OK
              : ServerProbeFinding.WRONG_ANSWER;
      case 401, 403 -> ServerProbeFinding.CREDENTIAL_REFUSED;
      case 404 -> ServerProbeFinding.INSTANCE_UNKNOWN;
      case 429 -> ServerProbeFinding.RATE_LIMITED;
      default ->
          isLicenseRequired(response)
              ? ServerProbeFinding.LICENSE_REQUIRED
              : ServerProbeFinding.WRONG_ANSWER;
    };
  }

  /** Interprets a response to {@code GET /}, which needs no key. */
  static ServerProbeFinding ofRoot(EvolutionResponse response) {
    if (response.status() == 429) {
      return ServerProbeFinding.RATE_LIMITED;
    }
    if (isLicenseRequired(response)) {
      return ServerProbeFinding.LICENSE_REQUIRED;
    }
    // Evolution Go has no such page; its error still shows that it answers.
    return response.status() < 500 ? ServerProbeFinding.OK : ServerProbeFinding.WRONG_ANSWER;
  }

  /** The version in a response to {@code GET /}; empty when it names none. */
  static Optional<String> version(EvolutionCallResult answer) {
    return answer instanceof EvolutionResponse response && response.status() == 200
        ? Optional.ofNullable(json(response).path("version").textValue())
            .filter(version -> VERSION.matcher(version).matches())
        : Optional.empty();
  }

  /** The integration that {@code fetchInstances} names for an instance; empty for none. */
  public static Optional<WhatsAppIntegration> integration(EvolutionCallResult answer, String name) {
    if (!(answer instanceof EvolutionResponse response) || response.status() != 200) {
      return Optional.empty();
    }
    for (JsonNode row : json(response)) {
      String integration = row.path("integration").textValue();
      if (name.equals(row.path("name").textValue()) && integration != null) {
        return Optional.of(
            WhatsAppIntegration.named(integration).orElse(WhatsAppIntegration.UNKNOWN));
      }
    }
    return Optional.empty();
  }

  /** Describes a result in words, without its content. */
  static String words(EvolutionCallResult answer) {
    return answer.fold(
        response -> "status " + response.status(),
        EvolutionCallResult.EvolutionCallFailure::reason);
  }

  private static boolean isLicenseRequired(EvolutionResponse response) {
    return response.status() >= 400 && EvolutionErrorText.isLicenseRequired(json(response));
  }

  private static JsonNode json(EvolutionResponse response) {
    try {
      return Json.mapper().readTree(response.body());
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }
}
