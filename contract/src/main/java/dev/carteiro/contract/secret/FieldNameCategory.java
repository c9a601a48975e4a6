// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.secret;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Classifies the name of a field by what it says about the value. A name is a secret's when it
 * contains a word of {@link SecretWordMatcher}, whatever its case, its separators, and the
 * characters around the word: {@code instanceToken}, {@code api_key_global}, {@code X-API-KEY}.
 * Exceptions are listed here.
 */
enum FieldNameCategory {
  /** The name says nothing about the value. */
  NONE,
  /** The value is a secret, whatever it is. */
  SECRET,
  /** Exactly {@code token}: a secret, except an order's, which the customer's phone made. */
  TOKEN,
  /** Exactly {@code hash}: the instance's token where an event is about an instance. */
  HASH,
  /** The key of one media file, needed to read it; a secret only where it opens a whole history. */
  MEDIA_KEY,
  /** A URL of this system; every part of it may be secret. */
  ADDRESS,
  /** A signed URL, useless without its signature, which expires: kept. */
  MEDIA_ADDRESS,
  /** Text of a person: not searched, except in events about an instance or an error. */
  WORDS,
  /** What a program wrote about itself: names of secrets are looked for in its words. */
  PROGRAMS_WORDS,
  ORDER,
  /** The value refers to a whole history of messages. */
  HISTORY,
  /** The value holds headers, perhaps as a list in which names and values alternate. */
  HEADERS,
  /** The value may be the name of the value in the field beside it. */
  NAME_OF_VALUE,
  /** The value may be the one that the field beside it names. */
  VALUE;

  private static final Map<String, FieldNameCategory> EXACT = new HashMap<>();

  static {
    exact(TOKEN, "token");
    exact(HASH, "hash");
    exact(
        SECRET,
        """
        auth pass creds basicauth proxyauth httpauth authheader oauth proxypass userpass
        dbpass smtppass redispass
        """);
    exact(MEDIA_KEY, "mediakey");
    exact(ADDRESS, "destination serverurl webhookurl");
    exact(MEDIA_ADDRESS, "mediaurl");
    exact(
        WORDS,
        """
        conversation text caption matchedtext canonicalurl contenttext footertext
        hydratedcontenttext hydratedtitletext hydratedfootertext selecteddisplaytext
        displaytext optionname title description speechtotext pushname subject
        """);
    exact(PROGRAMS_WORDS, "error stack stacktrace curl");
    exact(ORDER, "ordermessage");
    exact(HISTORY, "historysyncnotification");
    exact(HEADERS, "headers rawheaders");
    exact(NAME_OF_VALUE, "name key header field parameter");
    exact(VALUE, "value");
  }

  /** Words that contain a word of {@link SecretWordMatcher} and mean something else. */
  private static final List<String> LOOK_ALIKES =
      List.of(
          """
          secretary secretari tokeniz tokenise tokenising tokenisa passwordless
          resenha desenha secretencryptedmessage secretenctype
          senderkeydistributionmessage
          """
              .split("\\s+"));

  /** Endings of names that describe a secret and are not one, such as its length. */
  private static final Set<String> ABOUT =
      Set.of(
          """
          count counts counter length size limit limits type timestamp timestampms
          sendertimestamp ttl expiry expires expired expiresin expiresat expiration
          version method scheme status state required enabled index indexes
          """
              .split("\\s+"));

  /** The same for keys, whose ids and names are public. */
  private static final Set<String> ABOUT_KEYS =
      Set.of("id", "ids", "hash", "name", "prefix", "fingerprint");

  /** What speaks of a secret as a word of its own at the end of a name: {@code smtp_pass}. */
  private static final Set<String> LAST_WORDS = Set.of("pass", "auth", "creds", "tkn");

  private static final Set<String> NO_SECRET_PASSES =
      Set.of("boardingpass", "daypass", "seasonpass", "gatepass", "bypass");

  /** Beginnings of names that count the tokens of a language model. */
  private static final Set<String> COUNTS =
      Set.of("max min total num prompt completion input output used cached".split(" "));

