// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Computes SHA-256 fingerprints of secrets and contents. */
public final class Sha256Fingerprint {
  private Sha256Fingerprint() {}

  /** SHA-256 of the UTF-8 text, 64 hexadecimal digits; for tokens, not for passwords. */
  public static String of(String secret) {
    return of(secret.getBytes(StandardCharsets.UTF_8));
  }

  public static String of(byte[] content) {
    return HexFormat.of().formatHex(sha256().digest(content));
  }

  /** Whether two fingerprints are equal, in time that does not depend on where they differ. */
  public static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
