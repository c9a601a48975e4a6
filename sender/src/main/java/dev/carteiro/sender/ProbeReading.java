// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.Integration;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/** What answers to probes mean. Pure. */
final class ProbeReading {
  private static final String LICENSE_REQUIRED = "LICENSE_REQUIRED";
  private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._+-]{0,31}");

  private ProbeReading() {}

  /**
   * Whether the server itself was heard. A proxy that finds nobody behind it says 502, 503 or 504;
   * Evolution itself says 503 when it has no licence.
   */
  static boolean isHeard(Answer answer) {
    return answer instanceof Answer.Response response
        && (response.status() != 502 && response.status() != 503 && response.status() != 504
            || isLicenseRequired(response));
  }

  /** How a server does that answered {@code connectionState} so. */
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

  /** How a server does that answered {@code GET /} so; a key is not asked for there. */
  static ProbeFinding ofRoot(Answer.Response response) {
    if (response.status() == 429) {
      return ProbeFinding.RATE_LIMITED;
    }
    if (isLicenseRequired(response)) {
      return ProbeFinding.LICENSE_REQUIRED;
    }
    // Evolution Go has no such page, and says so.
    return response.status() < 500 ? ProbeFinding.OK : ProbeFinding.WRONG_ANSWER;
  }

  /** The version that {@code GET /} names; empty when it names none. */
  static Optional<String> version(Answer answer) {
    return answer instanceof Answer.Response response && response.status() == 200
        ? Optional.ofNullable(json(response).path("version").textValue())
            .filter(version -> VERSION.matcher(version).matches())
        : Optional.empty();
  }

  /** The integration that {@code fetchInstances} names for an instance; empty for none. */
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

  /** An answer in words, without its content. */
  static String words(Answer answer) {
    return answer instanceof Answer.Response response
        ? "status " + response.status()
        : ((Answer.Failure) answer).reason();
  }

  private static boolean isLicenseRequired(Answer.Response response) {
    return response.status() == 503
        && LICENSE_REQUIRED.equals(json(response).path("code").textValue());
  }

  private static JsonNode json(Answer.Response response) {
    try {
      return Json.mapper().readTree(response.body());
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }
}
