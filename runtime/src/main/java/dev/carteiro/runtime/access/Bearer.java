// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.runtime.access;

import java.util.Optional;

/** Bearer authorizations (RFC 6750). */
public final class Bearer {
  private static final String SCHEME = "Bearer ";

  private Bearer() {}

  /** The credential of a bearer authorization; the scheme's case does not matter. */
  public static Optional<String> of(String authorization) {
    boolean bearer = authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    return bearer
        ? Optional.of(authorization.substring(SCHEME.length()).strip())
        : Optional.empty();
  }
}
