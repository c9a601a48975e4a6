// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.flow;

import dev.carteiro.contract.Fingerprint;
import java.nio.charset.StandardCharsets;

/**
 * Store keys of things that are unique within an instance: the instance's text, one byte 0x00, the
 * identifier. Identifiers come from outside and may be of any length; above 200 bytes the SHA-256
 * of the identifier stands for it.
 */
public final class ScopedKey {
  private static final int LONGEST_IDENTIFIER = 200;

  /**
   * A key taken apart.
   *
   * @param identifier {@code #} and a hash when it was too long
   */
  public record Parts(String instance, String identifier) {}

  private ScopedKey() {}

  /**
   * Takes a key apart.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Parts split(byte[] key) {
    for (int n = 0; n < key.length; n++) {
      if (key[n] == 0) {
        return new Parts(
            new String(key, 0, n, StandardCharsets.UTF_8),
            new String(key, n + 1, key.length - n - 1, StandardCharsets.UTF_8));
      }
    }
    throw new IllegalArgumentException("not a key within an instance");
  }

  /** The key of an identifier within an instance. */
  public static byte[] of(String instance, String identifier) {
    byte[] scope = instance.getBytes(StandardCharsets.UTF_8);
    byte[] name = identifier.getBytes(StandardCharsets.UTF_8);
    if (name.length > LONGEST_IDENTIFIER) {
      name = ("#" + Fingerprint.of(name)).getBytes(StandardCharsets.UTF_8);
    }
    byte[] key = new byte[scope.length + 1 + name.length];
    System.arraycopy(scope, 0, key, 0, scope.length);
    System.arraycopy(name, 0, key, scope.length + 1, name.length);
    return key;
  }
}
