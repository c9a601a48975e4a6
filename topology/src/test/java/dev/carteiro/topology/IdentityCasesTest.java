// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.message.MessageEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The inputs of public reports about addresses and clocks, through the real topology. */
@EnabledIfSystemProperty(named = "carteiro.cases", matches = ".+")
class IdentityCasesTest {
  @TempDir Path state;
  private TopologyFixture topology;

  @BeforeEach
  void start() {
    topology = new TopologyFixture(state, Map.of());
    topology.bind("case-inst", "case");
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  void case10AReactionTakenBackUnderTheOtherAddressIsNotInForce() {
    // When
    bodies("10").forEach(this::post);

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .filteredOn(event -> event.messageId().equals("CASE10A"))
        .extracting(event -> event.reactions().size())
        .containsExactly(0, 1, 0);
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class)).isEmpty();
  }

  @Test
  void case11BothAddressesAreReadWhereTheEventGivesBoth() {
    // When
    bodies("11").forEach(this::post);

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .extracting(event -> event.body().chatId(), event -> event.body().chatIdAlt())
        .containsExactly(
            tuple("209344887766511@lid", "5531977116666@s.whatsapp.net"),
            tuple("5531977116666@s.whatsapp.net", "209344887766511@lid"),
            tuple("209344887766511@lid", null));
  }

  @Test
  void case32AConnectionChangeIsDatedByArrivalInTheHourThatComesTwice() {
    // Given
    List<String> bodies = bodies("32");
    post(bodies.get(0));
    topology.pass(Duration.ofMinutes(35), Duration.ofMinutes(5));

    // When
    post(bodies.get(1));

    // Then
    assertThat(topology.read(Topic.INSTANCE_STATUS, InstanceStatusEvent.class))
        .extracting(InstanceStatusEvent::state, InstanceStatusEvent::current)
        .containsExactly(tuple("open", true), tuple("close", true));
  }

  private static List<String> bodies(String number) {
    return WebhookCaseFile.bodies(Path.of(System.getProperty("carteiro.cases")), number);
  }

  private void post(String body) {
    topology.post(WebhookCaseFile.instance(body), body);
  }
}
