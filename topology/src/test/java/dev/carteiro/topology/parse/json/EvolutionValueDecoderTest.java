// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import dev.carteiro.topology.parse.WebhookFixtures;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvolutionValueDecoderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      nullValues = "none",
      value = {
        "15 | 15",
        "-3 | -3",
        "15.0 | 15",
        "15.9 | 15",
        "'15' | 15",
        "' 15 ' | 15",
        "'-9223372036854775808' | -9223372036854775808",
        "{'low':-807049093,'high':395,'unsigned':false} | 1700000000123",
        "{'low':15,'high':0,'unsigned':true} | 15",
        "{'low':-1,'high':-1,'unsigned':false} | -1",
        "{'low':4294967295,'high':0} | 4294967295",
        "{'low':1} | none",
        "{'low':'1','high':0} | none",
        "{'low':1.5,'high':0} | none",
        "{} | none",
        "[] | none",
        "true | none",
        "null | none",
        "'' | none",
        "'15x' | none",
        "'99999999999999999999' | none",
        "'1111111111111111111111111111' | none",
        "99999999999999999999 | none",
        "1e400 | none",
        "1e30 | none"
      })
  void readsEveryEncodingOfANumber(String json, Long expected) {
    // Given
    JsonNode node = WebhookFixtures.json(json);

    // When
    Long number = EvolutionValueDecoder.number(node);

    // Then
    assertThat(number).isEqualTo(expected);
  }

  @Test
  void neverExpandsAnEnormousExponent() {
    // Given
    JsonNode node = DecimalNode.valueOf(new BigDecimal("1E+999999999"));

    // When
    Long number = EvolutionValueDecoder.number(node);

    // Then
    assertThat(number).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      nullValues = "none",
      value = {
        "1795228606 | 2026-11-21T02:36:46Z",
        "'1795228606' | 2026-11-21T02:36:46Z",
        "1795228606.75 | 2026-11-21T02:36:46Z",
        "{'low':1795228606,'high':0,'unsigned':true} | 2026-11-21T02:36:46Z",
        "1795228606123 | 2026-11-21T02:36:46.123Z",
        "'1795228606123' | 2026-11-21T02:36:46.123Z",
        "1795228606123456 | 2026-11-21T02:36:46.123Z",
        "1795228606123456789 | 2026-11-21T02:36:46.123Z",
        "'1795228606.75' | 2026-11-21T02:36:46Z",
        "'2026-11-21T02:36:46Z' | 2026-11-21T02:36:46Z",
        "'2026-11-20T23:36:46-03:00' | 2026-11-21T02:36:46Z",
        "'2026-11-20T23:36:46.123456789-0300' | 2026-11-21T02:36:46.123Z",
        "'2026-11-21 02:36:46.123+00' | 2026-11-21T02:36:46.123Z",
        "' 2026-11-21t02:36:46z ' | 2026-11-21T02:36:46Z",
        "'2026-11-20T23:36:46' | none",
        "'0001-01-01T00:00:00Z' | none",
        "'2026-02-30T00:00:00Z' | none",
        "'2026-11-21T02:36:46Z and more' | none",
        "1230768000 | 2009-01-01T00:00:00Z",
        "1230767999 | none",
        "4102444799 | 2099-12-31T23:59:59Z",
        "4102444800 | none",
        "253402300799 | none",
        "253402300799000 | none",
        "0 | none",
        "-1795228606 | none",
        "'amanhã' | none",
        "null | none",
        "{} | none",
        "9223372036854775807 | none"
      })
  void readsTimesOfAnyUnitWithinWhatsAppsYears(String json, Instant expected) {
    // Given
    JsonNode node = WebhookFixtures.json(json);

    // When
    Instant time = EvolutionValueDecoder.time(node);

    // Then
    assertThat(time).isEqualTo(expected);
  }

  @Test
  void cutsMessageTimesToTheSecond() {
    // Given
    JsonNode node = WebhookFixtures.json("1795228606999");

    // When
    Instant second = EvolutionValueDecoder.second(node);

    // Then
    assertThat(second).isEqualTo("2026-11-21T02:36:46Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'0':1,'1':255,'2':0}",
        "{'2':0,'1':255,'0':1}",
        "[1,255,0]",
        "[1,-1,0]",
        "{'type':'Buffer','data':[1,255,0]}",
        "'Af8A'"
      })
  void readsEveryEncodingOfBytes(String json) {
    // Given
    JsonNode node = WebhookFixtures.json(json);

    // When
    byte[] bytes = EvolutionValueDecoder.bytes(node);

    // Then
    assertThat(bytes).containsExactly(1, 255, 0);
  }

  @Test
  void readsUrlSafeBase64() {
    // Given
    JsonNode node = WebhookFixtures.json("'-_8='");

    // When
    byte[] bytes = EvolutionValueDecoder.bytes(node);

    // Then
    assertThat(bytes).containsExactly(0xFB, 0xFF);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{}",
        "[]",
        "''",
        "null",
        "true",
        "5",
        "{'0':1,'2':3}",
        "{'0':256}",
        "{'0':-129}",
        "{'0':'1'}",
        "[1.5]",
        "'§§'"
      })
  void takesNothingElseForBytes(String json) {
    // Given
    JsonNode node = WebhookFixtures.json(json);

    // When
    byte[] bytes = EvolutionValueDecoder.bytes(node);

    // Then
    assertThat(bytes).isNull();
  }

  @Test
  void takesNoMoreBytesThanAKeyOrDigestCanHave() {
    // Given
    JsonNode node = WebhookFixtures.json("[" + "1,".repeat(5_000) + "1]");

    // When
    byte[] bytes = EvolutionValueDecoder.bytes(node);

    // Then
    assertThat(bytes).isNull();
  }
}
