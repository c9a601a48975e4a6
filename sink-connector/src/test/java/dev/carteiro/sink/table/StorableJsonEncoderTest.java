// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import dev.carteiro.contract.Json;
import org.junit.jupiter.api.Test;

class StorableJsonEncoderTest {

  @Test
  void textsAndKeysAreEscapedWherePostgresRefusesThem() throws Exception {
    // Given
    JsonNode node =
        Json.mapper().readTree("{\"a\\u0000\":[\"x\\ud83d\",\"\u241B\",{\"b\":\"\\u0000\"}]}");

    // When
    String stored = StorableJsonEncoder.encode(node);

    // Then
    assertThat(stored).isEqualTo("{\"a␛0000\":[\"x␛D83D\",\"␛241B\",{\"b\":\"␛0000\"}]}");
  }

  @Test
  void ordinaryJsonStaysAsItIs() throws Exception {
    // Given
    String text = "{\"a\":[1,2.50,-3e2,true,false,null,\"é😀\",{}],\"b\":\"\\\"\\n\"}";
    JsonNode node = Json.mapper().readTree(text);

    // When
    String stored = StorableJsonEncoder.encode(node);

    // Then
    assertThat(Json.mapper().readTree(stored)).isEqualTo(node);
  }

  @Test
  void numbersBeyondJsonbAreKeptAsText() throws Exception {
    // Given
    JsonNode node =
        Json.mapper()
            .reader()
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .readTree("[1e999999,1e-999999,12345678901234567890.5,1e300]");

    // When
    String stored = StorableJsonEncoder.encode(node);

    // Then
    assertThat(stored).isEqualTo("[\"1E+999999\",\"1E-999999\",12345678901234567890.5,1E+300]");
  }

  @Test
  void infinityIsKeptAsText() {
    // Given
    JsonNode node = DoubleNode.valueOf(Double.POSITIVE_INFINITY);

    // When
    String stored = StorableJsonEncoder.encode(node);

    // Then
    assertThat(stored).isEqualTo("\"Infinity\"");
  }

  @Test
  void noNodeIsNoValueButAJsonNullIsOne() {
    // Given / When / Then
    assertThat(StorableJsonEncoder.encode(null)).isNull();
    assertThat(StorableJsonEncoder.encode(Json.mapper().nullNode())).isEqualTo("null");
  }
}
