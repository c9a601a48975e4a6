// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.secret;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Matches the words that denote a secret in a text that is given character by character, each
 * character once (an automaton of Aho and Corasick). Case is ignored.
 */
final class SecretWordMatcher {
  /** The state before the first character, and after a character that is in no word. */
  static final int START = 0;

  private static final List<String> SECRETS =
      List.of(
          """
          token secret password passwd passphrase passcode pwd senha segredo
          contrasena authorization authorisation authentication credential bearer
          cookie jwt
          """
              .split("\\s+"));

  /** Keys that open something, as opposed to keys that only identify a record. */
  private static final List<String> KEYS =
      List.of(
          """
          apikey accesskey authkey jwtkey hookkey globalkey serverkey servicekey
          licensekey licencekey sessionkey sharedkey sshkey privatekey privkey
          masterkey signingkey signaturekey encryptionkey enckey clientkey consumerkey
          rsakey pemkey accountkey decryptionkey cipherkey symmetrickey hmackey mackey
          aeskey identitykey noisekey prekey ephemeralkey rootkey chainkey senderkey
          keydata keypair keymaterial keybytes axolotl
          """
              .split("\\s+"));

  /** Words that denote a secret only where they are the whole name ({@link FieldNameCategory}). */
  private static final List<String> WHOLE_NAMES =
      List.of("auth pass creds tkn hash mediakey destination serverurl webhookurl".split(" "));

  private static final int LETTERS = 26;

  /** Where a separator within a name, and any other character, stand in a row of {@link #NEXT}. */
  private static final int SEPARATOR = LETTERS;

  private static final int OTHER = LETTERS + 1;
  private static final int ROW_BITS = 5;

  /** Place of each ASCII character in a row of {@link #NEXT}. */
  private static final byte[] COLUMN = new byte[128];

  /** Next state by state and character: a row of each state. */
  private static final short[] NEXT;

  /** By state: the kind of word that ends there. */
  private static final byte[] FOUND;

  static final byte NOTHING = 0;
  static final byte SECRET = 1;
  static final byte KEY = 2;
  static final byte WHOLE_NAME = 3;

  static {
    List<short[]> edges = new ArrayList<>();
    List<Byte> found = new ArrayList<>();
    addState(edges, found);
    SECRETS.forEach(word -> addWord(edges, found, word, SECRET));
    KEYS.forEach(word -> addWord(edges, found, word, KEY));
    WHOLE_NAMES.forEach(word -> addWord(edges, found, word, WHOLE_NAME));
    link(edges, found);
    for (int c = 0; c < COLUMN.length; c++) {
      int letter = (c | 0x20) - 'a';
      boolean separator = c == '_' || c == '-' || c == '.';
      COLUMN[c] = (byte) (letter >= 0 && letter < LETTERS ? letter : separator ? SEPARATOR : OTHER);
    }
    NEXT = new short[edges.size() << ROW_BITS];
    FOUND = new byte[edges.size()];
    for (int state = 0; state < edges.size(); state++) {
      System.arraycopy(edges.get(state), 0, NEXT, state << ROW_BITS, LETTERS);
      NEXT[state << ROW_BITS | SEPARATOR] = (short) state;
      FOUND[state] = found.get(state);
    }
  }

  private SecretWordMatcher() {}

  /** The state after one more character; separators leave it as it is. */
  static int next(int state, int character) {
    return character >= 0 && character < COLUMN.length
        ? NEXT[state << ROW_BITS | COLUMN[character]]
        : START;
  }

  /** The offset of the first byte that ends a word or begins an escape; {@code to} for none. */
  static int find(byte[] body, int from, int to, int stride) {
    int state = START;
    for (int at = from; at < to; at += stride) {
      byte b = body[at];
      if (b == '\\' || b == '%') {
        return at;
      }
      state = b < 0 ? START : NEXT[state << ROW_BITS | COLUMN[b]];
      if (FOUND[state] != NOTHING) {
        return at;
      }
    }
    return to;
  }

  static byte found(int state) {
    return FOUND[state];
  }

  private static int addState(List<short[]> edges, List<Byte> found) {
    short[] none = new short[LETTERS];
    Arrays.fill(none, (short) -1);
    edges.add(none);
    found.add(NOTHING);
    return edges.size() - 1;
  }

  private static void addWord(List<short[]> edges, List<Byte> found, String word, byte kind) {
    int state = START;
    for (int i = 0; i < word.length(); i++) {
      int letter = word.charAt(i) - 'a';
      if (edges.get(state)[letter] < 0) {
        edges.get(state)[letter] = (short) addState(edges, found);
      }
      state = edges.get(state)[letter];
    }
    found.set(state, kind);
  }

  /** Gives every state an edge for every letter: that of its longest suffix, where it has none. */
  private static void link(List<short[]> edges, List<Byte> found) {
    int[] suffix = new int[edges.size()];
    Deque<Integer> waiting = new ArrayDeque<>(List.of(START));
    while (!waiting.isEmpty()) {
      int state = waiting.remove();
      for (int letter = 0; letter < LETTERS; letter++) {
        int target = edges.get(state)[letter];
        short fallback = state == START ? START : edges.get(suffix[state])[letter];
        if (target < 0) {
          edges.get(state)[letter] = fallback;
        } else {
          suffix[target] = fallback;
          if (found.get(target) == NOTHING) {
            found.set(target, found.get(fallback));
          }
          waiting.add(target);
        }
      }
    }
  }
}
