// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON as Evolution writes it, in one pass over its bytes, into the trees that Jackson would
 * make of it. Containers near the top keep their text, so that they are written again as a copy of
 * their bytes, if Jackson would write the same bytes ({@link VerbatimObjectNode}).
 *
 * <p>It decides nothing about documents that are not plain: it gives up with {@link
 * UnusualJsonException}, and the caller leaves the document to Jackson.
 */
final class CompactJsonReader {
  /** The document is to be read by Jackson: it is not JSON, or JSON of an unusual kind. */
  static final class UnusualJsonException extends Exception {
    private static final long serialVersionUID = 1;

    private UnusualJsonException() {
      super("unusual JSON", null, false, false);
    }
  }

  private static final UnusualJsonException UNUSUAL = new UnusualJsonException();

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  /** Deeper documents are left to Jackson, which has the limit; real ones stay below 40. */
  private static final int MAX_DEPTH = 100;

  /** Data, a list in it, an element of the list, and one level more. */
  private static final int VERBATIM_DEPTH = 4;

  /** Longer names and numbers are left to Jackson, which limits them. */
  private static final int LONGEST_NAME = 1_024;

  private static final int MOST_DIGITS = 18;
  private static final int LONGEST_DECIMAL = 24;

  /** Names that were read before, by their hash. A name that replaces another is no harm. */
  private static final KnownFieldName[] NAMES = new KnownFieldName[2_048];

  private static final int LONGEST_KNOWN_NAME = 40;

  /** Immutable, so that threads may see each other's without synchronization. */
  private record KnownFieldName(int hash, byte[] utf8, String text) {}

  private final byte[] json;
  private final VerbatimSource source;
  private int at;
  private int depth;

  /** How many places were met that Jackson would write in another way. */
  private int deviations;

  CompactJsonReader(byte[] json) {
    this.json = json;
    this.source = new VerbatimSource(json);
  }

  /** Reads the begin of an object; returns whether it has fields. */
  boolean beginsObject() throws UnusualJsonException {
    expect('{');
    if (next() == '}') {
      at++;
      return false;
    }
    return true;
  }

  String fieldName() throws UnusualJsonException {
    expect('"');
    String name = name();
    expect(':');
    return name;
  }

  /** Reads what follows a field; returns whether that is another field. */
  boolean continuesObject() throws UnusualJsonException {
    return isContinued('}');
  }

  void end() throws UnusualJsonException {
    while (at < json.length) {
      if (!isSpace(json[at++])) {
        throw UNUSUAL;
      }
    }
  }

  JsonNode value() throws UnusualJsonException {
    return switch (next()) {
      case '"' -> {
        at++;
        yield TextNode.valueOf(text());
      }
      case '{' -> object();
      case '[' -> array();
      case 't' -> literal("true", BooleanNode.TRUE);
      case 'f' -> literal("false", BooleanNode.FALSE);
      case 'n' -> literal("null", NullNode.instance);
      default -> number();
    };
  }

  private JsonNode object() throws UnusualJsonException {
    int from = at;
    int before = deviations;
    enter();
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    if (beginsObject()) {
      do {
        if (fields.put(fieldName(), value()) != null) {
          deviations++;
        }
      } while (continuesObject());
    }
    boolean verbatim = depth-- <= VERBATIM_DEPTH && deviations == before;
    return new VerbatimObjectNode(fields, source, verbatim ? from : VerbatimSource.NOWHERE, at);
  }

  private JsonNode array() throws UnusualJsonException {
    int from = at;
    int before = deviations;
    enter();
    List<JsonNode> elements = new ArrayList<>();
    at++;
    if (next() == ']') {
      at++;
    } else {
      do {
        elements.add(value());
      } while (isContinued(']'));
    }
    boolean verbatim = depth-- <= VERBATIM_DEPTH && deviations == before;
    return new VerbatimArrayNode(elements, source, verbatim ? from : VerbatimSource.NOWHERE, at);
  }

  private void enter() throws UnusualJsonException {
    if (++depth > MAX_DEPTH) {
      throw UNUSUAL;
    }
  }

  private boolean isContinued(char end) throws UnusualJsonException {
    byte found = next();
    at++;
    if (found != ',' && found != end) {
      throw UNUSUAL;
    }
    return found == ',';
  }

  private void expect(char known) throws UnusualJsonException {
    if (next() != known) {
      throw UNUSUAL;
    }
    at++;
  }

  /** The next byte that is not white space; it is not consumed. */
  private byte next() throws UnusualJsonException {
    while (at < json.length) {
      byte found = json[at];
      if (found > ' ') {
        return found;
      }
      if (!isSpace(found)) {
        throw UNUSUAL;
      }
      deviations++;
      at++;
    }
    throw UNUSUAL;
  }

  private static boolean isSpace(byte found) {
    return found == ' ' || found == '\n' || found == '\r' || found == '\t';
  }

  private JsonNode literal(String word, JsonNode value) throws UnusualJsonException {
    if (json.length - at < word.length()) {
      throw UNUSUAL;
    }
    for (int n = 0; n < word.length(); n++) {
      if (json[at++] != word.charAt(n)) {
        throw UNUSUAL;
      }
    }
    return value;
  }

  private JsonNode number() throws UnusualJsonException {
    int from = at;
    boolean negative = json[at] == '-';
    int first = negative ? ++at : at;
    long value = 0;
    while (isDigit()) {
      value = value * 10 + json[at++] - '0';
      if (at - first > MOST_DIGITS) {
        throw UNUSUAL;
      }
    }
    if (at == first || json[first] == '0' && at - first > 1) {
      throw UNUSUAL;
    }
    if (at < json.length && (json[at] == '.' || json[at] == 'e' || json[at] == 'E')) {
      return decimal(from);
    }
    if (negative && value == 0) {
      deviations++;
    }
    long signed = negative ? -value : value;
    return signed == (int) signed ? IntNode.valueOf((int) signed) : LongNode.valueOf(signed);
  }

