// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.config.BridgeSettings;
import dev.carteiro.runtime.access.Bearer;
import java.time.Clock;
import java.util.Optional;

/**
 * Authenticates webhooks. Each kind of proof (secret path segment, secret header, Evolution's
 * signed token) is checked if it is configured. A webhook is accepted when <em>any</em> configured
 * proof is valid, because Evolution's global webhook can carry a secret only in the URL, and its
 * instance webhooks in headers. Without a configured proof every webhook is accepted; the settings
 * allow that only on a loopback address.
 */
final class WebhookAuthentication {
  /** Result of authenticating one request. */
  enum Verdict {
    ACCEPTED,
    /** A correct but expired token: answered with a status that Evolution retries. */
    EXPIRED,
    REFUSED
  }

  private final Secrets paths;
  private final Secrets headers;
  private final EvolutionToken tokens;

  WebhookAuthentication(BridgeSettings settings, Clock clock) {
    this.paths = new Secrets(settings.secretPaths());
    this.headers = new Secrets(settings.secretHeaderValues());
    this.tokens = new EvolutionToken(settings.jwtKeys(), settings.jwtLeeway(), clock);
  }

  /**
   * Authenticates a request by its path and headers.
   *
   * @param secretHeader value of the configured header
   * @param authorization value of {@code Authorization}
   */
  Verdict judge(WebhookPath path, Optional<String> secretHeader, Optional<String> authorization) {
    if (paths.isEmpty() && headers.isEmpty() && !tokens.isConfigured()) {
      return Verdict.ACCEPTED;
    }
    if (path.secret().filter(paths::contain).isPresent()
        || secretHeader.filter(headers::contain).isPresent()) {
      return Verdict.ACCEPTED;
    }
    if (!tokens.isConfigured()) {
      return Verdict.REFUSED;
    }
    return switch (authorization
        .flatMap(Bearer::of)
        .map(tokens::verify)
        .orElse(EvolutionToken.Verdict.INVALID)) {
      case VALID -> Verdict.ACCEPTED;
      case EXPIRED -> Verdict.EXPIRED;
      case INVALID -> Verdict.REFUSED;
    };
  }
}
