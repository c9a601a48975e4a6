// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.access;

import java.util.Optional;

/** Parses bearer tokens (RFC 6750). */
public final class BearerTokenParser {
  private static final String SCHEME = "Bearer ";

  private BearerTokenParser() {}

  /** The token of an {@code Authorization} header; empty when its scheme is another. */
  public static Optional<String> of(String authorization) {
    boolean bearer = authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    return bearer
        ? Optional.of(authorization.substring(SCHEME.length()).strip())
        : Optional.empty();
  }
}
