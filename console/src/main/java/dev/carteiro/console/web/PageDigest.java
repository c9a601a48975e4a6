// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.web;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 digest of one or several byte arrays. */
final class PageDigest {
  private final MessageDigest digest;

  PageDigest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static String of(byte[] bytes) {
    PageDigest whole = new PageDigest();
    whole.add(bytes);
    return whole.hex();
  }

  void add(byte[] bytes) {
    digest.update(bytes);
  }

  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
