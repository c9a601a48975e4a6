// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import java.util.List;
import java.util.Map;

/**
 * Which field names hold secrets, whatever their case and separators: {@code apiKey}, {@code
 * api_key}, {@code APIKEY}.
 */
enum SecretName {
  /** Not one of them. */
  NONE,
  /**
   * The instance's token, Meta's access token, or the server's global key; masked wherever it
   * stands.
   */
  APIKEY,
  /** A secret where an event is about an instance; an ordinary word elsewhere. */
  CREDENTIAL,
  /** Opens the part that holds WhatsApp's app-state keys, in any event. */
  KEY_SHARE,
  /** Key bytes, below a {@link #KEY_SHARE}. */
  KEY_DATA,
  /** A URL that may carry a secret in its path, its query or before its host. */
  URL;

  private static final int SHORTEST = 4;

  /** {@code appStateSyncKeyShare}, with room for separators. */
  private static final int LONGEST = 28;

  /** By normal form; a list, because it is searched, and in an order that is always the same. */
  private static final List<Map.Entry<String, SecretName>> KNOWN =
      List.of(
          Map.entry("apikey", APIKEY),
          Map.entry("token", CREDENTIAL),
          Map.entry("hash", CREDENTIAL),
          Map.entry("accesstoken", CREDENTIAL),
          Map.entry("authorization", CREDENTIAL),
          Map.entry("password", CREDENTIAL),
          Map.entry("appstatesynckeyshare", KEY_SHARE),
          Map.entry("keydata", KEY_DATA),
          Map.entry("destination", URL),
          Map.entry("serverurl", URL),
          Map.entry("webhookurl", URL));

  static SecretName of(String name) {
    if (name.length() < SHORTEST || name.length() > LONGEST) {
      return NONE;
    }
    for (Map.Entry<String, SecretName> known : KNOWN) {
      if (isWrittenAs(name, known.getKey())) {
        return known.getValue();
      }
    }
    return NONE;
  }

  /** Compares without building the name's normal form: this runs for every field of every body. */
  private static boolean isWrittenAs(String name, String normal) {
    int matched = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_' || c == '-') {
        continue;
      }
      char lower = c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
      if (matched == normal.length() || normal.charAt(matched) != lower) {
        return false;
      }
      matched++;
    }
    return matched == normal.length();
  }

  /** The normal forms of all names, for a search in bytes. */
  static Iterable<String> normalForms() {
    return KNOWN.stream().map(Map.Entry::getKey).toList();
  }
}
