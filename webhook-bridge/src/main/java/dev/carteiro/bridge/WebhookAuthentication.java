// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import dev.carteiro.config.BridgeSettings;
import dev.carteiro.runtime.access.Bearer;
import java.time.Clock;
import java.util.Optional;

/**
 * Decides who may post webhooks. Each kind of proof (secret path segment, secret header,
 * Evolution's signed token) is in force when it is configured; a webhook passes when <em>one</em>
 * of those in force accepts it, because Evolution's global webhook can carry its secret in the URL
 * only, and its instance webhooks in headers. With none configured everything passes, which the
 * settings allow on a loopback address only.
 */
final class WebhookAuthentication {
  /** The answer to one request. */
  enum Verdict {
    ACCEPTED,
    /** Right but too old a token: it is answered so that Evolution comes again. */
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
   * Judges a request by what it carries outside its body.
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
