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

  private ScopedKey() {}

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