  private JsonNode decimal(int from) throws UnusualJsonException {
    int point = at++;
    while (isDigit()) {
      at++;
    }
    if (json[point] != '.'
        || at - point == 1
        || at - from > LONGEST_DECIMAL
        || at < json.length && (json[at] == 'e' || json[at] == 'E')) {
      throw UNUSUAL;
    }
    String text = new String(json, from, at - from, StandardCharsets.ISO_8859_1);
    BigDecimal value = new BigDecimal(text);
    if (!value.toString().equals(text)) {
      deviations++;
    }
    return DecimalNode.valueOf(value);
  }

  private boolean isDigit() {
    return at < json.length && json[at] >= '0' && json[at] <= '9';
  }

  /** Reads a name after its first quotation mark. */
  private String name() throws UnusualJsonException {
    int from = at;
    int hash = 0;
    int to = from;
    while (to < json.length && json[to] != '"') {
      byte unit = json[to++];
      if (unit < ' ' || unit == '\\' || to - from > LONGEST_KNOWN_NAME) {
        return rareName();
      }
      hash = 31 * hash + unit;
    }
    if (to == json.length) {
      throw UNUSUAL;
    }
    at = to + 1;
    int place = (hash ^ hash >>> 15) & NAMES.length - 1;
    KnownFieldName known = NAMES[place];
    if (known == null
        || known.hash != hash
        || !Arrays.equals(known.utf8, 0, known.utf8.length, json, from, to)) {
      byte[] utf8 = Arrays.copyOfRange(json, from, to);
      known = new KnownFieldName(hash, utf8, new String(utf8, StandardCharsets.ISO_8859_1));
      NAMES[place] = known;
    }
    return known.text;
  }

  /** Reads a name that is long, or not of ASCII characters. */
  private String rareName() throws UnusualJsonException {
    int from = at;
    boolean ascii = plainPart();
    if (json[at] != '"' || at - from > LONGEST_NAME) {
      throw UNUSUAL;
    }
    return decoded(from, at++, ascii);
  }

  /** Reads a text after its first quotation mark. */
  private String text() throws UnusualJsonException {
    int from = at;
    boolean ascii = plainPart();
    if (json[at] == '"') {
      String text = decoded(from, at, ascii);
      at++;
      return text;
    }
    StringBuilder text = new StringBuilder(2 * (at - from) + 32);
    while (json[at] != '"') {
      text.append(decoded(from, at, ascii));
      at++;
      text.append(escaped());
      from = at;
      ascii = plainPart();
    }
    text.append(decoded(from, at, ascii));
    at++;
    return text.toString();
  }

  /**
   * Goes on to the next quotation mark or backslash; returns whether there are only ASCII
   * characters before it.
   */
  private boolean plainPart() throws UnusualJsonException {
    long seen = 0;
    while (at + Long.BYTES <= json.length) {
      long eight = (long) EIGHT_BYTES.get(json, at);
      long special = specialBytes(eight);
      if (special != 0) {
        int bits = Long.numberOfTrailingZeros(special) & ~7;
        at += bits >>> 3;
        requireNoControl(json[at]);
        return ((seen | eight & (1L << bits) - 1) & HIGH_BITS) == 0;
      }
      seen |= eight;
      at += Long.BYTES;
    }
    for (; at < json.length; at++) {
      byte unit = json[at];
      if (unit == '"' || unit == '\\') {
        return (seen & HIGH_BITS) == 0;
      }
      requireNoControl(unit);
      seen |= unit;
    }
    throw UNUSUAL;
  }

  /** The high bits of quotation marks, backslashes and controls; bits above the lowest may err. */
  private static long specialBytes(long eight) {
    long quote = eight ^ '"' * ONES;
    long backslash = eight ^ '\\' * ONES;
    return (quote - ONES & ~quote | backslash - ONES & ~backslash | eight - ' ' * ONES & ~eight)
        & HIGH_BITS;
  }

  private static void requireNoControl(byte unit) throws UnusualJsonException {
    if (unit >= 0 && unit < ' ') {
      throw UNUSUAL;
    }
  }

  private String decoded(int from, int to, boolean ascii) throws UnusualJsonException {
    if (ascii) {
      return new String(json, from, to - from, StandardCharsets.ISO_8859_1);
    }
    String text = new String(json, from, to - from, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0) {
      // Perhaps no UTF-8.
      throw UNUSUAL;
    }
    return text;
  }

  /** Reads an escape after its backslash. */
  private char escaped() throws UnusualJsonException {
    if (at == json.length) {
      throw UNUSUAL;
    }
    return switch (json[at++]) {
      case '"' -> '"';
      case '\\' -> '\\';
      case 'b' -> '\b';
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'f' -> '\f';
      case 'r' -> '\r';
      case '/' -> {
        deviations++;
        yield '/';
      }
      case 'u' -> {
        deviations++;
        yield codeUnit();
      }
      default -> throw UNUSUAL;
    };
  }

  private char codeUnit() throws UnusualJsonException {
    if (json.length - at < 4) {
      throw UNUSUAL;
    }
    int unit = 0;
    for (int n = 0; n < 4; n++) {
      int digit = Character.digit(json[at++], 16);
      if (digit < 0) {
        throw UNUSUAL;
      }
      unit = unit << 4 | digit;
    }
    return (char) unit;
  }
}
