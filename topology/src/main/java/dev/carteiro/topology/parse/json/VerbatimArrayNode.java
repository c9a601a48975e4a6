// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.List;

/** An array that is written as a copy of the text that it was read from, if that is possible. */
@SuppressWarnings("unchecked") // Jackson's own deepCopy()
final class VerbatimArrayNode extends ArrayNode {
  private static final long serialVersionUID = 1;

  final transient VerbatimSource source;
  private final int from;
  private final int to;

  VerbatimArrayNode(List<JsonNode> elements, VerbatimSource source, int from, int to) {
    super(JsonNodeFactory.instance, elements);
    this.source = source;
    this.from = from;
    this.to = to;
  }

  @Override
  public void serialize(JsonGenerator out, SerializerProvider provider) throws IOException {
    if (!source.write(from, to, out, provider)) {
      super.serialize(out, provider);
    }
  }
}
