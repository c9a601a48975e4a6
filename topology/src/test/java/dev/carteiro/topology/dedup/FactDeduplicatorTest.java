// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.dedup;

import static dev.carteiro.topology.WebhookFactSamples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.topology.WebhookFactSamples;
import dev.carteiro.topology.parse.fact.MessageFact;
import dev.carteiro.topology.parse.fact.MessageStatusFact;
import dev.carteiro.topology.parse.fact.WebhookFact;
import dev.carteiro.topology.store.InstanceScopedKey;
import dev.carteiro.topology.store.MemoryByteStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FactDeduplicatorTest {
  private static final Duration WINDOW = Duration.ofDays(3);

  private final MemoryByteStore facts = new MemoryByteStore();
  private final MemoryByteStore messages = new MemoryByteStore();
  private final FactDeduplicator deduplicator =
      new FactDeduplicator(facts, messages, WINDOW.toMillis());

  @Test
  void aRepetitionWithinTheWindowIsHeldBackAndCounted() {
    // Given
    WebhookFact message = WebhookFactSamples.message("A", "oi", false, MessageStatus.DELIVERY_ACK);
    decide(message, NOON);

    decide(message, NOON.plusSeconds(1));

    // When
    FactDeduplicator.DeduplicationDecision verdict =
        decide(message, NOON.plus(WINDOW).minusMillis(1));

    // Then
    assertThat(verdict.suppressed()).contains("message");
    assertThat(verdict.passes()).isEmpty();
  }

  @Test
  void afterTheWindowTheFactIsNewAgain() {
    // Given
    WebhookFact status = WebhookFactSamples.status("A", MessageStatus.READ);
    decide(status, NOON);

    // When
    FactDeduplicator.DeduplicationDecision verdict = decide(status, NOON.plus(WINDOW));

    // Then
    assertThat(verdict.passes()).contains(status);
  }

  @Test
  void aConnectionChangeIsRepeatedForAnHourAtMost() {
    // Given: the wall time of an hour that comes twice
    WebhookFact opened = WebhookFactSamples.connection("open", NOON);
    decide(opened, NOON);

    // When
    FactDeduplicator.DeduplicationDecision retried =
        decide(opened, NOON.plus(Duration.ofMinutes(25)));
    FactDeduplicator.DeduplicationDecision anotherHour =
        decide(opened, NOON.plus(Duration.ofHours(1)));

    // Then
    assertThat(retried.passes()).isEmpty();
    assertThat(anotherHour.passes()).contains(opened);
  }

  @Test
  void aBrokerClockThatStepsBackForgetsNothing() {
    // Given
    WebhookFact status = WebhookFactSamples.status("A", MessageStatus.READ);
    decide(status, NOON);

    // When
    FactDeduplicator.DeduplicationDecision verdict =
        decide(status, NOON.minus(Duration.ofDays(400)));

    // Then
    assertThat(verdict.passes()).isEmpty();
  }

  @Test
  void theSecondReportOfAMessageHandsOnItsStatusOnce() {
    // Given
    decide(WebhookFactSamples.message("A", "oi", true, MessageStatus.PENDING), NOON);
    WebhookFact echo = WebhookFactSamples.message("A", "oi", true, MessageStatus.SERVER_ACK);

    // When
    FactDeduplicator.DeduplicationDecision first = decide(echo, NOON);
    FactDeduplicator.DeduplicationDecision second = decide(echo, NOON);

    // Then
    assertThat(first.passes())
        .hasValueSatisfying(
            event ->
                assertThat(((MessageStatusFact) event).status())
                    .isEqualTo(MessageStatus.SERVER_ACK));
    assertThat(second.passes()).isEmpty();
  }

  @Test
  void aPlaceholderAfterItsMessageIsHeldBackButTheMessageAfterItsPlaceholderPasses() {
    // Given
    decide(WebhookFactSamples.placeholder("A"), NOON);
    decide(WebhookFactSamples.message("B", "oi", false, MessageStatus.DELIVERY_ACK), NOON);

    // When
    WebhookFact message = WebhookFactSamples.message("A", "oi", false, MessageStatus.DELIVERY_ACK);
    FactDeduplicator.DeduplicationDecision content = decide(message, NOON);
    FactDeduplicator.DeduplicationDecision placeholder =
        decide(WebhookFactSamples.placeholder("B"), NOON);

    // Then
    assertThat(content.passes()).contains(message);
    assertThat(placeholder.suppressed()).contains("placeholder");
    assertThat(placeholder.passes())
        .hasValueSatisfying(left -> assertThat(left).isInstanceOf(MessageStatusFact.class));
  }

  @Test
  void aRedrivenRecordPasses() {
    // Given
    WebhookFact status = WebhookFactSamples.status("A", MessageStatus.READ);
    decide(status, NOON);

    // When
    FactDeduplicator.DeduplicationDecision verdict =
        deduplicator.decide(
            WebhookFactSamples.resolved(
                status, NOON, Map.of(CarteiroRecordHeaders.REDRIVE, "dl-1")));

    // Then
    assertThat(verdict.passes()).contains(status);
  }

  @Test
  void aRepetitionOfAFactWithoutATenantCountsForThePresentTenant() {
    // Given: an entry of a version that did not store the tenant
    WebhookFact opened = WebhookFactSamples.connection("open", NOON);
    facts.put(
        InstanceScopedKey.of("default/loja", opened.factKey()),
        SeenFactEntry.first(NOON.toEpochMilli(), null).encode());

    // When
    FactDeduplicator.DeduplicationDecision repeated = decide(opened, NOON.plusSeconds(1));

    // Then
    assertThat(repeated.passes()).isEmpty();
    assertThat(repeated.owner()).isEqualTo(WebhookFactSamples.resolved(opened, NOON).tenantId());
  }

  @Test
  void identifiersOfAnyLengthAreToldApart() {
    // Given
    String long1 = "x".repeat(100_000) + "1";
    String long2 = "x".repeat(100_000) + "2";
    decide(WebhookFactSamples.status(long1, MessageStatus.READ), NOON);

    // When
    FactDeduplicator.DeduplicationDecision other =
        decide(WebhookFactSamples.status(long2, MessageStatus.READ), NOON);

    // Then
    assertThat(other.passes()).isPresent();
    assertThat(messages.entries.keySet())
        .hasSize(2)
        .allSatisfy(key -> assertThat(key).hasSizeLessThan(400));
  }

  private FactDeduplicator.DeduplicationDecision decide(WebhookFact event, Instant brokerTime) {
    FactDeduplicator.DeduplicationDecision decision =
        deduplicator.decide(WebhookFactSamples.resolved(event, brokerTime));
    if (decision.message() != null) {
      messages.put(
          InstanceScopedKey.of("default/loja", ((MessageFact) event).messageId()),
          decision.message().encode());
    }
    return decision;
  }
}
