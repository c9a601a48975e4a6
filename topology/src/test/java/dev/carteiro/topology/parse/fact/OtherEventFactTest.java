// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.fact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.topology.parse.WebhookFixtures;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherEventFactTest {

  @Test
  void hasTheSameKeyOnEveryDelivery() {
    // Given
    String first =
        WebhookFixtures.event("call", "{'id':'C1','status':'offer','n':[1,{'a':null,'b':true}]}")
            .factKey();

    // When
    String again =
        WebhookFixtures.event("CALL", "{'n':[1,{'b':true,'a':null}],'status':'offer','id':'C1'}")
            .factKey();

    // Then
    assertThat(again).isEqualTo(first).matches("X:call:[0-9a-f]{32}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'a':1} | {'a':2}",
        "{'a':1} | {'a':'1'}",
        "{'a':null} | {'a':'null'}",
        "{'a':null} | {}",
        "{'a':true} | {'a':'true'}",
        "['ab','c'] | ['a','bc']",
        "[[],1] | [[1]]",
        "{'a':{'b':1}} | {'a':{},'b':1}",
        "'\\ud800' | '\\ud801'",
        "'\\ud800' | '?'",
        "'' | null",
        "[] | {}"
      })
  void hasAnotherKeyForOtherData(String one, String other) {
    // Given
    String key = WebhookFixtures.event("call", one).factKey();

    // When
    String otherKey = WebhookFixtures.event("call", other).factKey();

    // Then
    assertThat(otherKey).isNotEqualTo(key);
  }

  @Test
  void hasAnotherKeyAtAnotherTimeAndForAnotherName() {
    // Given
    List<String> bodies =
        List.of(
            "{'instance':'acme','event':'call','date_time':'1','data':{}}",
            "{'instance':'acme','event':'call','date_time':'2','data':{}}",
            "{'instance':'acme','event':'call','data':{}}",
            "{'instance':'acme','event':'calls','date_time':'1','data':{}}");

    // When
    List<String> keys =
        bodies.stream()
            .map(body -> WebhookFixtures.events(WebhookFixtures.bytes(body)).get(0).factKey())
            .toList();

    // Then
    assertThat(keys).doesNotHaveDuplicates();
  }

  @Test
  void tellsLongTextsApartAtTheirEnd() {
    // Given
    String text = "x".repeat(5_000);

    // When
    String key = WebhookFixtures.event("call", "'" + text + "a'").factKey();

    // Then
    assertThat(key).isNotEqualTo(WebhookFixtures.event("call", "'" + text + "b'").factKey());
  }

  @Test
  void keepsItsKeyShortForAnEndlessName() {
    // Given
    String name = "e".repeat(100_000);

    // When
    String key = WebhookFixtures.event(name, "{}").factKey();

    // Then
    assertThat(key)
        .hasSizeLessThan(128)
        .isNotEqualTo(WebhookFixtures.event(name + "e", "{}").factKey());
  }
}
