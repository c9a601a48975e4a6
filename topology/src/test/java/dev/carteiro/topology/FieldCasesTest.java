// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.EvolutionEvent;
import dev.carteiro.contract.event.MessageEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Inputs re-made from public reports, through the real parser and topology; the folder is given as
 * {@code -Dcarteiro.cases=…}, and its index says what must become of each.
 */
@EnabledIfSystemProperty(named = "carteiro.cases", matches = ".+")
class FieldCasesTest {
  private static final String TENANT = "case";
  private static final String INSTANCE = "case-inst";

  @TempDir Path state;
  private TopologyFixture topology;

  @BeforeEach
  void start() {
    topology = new TopologyFixture(state, Map.of());
    topology.bind(INSTANCE, TENANT);
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  void case22AnotherDialectIsKeptVisibly() {
    // When
    post("22");

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class)).isEmpty();
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class))
        .hasSize(2)
        .extracting(DeadLetter::reason)
        .containsOnly(DeadLetter.Reason.MISSING_INSTANCE);
  }

  @Test
  void case23TheDocumentedDialectIsKeptVisibly() {
    // When
    post("23");

    // Then
    assertThat(topology.read(Topic.EVENT, EvolutionEvent.class))
        .extracting(EvolutionEvent::event)
        .containsExactly("MESSAGE", "call");
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class)).isEmpty();
  }

  /** Posts a case's bodies in order. */
  private void post(String number) {
    List<String> bodies = CaseFile.bodies(Path.of(System.getProperty("carteiro.cases")), number);
    bodies.forEach(body -> topology.post(CaseFile.instance(body), body));
  }
}
