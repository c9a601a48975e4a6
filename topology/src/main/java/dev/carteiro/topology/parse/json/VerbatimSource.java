// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.json.UTF8JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text of a document, of which its nodes write parts as they were. A change of any node of the
 * document must be told, and all of them are written from the tree from then on.
 */
public final class VerbatimSource {
  /** The begin of a part that is always written from the tree. */
  static final int NOWHERE = -1;

  private byte[] json;

  VerbatimSource(byte[] json) {
    this.json = json;
  }

  /** Tells that something within the document of this node was changed, or will be. */
  public static void changed(JsonNode node) {
    if (node instanceof VerbatimObjectNode object) {
      object.source().json = null;
    } else if (node instanceof VerbatimArrayNode array) {
      array.source().json = null;
    }
  }

  /**
   * Writes a part; false if it is to be written from the tree: the document was changed, or another
   * form of JSON is written.
   */
  boolean write(int from, int to, JsonGenerator out) throws IOException {
    if (json == null
        || from == NOWHERE
        || out.getClass() != UTF8JsonGenerator.class
        || out.getHighestEscapedChar() != 0) {
      return false;
    }
    out.writeRawValue(new Utf8TextSlice(json, from, to));
    return true;
  }

  /** Bytes of UTF-8 that are written unquoted. */
  private record Utf8TextSlice(byte[] utf8, int from, int to) implements SerializableString {
    @Override
    public int appendUnquotedUTF8(byte[] buffer, int offset) {
      int length = to - from;
      if (length > buffer.length - offset) {
        return -1;
      }
      System.arraycopy(utf8, from, buffer, offset, length);
      return length;
    }

    @Override
    public byte[] asUnquotedUTF8() {
      return Arrays.copyOfRange(utf8, from, to);
    }

    @Override
    public String getValue() {
      return new String(utf8, from, to - from, StandardCharsets.UTF_8);
    }

    @Override
    public int charLength() {
      return getValue().length();
    }

    @Override
    public int appendUnquoted(char[] buffer, int offset) {
      throw neverQuoted();
    }

    @Override
    public int writeUnquotedUTF8(OutputStream out) throws IOException {
      out.write(utf8, from, to - from);
      return to - from;
    }

    @Override
    public int putUnquotedUTF8(ByteBuffer buffer) {
      throw neverQuoted();
    }

    @Override
    public char[] asQuotedChars() {
      throw neverQuoted();
    }

    @Override
    public byte[] asQuotedUTF8() {
      throw neverQuoted();
    }

    @Override
    public int appendQuotedUTF8(byte[] buffer, int offset) {
      throw neverQuoted();
    }

    @Override
    public int appendQuoted(char[] buffer, int offset) {
      throw neverQuoted();
    }

    @Override
    public int writeQuotedUTF8(OutputStream out) {
      throw neverQuoted();
    }

    @Override
    public int putQuotedUTF8(ByteBuffer buffer) {
      throw neverQuoted();
    }

    private static UnsupportedOperationException neverQuoted() {
      return new UnsupportedOperationException("it is JSON, not a text within JSON");
    }
  }
}
