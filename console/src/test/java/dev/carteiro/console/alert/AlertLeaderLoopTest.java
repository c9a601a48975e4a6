// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import dev.carteiro.config.KafkaSettings;
import dev.carteiro.console.alert.PlatformRuleInput.ServiceReachability;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import dev.carteiro.runtime.testing.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who judges when Kafka goes away. */
class AlertLeaderLoopTest {
  private static final TopicPartition ALERTS = AlertRecordCodec.PARTITION;

  /** The topic has one only; an assignment that is not that one. */
  private static final TopicPartition ANOTHER = new TopicPartition(ALERTS.topic(), 1);

  private final SettableClock clock = SettableClock.at(AlertEventFixture.NOON);
  private final AlertSettings settings = new Environment(Map.of()).bind(AlertSettings.class);
  private final FiringAlertRegistry book = new FiringAlertRegistry();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final AlertTopicWriter writer =
      new AlertTopicWriter(
          new Environment(Map.of()).bind(KafkaSettings.class),
          List.of(),
          new SimpleMeterRegistry());
  private final GroupMemberConsumer reader = new GroupMemberConsumer();
  private final RuleInputFixture scene = new RuleInputFixture();
  private final AlertLeaderLoop leader =
      new AlertLeaderLoop(
          () -> reader,
          new AlertLeaderLoop.LeaderComponents(
              new AlertRuleEngine(settings, new AlertMessageFormatter(Locale.ENGLISH), book),
              book,
              writer,
              new AlertRuleMetrics(metrics),
              new NoticeDeliveryLog(metrics)),
          () -> scene.at(clock.instant()),
          settings.interval(),
          clock);

  @BeforeEach
  void join() {
    reader.updateBeginningOffsets(Map.of(ALERTS, 0L));
    reader.updateEndOffsets(Map.of(ALERTS, 0L));
    leader.join(reader);
  }

  @Test
  void theOwnerTellsThatKafkaIsAway() {
    // Given
    reader.rebalance(List.of(ALERTS));
    watch(Duration.ofMinutes(1));

    // When
    kafkaIsAway();
    watch(Duration.ofMinutes(1));

    // Then
    assertThat(told()).containsExactly(AlertRuleId.KAFKA_DOWN);
  }

  @Test
  void anOwnerThatKafkaTookThePartitionFromBeforeItWentAwayTells() {
    // Given
    reader.rebalance(List.of(ALERTS));
    watch(Duration.ofMinutes(1));

    // When
    reader.takeAll();
    kafkaIsAway();
    watch(Duration.ofMinutes(1));

    // Then
    assertThat(told()).containsExactly(AlertRuleId.KAFKA_DOWN);
  }

  @Test
  void whoWasNeverAnsweredTells() {
    // When
    kafkaIsAway();
    watch(Duration.ofMinutes(1));

    // Then
    assertThat(told()).containsExactly(AlertRuleId.KAFKA_DOWN);
  }

  @Test
  void whoKnowsOfAnotherOwnerLeavesItToThatOne() {
    // Given
    reader.updateBeginningOffsets(Map.of(ANOTHER, 0L));
    reader.rebalance(List.of(ANOTHER));
    watch(Duration.ofMinutes(1));

    // When
    kafkaIsAway();
    watch(Duration.ofMinutes(1));

    // Then
    assertThat(told()).isEmpty();
  }

  private void kafkaIsAway() {
    scene.kafka = Optional.of(new ServiceReachability(false, "no broker answers"));
  }

  private void watch(Duration time) {
    Instant until = clock.instant().plus(time);
    while (clock.instant().isBefore(until)) {
      leader.step(reader);
      clock.advance(settings.interval());
    }
  }

  private List<AlertRuleId> told() {
    return writer.waiting().stream().map(AlertEvent::rule).toList();
  }

  private static final class GroupMemberConsumer extends MockConsumer<String, byte[]> {
    private ConsumerRebalanceListener listener;

    GroupMemberConsumer() {
      super("earliest");
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener rebalanced) {
      listener = rebalanced;
      super.subscribe(topics, rebalanced);
    }

    /** A rebalance that began, and came to no end. */
    void takeAll() {
      listener.onPartitionsRevoked(assignment());
    }
  }
}
