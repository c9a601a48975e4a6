// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.secret;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/**
 * Finds the secrets of one JSON document in one pass over its tokens. Overwriting them keeps the
 * body's length, its structure as JSON, and every byte that is not part of a secret: texts become
 * stars, numbers become zero.
 */
public final class JsonSecretScanner {
  private static final AsciiByteFinder STRING_END = new AsciiByteFinder("\"\\");
  private static final int OUTSIDE = Integer.MAX_VALUE;

  /** Deepest nesting of JSON in strings that is searched; deeper strings are masked whole. */
  private static final int MAX_LEVEL = 16;

  private final byte[] body;
  private final int start;
  private final SecretMasker masks;
  private final int level;
  private final MaskRangeBuffer ranges = new MaskRangeBuffer();

  /** Whether all texts are searched: in an event about an instance no person wrote any. */
  private final boolean thorough;

  private boolean aboutInstance;

  private int depth;
  private FieldNameCategory name = FieldNameCategory.NONE;

  /** By depth: the category of the name whose value the open object or array is. */
  private FieldNameCategory[] holders = new FieldNameCategory[16];

  /** Depth of the value whose whole content is masked; {@link #OUTSIDE} when in none. */
  private int secretDepth = OUTSIDE;

  /** By depth: the offset of a value that a field beside it may name, and whether it is secret. */
  private int[] values = new int[16];

  private boolean[] secretValue = new boolean[16];

  JsonSecretScanner(byte[] body, int start, SecretMasker masks, int level, boolean thorough) {
    this.body = body;
    this.start = start;
    this.masks = masks;
    this.level = level;
    this.thorough = thorough;
    Arrays.fill(holders, FieldNameCategory.NONE);
  }

  public void accept(JsonParser parser, JsonToken token) throws IOException {
    switch (token) {
      case FIELD_NAME -> name = FieldNameCategory.of(parser.currentName());
      case START_OBJECT -> open(name == FieldNameCategory.HEADERS ? FieldNameCategory.NONE : name);
      case START_ARRAY -> open(isPairOfHeaders() ? FieldNameCategory.HEADERS : name);
      case END_OBJECT, END_ARRAY -> close();
      case VALUE_STRING -> string(parser);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
      default -> name = FieldNameCategory.NONE;
    }
  }

  /** Overwrites the secrets that were found; to be called at the end of the document. */
  void apply() {
    ranges.apply(body);
  }

  /** Whether the document is about an instance or an error and must be scanned again thoroughly. */
  boolean needsThoroughScan() {
    return aboutInstance && !thorough;
  }

  int level() {
    return level;
  }

  boolean isThorough() {
    return thorough;
  }

  MaskRangeBuffer ranges() {
    return ranges;
  }

  private void open(FieldNameCategory holder) {
    boolean secret = isSecret();
    depth++;
    if (depth >= holders.length) {
      holders = Arrays.copyOf(holders, depth * 2);
      values = Arrays.copyOf(values, depth * 2);
      secretValue = Arrays.copyOf(secretValue, depth * 2);
    }
    if (secretDepth == OUTSIDE && secret) {
      secretDepth = depth;
    }
    holders[depth] = holder;
    values[depth] = -1;
    secretValue[depth] = false;
    name = FieldNameCategory.NONE;
  }

  private void close() {
    if (depth == secretDepth) {
      secretDepth = OUTSIDE;
    }
    depth--;
    name = FieldNameCategory.NONE;
  }

  private boolean isSecret() {
    return switch (name) {
      case SECRET -> true;
      case TOKEN -> holders[depth] != FieldNameCategory.ORDER;
      case HASH -> thorough;
      case MEDIA_KEY -> holders[depth] == FieldNameCategory.HISTORY;
      case VALUE -> secretValue[depth];
      case NONE,
          ADDRESS,
          MEDIA_ADDRESS,
          WORDS,
          PROGRAMS_WORDS,
          ORDER,
          HISTORY,
          HEADERS,
          NAME_OF_VALUE ->
          holders[depth] == FieldNameCategory.HEADERS && secretValue[depth];
    };
  }

