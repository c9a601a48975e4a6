// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;

/** An object that is written as a copy of the text that it was read from, if that is possible. */
@SuppressWarnings("unchecked") // Jackson's own deepCopy()
final class VerbatimObjectNode extends ObjectNode {
  private static final long serialVersionUID = 1;

  final transient VerbatimSource source;
  private final int from;
  private final int to;

  VerbatimObjectNode(Map<String, JsonNode> fields, VerbatimSource source, int from, int to) {
    super(JsonNodeFactory.instance, fields);
    this.source = source;
    this.from = from;
    this.to = to;
  }

  JsonTextSlice text() {
    return source.part(from, to);
  }

  @Override
  public void serialize(JsonGenerator out, SerializerProvider provider) throws IOException {
    if (!source.write(from, to, out, provider)) {
      super.serialize(out, provider);
    }
  }
}
