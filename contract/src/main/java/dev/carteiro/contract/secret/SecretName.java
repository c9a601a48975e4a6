// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.secret;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a field's name says about its value. A name is a secret's when it contains a word that
 * speaks of one ({@link SecretWords}), whatever its case, its separators, and what stands before or
 * behind: {@code instanceToken}, {@code api_key_global}, {@code X-API-KEY}. What only looks like
 * one is listed here.
 */
enum SecretName {
  /** Nothing. */
  NONE,
  /** The value is a secret, whatever it is. */
  SECRET,
  /** Exactly {@code token}: a secret, except an order's, which the customer's phone made. */
  TOKEN,
  /** Exactly {@code hash}: the instance's token where an event is about an instance. */
  HASH,
  /** Opens one media file, and is needed for it; a secret only where it opens a whole history. */
  MEDIA_KEY,
  /** An address of this system, every part of which may be secret. */
  ADDRESS,
  /** A signed address that is useless without its signature, which expires: kept. */
  MEDIA_ADDRESS,
  /** What a person wrote: never looked into. */
  WORDS,
  /** Holds an order. */
  ORDER,
  /** Holds the pointer to a whole history. */
  HISTORY,
  /** Holds headers, perhaps as a list in which names and values alternate. */
  HEADERS,
  /** May itself hold the name of the value beside it. */
  NAME_OF_VALUE,
  /** May hold the value that another field names. */
  VALUE;

  private static final Map<String, SecretName> EXACT =
      Map.ofEntries(
          Map.entry("token", TOKEN),
          Map.entry("hash", HASH),
          Map.entry("auth", SECRET),
          Map.entry("pass", SECRET),
          Map.entry("creds", SECRET),
          Map.entry("basicauth", SECRET),
          Map.entry("proxyauth", SECRET),
          Map.entry("mediakey", MEDIA_KEY),
          Map.entry("destination", ADDRESS),
          Map.entry("serverurl", ADDRESS),
          Map.entry("webhookurl", ADDRESS),
          Map.entry("mediaurl", MEDIA_ADDRESS),
          Map.entry("conversation", WORDS),
          Map.entry("text", WORDS),
          Map.entry("caption", WORDS),
          Map.entry("matchedtext", WORDS),
          Map.entry("canonicalurl", WORDS),
          Map.entry("ordermessage", ORDER),
          Map.entry("historysyncnotification", HISTORY),
          Map.entry("headers", HEADERS),
          Map.entry("rawheaders", HEADERS),
          Map.entry("name", NAME_OF_VALUE),
          Map.entry("key", NAME_OF_VALUE),
          Map.entry("header", NAME_OF_VALUE),
          Map.entry("field", NAME_OF_VALUE),
          Map.entry("parameter", NAME_OF_VALUE),
          Map.entry("value", VALUE));

  /** Words that contain one of a secret without speaking of it. */
  private static final List<String> LOOK_ALIKES =
      List.of(
          "secretary",
          "secretari",
          "tokeniz",
          "tokenise",
          "tokenising",
          "tokenisa",
          "passwordless",
          "resenha",
          "desenha",
          "secretencryptedmessage",
          "secretenctype",
          "senderkeydistributionmessage");

  /** What says something about a secret that is no secret itself, when it ends the name. */
  private static final Set<String> ABOUT =
      Set.of(
          "count",
          "counts",
          "counter",
          "length",
          "size",
          "limit",
          "limits",
          "type",
          "timestamp",
          "timestampms",
          "sendertimestamp",
          "ttl",
          "expiry",
          "expires",
          "expired",
          "expiresin",
          "expiresat",
          "expiration",
          "index",
          "indexes");

  /** The same, of keys: they have public names. */
  private static final Set<String> ABOUT_KEYS =
      Set.of("id", "ids", "hash", "name", "prefix", "fingerprint");

  /** What counts the words of a language model. */
  private static final Set<String> COUNTS =
      Set.of(
          "max",
          "min",
          "total",
          "num",
          "prompt",
          "completion",
          "input",
          "output",
          "used",
          "cached");

  /** Names come from outside: only so many, and only short ones, are remembered. */
  private static final int MAX_REMEMBERED = 8_192;

  private static final int MAX_REMEMBERED_LENGTH = 64;
  private static final Map<String, SecretName> REMEMBERED = new ConcurrentHashMap<>();

  /** What the name says. */
  static SecretName of(String name) {
    SecretName known = REMEMBERED.get(name);
    if (known != null) {
      return known;
    }
    SecretName judged = judge(normal(name));
    if (name.length() <= MAX_REMEMBERED_LENGTH && REMEMBERED.size() < MAX_REMEMBERED) {
      REMEMBERED.put(name, judged);
    }
    return judged;
  }

  /** Whether a value under this name is a secret somewhere. */
  boolean mayBeSecret() {
    return switch (this) {
      case SECRET, TOKEN, HASH, MEDIA_KEY, ADDRESS -> true;
      case NONE, MEDIA_ADDRESS, WORDS, ORDER, HISTORY, HEADERS, NAME_OF_VALUE, VALUE -> false;
    };
  }

  /**
   * Whether a name found in a damaged text may be a secret's; its quotes may have become letters.
   */
  static boolean mayBeSecretIn(String damaged) {
    return of(damaged).mayBeSecret()
        || damaged.length() > 1
            && (of(damaged.substring(1)).mayBeSecret()
                || of(damaged.substring(0, damaged.length() - 1)).mayBeSecret());
  }

  private static SecretName judge(String normal) {
    SecretName exact = EXACT.get(normal);
    if (exact != null) {
      return exact;
    }
    String residue = normal;
    for (String lookAlike : LOOK_ALIKES) {
      residue = residue.replace(lookAlike, "#");
    }
    int end = -1;
    byte kind = SecretWords.NOTHING;
    int state = SecretWords.START;
    for (int i = 0; i < residue.length(); i++) {
      state = SecretWords.next(state, residue.charAt(i));
      byte found = SecretWords.found(state);
      if (found == SecretWords.SECRET || found == SecretWords.KEY) {
        end = i + 1;
        kind = found;
      }
    }
    return end < 0 || isOnlyAbout(residue, end, kind) ? NONE : SECRET;
  }

  private static boolean isOnlyAbout(String residue, int end, byte kind) {
    String behind = residue.substring(end);
    return ABOUT.contains(behind)
        || kind == SecretWords.KEY && ABOUT_KEYS.contains(behind)
        || residue.endsWith("tokens")
            && COUNTS.contains(residue.substring(0, residue.length() - "tokens".length()));
  }

  /** Letters and digits alone, in lower case. */
  private static String normal(String name) {
    StringBuilder normal = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = Character.toLowerCase(name.charAt(i));
      if (c >= 0x80 || c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
        normal.append(c);
      }
    }
    return normal.toString();
  }
}
