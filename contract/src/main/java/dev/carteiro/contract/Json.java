// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/**
 * The JSON mapper that all modules share. Unknown fields are ignored, null values are not written,
 * instants are ISO-8601 text.
 *
 * <p>Text that UTF-8 cannot hold (a lone surrogate, which WhatsApp clients do send) is written as a
 * JSON escape, so that every value that was read can be written again unchanged.
 */
public final class Json {
  /** Longest string accepted, in characters; bodies are bounded before they are parsed. */
  private static final int MAX_STRING = 512 * 1024 * 1024;

  /** Deepest nesting accepted; Evolution's own payloads stay below 40. */
  public static final int MAX_DEPTH = 1_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // An emoji is four bytes of UTF-8, not twelve of escapes.
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(MAX_STRING)
                  .maxNestingDepth(MAX_DEPTH)
                  .build())
          .build();

  private static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY)
          .annotationIntrospector(new SealedTypeIntrospector())
          .addModule(new JavaTimeModule())
          .addModule(InstantJsonModule.module())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.READ_DATE_TIMESTAMPS_AS_NANOSECONDS)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  private static final ObjectWriter ASCII_WRITER =
      MAPPER.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

  /** Takes the subtypes of a sealed type from its permitted classes; each names itself. */
  private static final class SealedTypeIntrospector extends JacksonAnnotationIntrospector {
    @Override
    public List<NamedType> findSubtypes(Annotated type) {
      Class<?>[] permitted = type.getRawType().getPermittedSubclasses();
      return permitted == null
          ? super.findSubtypes(type)
          : Arrays.stream(permitted).map(NamedType::new).toList();
    }
  }

  private Json() {}

  /** The shared mapper; never reconfigure it. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  public static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException incompleteSurrogate) {
      try {
        return ASCII_WRITER.writeValueAsBytes(value);
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException("not writable as JSON: " + value.getClass().getName(), e);
      }
    }
  }

  public static <T> T read(byte[] bytes, Class<T> type) throws IOException {
    return MAPPER.readValue(bytes, type);
  }
}
