// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.store;

import dev.carteiro.contract.Sha256Fingerprint;
import java.nio.charset.StandardCharsets;

/**
 * Codec of store keys for identifiers that are unique within an instance: the instance's text, one
 * byte 0x00, the identifier. Identifiers come from outside and may have any length; one above 200
 * bytes is replaced by {@code #} and its SHA-256.
 */
public final class InstanceScopedKey {
  private static final int LONGEST_IDENTIFIER = 200;

  /**
   * @param identifier {@code #} and a hash when it was too long
   */
  public record ScopedKeyParts(String instance, String identifier) {}

  private InstanceScopedKey() {}

  /**
   * @throws IllegalArgumentException if it has no separator
   */
  public static ScopedKeyParts split(byte[] key) {
    for (int n = 0; n < key.length; n++) {
      if (key[n] == 0) {
        return new ScopedKeyParts(
            new String(key, 0, n, StandardCharsets.UTF_8),
            new String(key, n + 1, key.length - n - 1, StandardCharsets.UTF_8));
      }
    }
    throw new IllegalArgumentException("not a key within an instance");
  }

  public static byte[] of(String instance, String identifier) {
    byte[] scope = instance.getBytes(StandardCharsets.UTF_8);
    byte[] name = identifier.getBytes(StandardCharsets.UTF_8);
    if (name.length > LONGEST_IDENTIFIER) {
      name = ("#" + Sha256Fingerprint.of(name)).getBytes(StandardCharsets.UTF_8);
    }
    byte[] key = new byte[scope.length + 1 + name.length];
    System.arraycopy(scope, 0, key, 0, scope.length);
    System.arraycopy(name, 0, key, scope.length + 1, name.length);
    return key;
  }
}