  private void string(JsonParser parser) throws IOException {
    boolean secret = secretDepth != OUTSIDE || isSecret();
    boolean kept = name == FieldNameCategory.WORDS || name == FieldNameCategory.MEDIA_ADDRESS;
    if (kept && !secret && !thorough) {
      name = FieldNameCategory.NONE;
      return;
    }
    int from = start + (int) parser.currentTokenLocation().getByteOffset() + 1;
    int to = STRING_END.find(body, from, body.length);
    boolean escaped = to < body.length && body[to] == '\\';
    if (escaped) {
      to = endOfString(to);
    }
    if (secret) {
      ranges.text(from, to);
      headerDone();
    } else {
      ordinary(parser, from, to, escaped);
    }
    name = FieldNameCategory.NONE;
  }

  /** The offset of the quote that ends a string; the body's end when none does. */
  private int endOfString(int from) {
    int at = STRING_END.find(body, from, body.length);
    while (at < body.length && body[at] == '\\') {
      at = STRING_END.find(body, at + 2, body.length);
    }
    return Math.min(at, body.length);
  }

  private void ordinary(JsonParser parser, int from, int to, boolean escaped) throws IOException {
    if (depth == 1 && level == 0 && "event".equals(parser.currentName())) {
      // One of several is enough: a second event must not choose that less is masked.
      aboutInstance |= isAboutInstance(parser.getText());
    }
    switch (name) {
      case ADDRESS -> {
        // A document that is scanned again had its addresses masked by the first scan.
        if (!thorough || level > 0) {
          masks.urls().address(body, from, to, ranges);
        }
      }
      case VALUE -> {
        values[depth] = from;
        masks.text(body, from, to, escaped, this);
      }
      case NAME_OF_VALUE -> {
        nameOfValue(parser);
        masks.text(body, from, to, escaped, this);
      }
      case MEDIA_ADDRESS, WORDS -> masks.text(body, from, to, escaped, this);
      case HEADERS, PROGRAMS_WORDS -> masks.inside(body, from, to, escaped, true, this);
      case NONE, SECRET, TOKEN, HASH, MEDIA_KEY, ORDER, HISTORY -> {
        if (holders[depth] == FieldNameCategory.HEADERS) {
          inHeaders(parser.getText(), from, to, escaped);
        } else {
          masks.text(body, from, to, escaped, this);
        }
      }
    }
  }

  /** A name whose value comes next, a value, or both in one line. */
  private void inHeaders(String element, int from, int to, boolean escaped) {
    if (element.indexOf(':') > 0) {
      secretValue[depth] = false;
      masks.inside(body, from, to, escaped, true, this);
    } else {
      secretValue[depth] = FieldNameCategory.of(element).mayBeSecret();
      masks.text(body, from, to, escaped, this);
    }
  }

  /** Whether an array begins that is one of a list of pairs of names and values. */
  private boolean isPairOfHeaders() {
    return name == FieldNameCategory.NONE
        && depth > 0
        && holders[depth] == FieldNameCategory.HEADERS;
  }

  private void nameOfValue(JsonParser parser) throws IOException {
    FieldNameCategory named = FieldNameCategory.of(parser.getText());
    if (named == FieldNameCategory.SECRET || named == FieldNameCategory.TOKEN) {
      secretValue[depth] = true;
      if (values[depth] >= 0) {
        value(values[depth]);
      }
    }
  }

  /** Masks a value that came before its name. */
  private void value(int from) {
    if (body[from - 1] == '"') {
      ranges.text(from, endOfString(from));
    } else {
      zero(from);
    }
  }

  private void number(JsonParser parser) {
    int from = start + (int) parser.currentTokenLocation().getByteOffset();
    if (secretDepth != OUTSIDE || isSecret()) {
      zero(from);
      headerDone();
    } else if (name == FieldNameCategory.VALUE) {
      values[depth] = from;
    }
    name = FieldNameCategory.NONE;
  }

  private void headerDone() {
    if (holders[depth] == FieldNameCategory.HEADERS) {
      secretValue[depth] = false;
    }
  }

  private void zero(int from) {
    int to = from;
    while (to < body.length && "0123456789+-.eE".indexOf(body[to]) >= 0) {
      to++;
    }
    ranges.number(from, to);
  }

  private static boolean isAboutInstance(String given) {
    // Evolution's own documentation, and its webhooks by events, spell them otherwise.
    String event = given.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
    return event.startsWith("instance.")
        || event.endsWith(".instance")
        || event.equals("error")
        || event.equals("creds.update")
        || event.equals("application.startup");
  }

  /** Whether a text is nested too deep in other texts to be searched. */
  static boolean isTooDeep(int level) {
    return level > MAX_LEVEL;
  }
}
