// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.webhook;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Verifies the token that Evolution signs with its {@code jwt_key}: HS256 over {@code {iat, exp,
 * app: "evolution", action: "webhook"}}. It is sent with every retry, hence the long leeway.
 */
final class EvolutionTokenVerifier {
  enum TokenValidity {
    VALID,
    /** Correctly signed, but expired for longer than the leeway. */
    EXPIRED,
    INVALID
  }

  private final List<Algorithm> keys;
  private final Duration leeway;
  private final Clock clock;

  EvolutionTokenVerifier(List<String> keys, Duration leeway, Clock clock) {
    this.keys = keys.stream().map(Algorithm::HMAC256).toList();
    this.leeway = leeway;
    this.clock = clock;
  }

  boolean isConfigured() {
    return !keys.isEmpty();
  }

  TokenValidity verify(String token) {
    DecodedJWT decoded;
    try {
      decoded = JWT.decode(token);
    } catch (JWTVerificationException notAToken) {
      return TokenValidity.INVALID;
    }
    // The token must not choose the algorithm: others are refused before any key is tried.
    boolean ours =
        "HS256".equals(decoded.getAlgorithm())
            && decoded.getHeaderClaim("crit").isMissing()
            && "evolution".equals(decoded.getClaim("app").asString())
            && "webhook".equals(decoded.getClaim("action").asString())
            && decoded.getExpiresAtAsInstant() != null;
    if (!ours || !isSigned(decoded)) {
      return TokenValidity.INVALID;
    }
    Instant end = decoded.getExpiresAtAsInstant().plus(leeway);
    return clock.instant().isAfter(end) ? TokenValidity.EXPIRED : TokenValidity.VALID;
  }

  private boolean isSigned(DecodedJWT token) {
    for (Algorithm key : keys) {
      try {
        key.verify(token);
        return true;
      } catch (JWTVerificationException otherKey) {
        // During a rotation another key may match.
        continue;
      }
    }
    return false;
  }
}
