// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.webhook;

import dev.carteiro.bridge.BridgeSettings;
import dev.carteiro.bridge.webhook.EvolutionTokenVerifier.TokenValidity;
import dev.carteiro.runtime.access.BearerTokenParser;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Authenticates webhooks by any configured proof: secret path segment, secret header, or
 * Evolution's signed token. Any is enough, because Evolution's global webhook can carry a secret
 * only in the URL, and its instance webhooks in headers. Without a configured proof every webhook
 * is accepted; the settings allow that only on a loopback address.
 */
final class WebhookAuthenticator {
  enum AuthenticationResult {
    ACCEPTED,
    /** A correct but expired token: answered with a status that Evolution retries. */
    EXPIRED,
    REFUSED
  }

  private final SharedSecretMatcher paths;
  private final SharedSecretMatcher headers;
  private final EvolutionTokenVerifier tokens;

  WebhookAuthenticator(BridgeSettings settings, Clock clock) {
    this.paths = new SharedSecretMatcher(settings.secretPaths());
    this.headers = new SharedSecretMatcher(settings.secretHeaderValues());
    this.tokens = new EvolutionTokenVerifier(settings.jwtKeys(), settings.jwtLeeway(), clock);
  }

  /** Authenticates a request by its path, the secret header and {@code Authorization}. */
  AuthenticationResult judge(
      WebhookPath path, Optional<String> secretHeader, Optional<String> authorization) {
    if (paths.isEmpty() && headers.isEmpty() && !tokens.isConfigured()) {
      return AuthenticationResult.ACCEPTED;
    }
    if (path.secret().filter(paths::contain).isPresent()
        || secretHeader.filter(headers::contain).isPresent()) {
      return AuthenticationResult.ACCEPTED;
    }
    if (!tokens.isConfigured()) {
      return AuthenticationResult.REFUSED;
    }
    return switch (authorization
        .flatMap(BearerTokenParser::of)
        .map(tokens::verify)
        .orElse(TokenValidity.INVALID)) {
      case VALID -> AuthenticationResult.ACCEPTED;
      case EXPIRED -> AuthenticationResult.EXPIRED;
      case INVALID -> AuthenticationResult.REFUSED;
    };
  }

  /** The accepted values of a shared secret, several during a rotation. */
  private static final class SharedSecretMatcher {
    private final List<byte[]> accepted;

    SharedSecretMatcher(List<String> accepted) {
      this.accepted = accepted.stream().map(SharedSecretMatcher::bytes).toList();
    }

    boolean isEmpty() {
      return accepted.isEmpty();
    }

    /** Whether a text is accepted, in time that does not depend on which or where. */
    boolean contain(String given) {
      byte[] candidate = bytes(given);
      boolean found = false;
      for (byte[] secret : accepted) {
        found |= MessageDigest.isEqual(secret, candidate);
      }
      return found;
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}
