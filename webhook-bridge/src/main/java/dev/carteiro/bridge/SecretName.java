// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

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

  private static final Map<String, SecretName> KNOWN =
      Map.ofEntries(
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
    StringBuilder normal = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c != '_' && c != '-') {
        normal.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
      }
    }
    return KNOWN.getOrDefault(normal.toString(), NONE);
  }

  /** The normal forms of all names, for a search in bytes. */
  static Iterable<String> normalForms() {
    return KNOWN.keySet();
  }
}
