// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;

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
      object.source.json = null;
    } else if (node instanceof VerbatimArrayNode array) {
      array.source.json = null;
    }
  }

  /** The JSON that Jackson would write for an object; null if only Jackson can write it. */
  public static JsonTextSlice textOf(JsonNode node) {
    return node instanceof VerbatimObjectNode object ? object.text() : null;
  }

  /** The text of a part; null if it is to be written from the tree. */
  JsonTextSlice part(int from, int to) {
    return json == null || from == NOWHERE ? null : new JsonTextSlice(json, from, to);
  }

  /** Writes a part; false if it is to be written from the tree. */
  boolean write(int from, int to, JsonGenerator out, SerializerProvider provider)
      throws IOException {
    JsonTextSlice text = JsonTextSlice.isPlain(out) ? part(from, to) : null;
    if (text != null) {
      text.serialize(out, provider);
    }
    return text != null;
  }
}