  /** Most names in the cache; they come from outside, so it is bounded and takes short ones. */
  private static final int MAX_REMEMBERED = 8_192;

  private static final int MAX_REMEMBERED_LENGTH = 64;
  private static final Map<String, FieldNameCategory> REMEMBERED = new ConcurrentHashMap<>();

  private static void exact(FieldNameCategory category, String names) {
    for (String name : names.split("\\s+")) {
      EXACT.put(name, category);
    }
  }

  static FieldNameCategory of(String name) {
    FieldNameCategory known = REMEMBERED.get(name);
    if (known != null) {
      return known;
    }
    FieldNameCategory judged = judge(normal(name), name);
    if (name.length() <= MAX_REMEMBERED_LENGTH && REMEMBERED.size() < MAX_REMEMBERED) {
      REMEMBERED.put(name, judged);
    }
    return judged;
  }

  /** Whether the value of such a name is a secret in some place. */
  boolean mayBeSecret() {
    return this == SECRET || this == TOKEN || this == HASH || this == MEDIA_KEY || this == ADDRESS;
  }

  /** Whether a name in a damaged text may be a secret's; its quotes may have become letters. */
  static boolean mayBeSecretIn(String damaged) {
    return of(damaged).mayBeSecret()
        || damaged.length() > 1
            && (of(damaged.substring(1)).mayBeSecret()
                || of(damaged.substring(0, damaged.length() - 1)).mayBeSecret());
  }

  private static FieldNameCategory judge(String normal, String name) {
    FieldNameCategory exact = EXACT.get(normal);
    if (exact != null) {
      return exact;
    }
    if (LAST_WORDS.contains(lastWord(name)) && !NO_SECRET_PASSES.contains(normal)) {
      return SECRET;
    }
    String residue = normal;
    for (String lookAlike : LOOK_ALIKES) {
      residue = residue.replace(lookAlike, "#");
    }
    int end = -1;
    byte kind = SecretWordMatcher.NOTHING;
    int state = SecretWordMatcher.START;
    for (int i = 0; i < residue.length(); i++) {
      state = SecretWordMatcher.next(state, residue.charAt(i));
      byte found = SecretWordMatcher.found(state);
      if (found == SecretWordMatcher.SECRET || found == SecretWordMatcher.KEY) {
        end = i + 1;
        kind = found;
      }
    }
    return end < 0 || isOnlyAbout(residue, end, kind) ? NONE : SECRET;
  }

  /** What stands behind the last separator or small letter before a capital, in lower case. */
  private static String lastWord(String name) {
    int start = name.length();
    while (start > 0 && Character.isLetter(name.charAt(start - 1))) {
      start--;
      if (start > 0
          && Character.isUpperCase(name.charAt(start))
          && Character.isLowerCase(name.charAt(start - 1))) {
        break;
      }
    }
    return name.substring(start).toLowerCase(Locale.ROOT);
  }

  private static boolean isOnlyAbout(String residue, int end, byte kind) {
    String behind = residue.substring(end);
    return ABOUT.contains(behind)
        || kind == SecretWordMatcher.KEY && ABOUT_KEYS.contains(behind)
        || residue.endsWith("tokens")
            && COUNTS.contains(residue.substring(0, residue.length() - "tokens".length()));
  }

  /** The letters and digits of a name, in lower case. */
  private static String normal(String name) {
    String plain = isAscii(name) ? name : Normalizer.normalize(name, Normalizer.Form.NFKD);
    StringBuilder normal = new StringBuilder(plain.length());
    for (int i = 0; i < plain.length(); i++) {
      char c = Character.toLowerCase(plain.charAt(i));
      if (isLetterBeyondAscii(c) || c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
        normal.append(c);
      }
    }
    return normal.toString();
  }

  private static boolean isAscii(String name) {
    return name.chars().allMatch(c -> c < 0x80);
  }

  /** Neither an accent, which was taken off its letter, nor invisible. */
  private static boolean isLetterBeyondAscii(char c) {
    int type = Character.getType(c);
    return c >= 0x80 && type != Character.NON_SPACING_MARK && type != Character.FORMAT;
  }
}
