// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import static dev.carteiro.topology.WebhookFactSamples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageReaction;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.topology.WebhookFactSamples;
import dev.carteiro.topology.parse.fact.MessageArrivalFact;
import dev.carteiro.topology.parse.fact.MessageDeletionFact;
import dev.carteiro.topology.parse.fact.MessageEditFact;
import dev.carteiro.topology.parse.fact.MessageStatusFact;
import dev.carteiro.topology.parse.fact.WebhookFact;
import dev.carteiro.topology.stats.LatencySketch;
import dev.carteiro.topology.stats.StatsCounter;
import dev.carteiro.topology.stats.StatsCounterValues;
import dev.carteiro.topology.stats.StatsDelta;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageStatsCalculatorTest {
  private static final String ID = "3EB0";
  private static final String TENANT = "tenant-a";

  private MessageState state = MessageState.unknown(TENANT, MessageFactTimes.NONE);
  private StatsCounterValues counts = StatsCounterValues.NONE;
  private LatencySketch delivery = LatencySketch.EMPTY;
  private LatencySketch read = LatencySketch.EMPTY;

  @Test
  void anIncomingMessageCountsOnceByItsTypeAndNoStatus() {
    // Given
    MessageArrivalFact message =
        WebhookFactSamples.message(ID, "oi", false, MessageStatus.DELIVERY_ACK);

    // When
    happen(message, message, status(MessageStatus.READ, 5));

    // Then
    assertThat(counts).isEqualTo(StatsCounterValues.one(StatsCounter.IN).and(MessageType.TEXT));
    assertThat(delivery.count()).isZero();
  }

  @Test
  void anOutgoingMessageCountsEachStepAndHowLongItTook() {
    // Given
    MessageArrivalFact message = WebhookFactSamples.message(ID, "oi", true, MessageStatus.PENDING);

    // When
    happen(
        message,
        status(MessageStatus.SERVER_ACK, 1),
        status(MessageStatus.DELIVERY_ACK, 3),
        status(MessageStatus.DELIVERY_ACK, 4),
        status(MessageStatus.READ, 63),
        status(MessageStatus.PLAYED, 70));

    // Then
    assertThat(counts).isEqualTo(outgoing(4));
    assertThat(seconds(delivery)).contains(2L);
    assertThat(seconds(read)).contains(60L);
  }

  @Test
  void withoutAServerAckTheWayBeginsWhenItWasSent() {
    // Given
    MessageArrivalFact message = WebhookFactSamples.message(ID, "oi", true, MessageStatus.PENDING);

    // When
    happen(message, status(MessageStatus.DELIVERY_ACK, 9));

    // Then: sent a second before noon
    assertThat(seconds(delivery)).contains(10L);
    assertThat(counts).isEqualTo(outgoing(2));
  }

  @Test
  void whatNobodyReportedHasNoDuration() {
    // Given
    MessageArrivalFact message = WebhookFactSamples.message(ID, "oi", true, MessageStatus.PENDING);

    // When
    happen(message, status(MessageStatus.READ, 9), status(MessageStatus.DELIVERY_ACK, 10));

    // Then
    assertThat(counts).isEqualTo(outgoing(3));
    assertThat(delivery.count() + read.count()).isZero();
  }

  @Test
  void theStatusThatAMessageBringsAlongHasNoDuration() {
    // Given
    MessageArrivalFact message =
        WebhookFactSamples.message(ID, "oi", true, MessageStatus.DELIVERY_ACK);

    // When
    happen(message);

    // Then
    assertThat(counts).isEqualTo(outgoing(2));
    assertThat(delivery.count() + read.count()).isZero();
  }

  @Test
  void anErrorCountsBesideTheWay() {
    // Given
    MessageArrivalFact message = WebhookFactSamples.message(ID, "oi", true, MessageStatus.PENDING);

    // When
    happen(message, status(MessageStatus.ERROR, 1), status(MessageStatus.DELIVERY_ACK, 2));

    // Then
    assertThat(counts).isEqualTo(outgoing(2).and(StatsCounter.ERROR));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void theOrderOfArrivalMakesNoDifferenceToTheCounts(int seed) {
    // Given
    List<WebhookFact> facts =
        new ArrayList<>(
            List.of(
                WebhookFactSamples.message(ID, "oi", true, MessageStatus.PENDING),
                status(MessageStatus.SERVER_ACK, 1),
                status(MessageStatus.DELIVERY_ACK, 3),
                status(MessageStatus.READ, 63),
                WebhookFactSamples.edit(ID, "ola", NOON.plusSeconds(70)),
                WebhookFactSamples.delete(ID, null)));
    facts.addAll(List.copyOf(facts));
    Collections.shuffle(facts, new Random(seed));

    // When
    happen(facts.toArray(WebhookFact[]::new));

    // Then
    assertThat(counts).isEqualTo(outgoing(3).and(StatsCounter.EDITED).and(StatsCounter.DELETED));
  }

  @Test
  void statusesThatCameBeforeTheMessageCountWhenItComes() {
    // Given
    happen(status(MessageStatus.SERVER_ACK, 1), status(MessageStatus.DELIVERY_ACK, 3));
    assertThat(counts.isNone()).isTrue();

    // When
    happen(WebhookFactSamples.message(ID, "oi", true, MessageStatus.PENDING));

    // Then
    assertThat(counts).isEqualTo(outgoing(2));
    assertThat(seconds(delivery)).contains(2L);
  }

  @Test
  void aPlaceholderAndItsContentAreOneMessage() {
    // Given
    happen(WebhookFactSamples.placeholder(ID));

    // When
    happen(WebhookFactSamples.message(ID, "oi", false, MessageStatus.DELIVERY_ACK));

    // Then
    assertThat(counts)
        .isEqualTo(
            StatsCounterValues.one(StatsCounter.IN)
                .and(MessageType.PLACEHOLDER)
                .and(MessageType.TEXT));
  }

  @Test
  void aHistorySyncCountsAsHistoryOnly() {
    // Given
    MessageArrivalFact live = WebhookFactSamples.message(ID, "oi", true, MessageStatus.PENDING);

    // When
    happen(history(live), status(MessageStatus.DELIVERY_ACK, 3), live);

    // Then
    assertThat(counts).isEqualTo(StatsCounterValues.one(StatsCounter.HISTORY));
    assertThat(delivery.count()).isZero();
  }

  @Test
  void aReactionToAMessageIsNoMessageMore() {
    // Given
    happen(WebhookFactSamples.message(ID, "oi", false, MessageStatus.DELIVERY_ACK));
    MessageState before = state;
    MessageMergeResult merge =
        MessageStateMerger.react(
            before,
            WebhookFactSamples.envelope("x", NOON),
            new MessageReaction(ID, "Ana", null, false, "👍", NOON),
            TENANT,
            NOON);

    // When
    Optional<StatsDelta> delta =
        MessageStatsCalculator.of(
            before,
            ((MessageMergeResult.ChangedMessage) merge).state(),
            ((MessageMergeResult.ChangedMessage) merge).event().change());

    // Then
    assertThat(delta).isEmpty();
  }

  @Test
  void aMessagesStateKeepsWhenEachStatusCame() {
    // Given
    happen(
        WebhookFactSamples.message(ID, "oi", true, MessageStatus.PENDING),
        status(MessageStatus.SERVER_ACK, 1),
        status(MessageStatus.READ, 63),
        status(MessageStatus.DELIVERY_ACK, 70));

    // When
    MessageStateView view =
        MessageStateView.decode(
            MessageStateView.key(WebhookFactSamples.envelope("x", NOON).instance(), ID),
            state.encode());

    // Then
    assertThat(view.statuses())
        .containsExactly(
            java.util.Map.entry(MessageStatus.PENDING, NOON),
            java.util.Map.entry(MessageStatus.SERVER_ACK, NOON.plusSeconds(1)),
            java.util.Map.entry(MessageStatus.READ, NOON.plusSeconds(63)));
    assertThat(view.messageId()).isEqualTo(ID);
    assertThat(view.instance().text()).isEqualTo("default/loja");
    assertThat(view.tenantId()).isEqualTo(TENANT);
    assertThat(Json.write(view.text())).asString().isEqualTo("\"oi\"");
  }

  @Test
  void aStateOfAnOlderVersionKnowsItsNewestStatusOnly() {
    // Given
    String older =
        "{\"revision\":2,\"tenantId\":\"tenant-a\",\"status\":\"READ\","
            + "\"statusAt\":\"2026-03-01T12:00:00Z\",\"edits\":[],\"reactions\":[],"
            + "\"touchedAtMs\":1}";

    // When
    MessageState read =
        MessageState.decode(older.getBytes(java.nio.charset.StandardCharsets.UTF_8));

    // Then
    assertThat(read.reached()).containsExactly(java.util.Map.entry(MessageStatus.READ, NOON));
    assertThat(MessageState.decode(read.encode())).isEqualTo(read);
  }

  private void happen(WebhookFact... facts) {
    for (WebhookFact fact : facts) {
      MessageMergeResult merge = apply(fact);
      if (merge instanceof MessageMergeResult.ChangedMessage changed) {
        MessageStatsCalculator.of(state, changed.state(), changed.event().change())
            .ifPresent(this::add);
        state = MessageState.decode(changed.state().encode());
      }
    }
  }

  private void add(StatsDelta delta) {
    counts = counts.plus(delta.counts());
    delta.deliveryMs().ifPresent(millis -> delivery = delivery.and(millis));
    delta.readMs().ifPresent(millis -> read = read.and(millis));
  }

  private MessageMergeResult apply(WebhookFact fact) {
    if (fact instanceof MessageArrivalFact message) {
      return MessageStateMerger.arrive(state, message, NOON);
    } else if (fact instanceof MessageStatusFact status) {
      return MessageStateMerger.report(state, status, NOON);
    } else if (fact instanceof MessageEditFact edit) {
      return MessageStateMerger.edit(state, edit, NOON);
    }
    return MessageStateMerger.delete(state, (MessageDeletionFact) fact, NOON);
  }

  private static MessageStatusFact status(MessageStatus status, int afterSeconds) {
    Instant at = NOON.plusSeconds(afterSeconds);
    return new MessageStatusFact(
        WebhookFactSamples.envelope("messages.update", at), ID, null, status, status.name(), null);
  }

  private static MessageArrivalFact history(MessageArrivalFact live) {
    ObjectNode body = Json.mapper().valueToTree(live.body());
    return new MessageArrivalFact(
        live.envelope(),
        live.messageId(),
        Json.mapper().convertValue(body.put("history", true), MessageBody.class),
        live.status(),
        live.rawStatus(),
        live.error());
  }

  private static StatsCounterValues outgoing(int steps) {
    StatsCounter[] way = {
      StatsCounter.SERVER_ACK, StatsCounter.DELIVERY_ACK, StatsCounter.READ, StatsCounter.PLAYED
    };
    StatsCounterValues counts = StatsCounterValues.one(StatsCounter.OUT).and(MessageType.TEXT);
    for (int n = 0; n < steps; n++) {
      counts = counts.and(way[n]);
    }
    return counts;
  }

  private static Optional<Long> seconds(LatencySketch sketch) {
    assertThat(sketch.count()).isLessThanOrEqualTo(1);
    return sketch.quantile(0.5).map(Duration::toMillis).map(millis -> Math.round(millis / 1000.0));
  }
}
