// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.webhook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * Compares texts with the accepted values of a shared secret. There are several values during a
 * rotation.
 */
final class SharedSecretMatcher {
  private final List<byte[]> accepted;

  SharedSecretMatcher(List<String> accepted) {
    this.accepted = accepted.stream().map(SharedSecretMatcher::bytes).toList();
  }

  boolean isEmpty() {
    return accepted.isEmpty();
  }

  /**
   * Whether a text is an accepted value. The time needed does not depend on which value matches,
   * nor on where the text differs.
   */
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
