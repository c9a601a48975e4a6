// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.carteiro.contract.Json;
import dev.carteiro.topology.parse.json.JsonTextSlice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * A document of an answer as the bytes of its JSON. It is encoded once, by the process that has the
 * entry, and copied from there into the response.
 */
@JsonSerialize(using = EncodedDocument.EncodedDocumentSerializer.class)
@JsonDeserialize(using = EncodedDocument.EncodedDocumentDeserializer.class)
public record EncodedDocument(byte[] json) {
  private static final Object SOURCE = EncodedDocument.class;

  public static EncodedDocument of(Object value) {
    return new EncodedDocument(Json.write(value));
  }

  public <T> T as(Class<T> type) {
    try {
      return Json.read(json, type);
    } catch (IOException e) {
      throw new UncheckedIOException("a document of an answer is not readable", e);
    }
  }

  /**
   * Reads a value that contains documents, which are not decoded.
   *
   * @throws IOException if the bytes are not JSON of that shape
   */
  public static <T> T readAround(byte[] json, Class<T> type) throws IOException {
    return Json.mapper().readerFor(type).withAttribute(SOURCE, json).readValue(json);
  }

  static final class EncodedDocumentSerializer extends JsonSerializer<EncodedDocument> {
    @Override
    public void serialize(EncodedDocument document, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      JsonTextSlice.of(document.json).serialize(out, provider);
    }
  }

  static final class EncodedDocumentDeserializer extends JsonDeserializer<EncodedDocument> {
    @Override
    public EncodedDocument deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      byte[] source = (byte[]) context.getAttribute(SOURCE);
      int begin = (int) in.currentTokenLocation().getByteOffset();
      in.skipChildren();
      in.finishToken();
      int end = (int) in.currentLocation().getByteOffset();
      return new EncodedDocument(Arrays.copyOfRange(source, begin, end));
    }
  }
}
