// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.UTF8JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A JSON value as its bytes, part of a longer text. Jackson copies it into what it writes; only
 * where it writes another form than UTF-8 is the value read and written again. Immutable, as long
 * as nobody changes the bytes.
 */
public final class JsonTextSlice implements JsonSerializable {
  private final byte[] json;
  private final int from;
  private final int to;

  /**
   * @param json has one value, in UTF-8 and without white space around it, between the offsets
   */
  public JsonTextSlice(byte[] json, int from, int to) {
    this.json = json;
    this.from = from;
    this.to = to;
  }

  public static JsonTextSlice of(byte[] json) {
    return new JsonTextSlice(json, 0, json.length);
  }

  public int length() {
    return to - from;
  }

  public void copyTo(byte[] target, int offset) {
    System.arraycopy(json, from, target, offset, length());
  }

  public byte[] bytes() {
    return Arrays.copyOfRange(json, from, to);
  }

  /**
   * This object with one more field at its end.
   *
   * @param name of letters and digits
   */
  public JsonTextSlice with(String name, JsonTextSlice value) {
    byte[] label = (",\"" + name + "\":").getBytes(StandardCharsets.UTF_8);
    int end = length() - 1;
    byte[] longer = new byte[end + label.length + value.length() + 1];
    System.arraycopy(json, from, longer, 0, end);
    System.arraycopy(label, 0, longer, end, label.length);
    value.copyTo(longer, end + label.length);
    longer[longer.length - 1] = '}';
    return of(longer);
  }

  /**
   * The value of a field of this object, which has no white space between its parts; null if it has
   * no such field.
   *
   * @param name of letters and digits
   */
  public JsonTextSlice field(String name) {
    byte[] wanted = ('"' + name + '"').getBytes(StandardCharsets.UTF_8);
    int at = from + 1;
    while (at < to - 1) {
      int endOfName = endOfText(at);
      int end = endOfValue(endOfName + 1);
      if (Arrays.equals(wanted, 0, wanted.length, json, at, endOfName)) {
        return new JsonTextSlice(json, endOfName + 1, end);
      }
      at = end + 1;
    }
    return null;
  }

  /** The offset behind a text that begins there. */
  private int endOfText(int begin) {
    int at = begin + 1;
    while (json[at] != '"') {
      at += json[at] == '\\' ? 2 : 1;
    }
    return at + 1;
  }

  /** The offset behind a value that begins there. */
  private int endOfValue(int begin) {
    int depth = 0;
    for (int at = begin; ; at++) {
      switch (json[at]) {
        case '"' -> at = endOfText(at) - 1;
        case '{', '[' -> depth++;
        case '}', ']', ',' -> {
          if (depth == 0) {
            return at;
          }
          depth -= json[at] == ',' ? 0 : 1;
        }
        default -> {}
      }
    }
  }

  /** Whether a writer takes the bytes as they are. */
  static boolean isPlain(JsonGenerator out) {
    return out.getClass() == UTF8JsonGenerator.class && out.getHighestEscapedChar() == 0;
  }

  @Override
  public void serialize(JsonGenerator out, SerializerProvider provider) throws IOException {
    if (isPlain(out)) {
      // The bytes go where the generator writes, behind what it has written so far.
      out.writeRawValue("");
      out.flush();
      ((OutputStream) out.getOutputTarget()).write(json, from, length());
    } else {
      WebhookDocumentReader.TREES.readTree(json, from, length()).serialize(out, provider);
    }
  }

  @Override
  public void serializeWithType(JsonGenerator out, SerializerProvider provider, TypeSerializer type)
      throws IOException {
    serialize(out, provider);
  }
}
