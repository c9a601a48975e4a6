// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.console.monitor.snapshot.BoundInstanceState;
import dev.carteiro.console.monitor.snapshot.DatabaseState;
import dev.carteiro.console.monitor.snapshot.DatabaseStatistics;
import dev.carteiro.console.monitor.snapshot.HealthLevel;
import dev.carteiro.console.monitor.snapshot.KafkaState;
import dev.carteiro.console.monitor.snapshot.KafkaState.ConsumerGroupLag;
import dev.carteiro.console.monitor.snapshot.MessageTrafficStatistics;
import dev.carteiro.console.monitor.snapshot.MonitoredComponent;
import dev.carteiro.console.monitor.snapshot.MonitoredRole;
import dev.carteiro.console.monitor.snapshot.ProcessMetricSamples;
import dev.carteiro.console.monitor.snapshot.ProcessState;
import dev.carteiro.console.monitor.snapshot.SendQueueStatistics;
import dev.carteiro.console.monitor.snapshot.SystemSnapshot;
import dev.carteiro.console.monitor.snapshot.SystemSnapshot.ComponentState;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.registry.WhatsAppIntegration;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.runtime.lifecycle.RoleHealth;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ComponentHealthRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Map<MonitoredRole, String> GROUPS =
      Map.of(
          MonitoredRole.TOPOLOGY, "topology",
          MonitoredRole.SENDER, "sender",
          MonitoredRole.SINK, "sink");

  private final Map<MonitoredRole, List<ProcessState>> processes =
      new EnumMap<>(MonitoredRole.class);
  private KafkaState kafka = kafka(0, 0, Map.of());
  private DatabaseState database = database(queue(0, 0), List.of(), List.of());

  ComponentHealthRulesTest() {
    for (MonitoredRole role : MonitoredRole.values()) {
      processes.put(role, new ArrayList<>(List.of(up(role, ProcessMetricSamples.none()))));
    }
  }

  @Test
  void everythingUpIsHealthy() {
    // When
    Map<MonitoredComponent, ComponentHealthRules.HealthRuleVerdict> verdicts = judge();
    // Then
    assertThat(verdicts.values())
        .hasSize(MonitoredComponent.values().length)
        .allMatch(verdict -> verdict.level() == HealthLevel.HEALTHY);
  }

  @ParameterizedTest
  @EnumSource(MonitoredRole.class)
  void aRoleWithoutAProcessThatAnswersIsUnhealthy(MonitoredRole role) {
    // Given
    processes.put(role, List.of(down()));
    // When
    ComponentHealthRules.HealthRuleVerdict verdict = judge().get(role.component());
    // Then
    assertThat(verdict)
        .isEqualTo(ComponentHealthRules.unhealthy("0 of 1 ready: it refuses connections"));
  }

  @ParameterizedTest
  @EnumSource(MonitoredRole.class)
  void aRoleThatLostSomeProcessesIsDegraded(MonitoredRole role) {
    // Given
    processes.get(role).add(down());
    // When
    ComponentHealthRules.HealthRuleVerdict verdict = judge().get(role.component());
    // Then
    assertThat(verdict)
        .isEqualTo(ComponentHealthRules.degraded("1 of 2 ready: down:1: it refuses connections"));
  }

  @Test
  void aRoleThatAnswersButIsNotReadySaysWhy() {
    // Given
    ProcessState restoring =
        new ProcessState(
            URI.create("http://up:1"),
            true,
            false,
            List.of(
                RoleHealth.HealthCheck.notReady("topology", "7 records of state still to restore")),
            "",
            ProcessMetricSamples.none(),
            NOW);
    processes.put(MonitoredRole.TOPOLOGY, List.of(restoring));
    // When
    ComponentHealthRules.HealthRuleVerdict verdict = judge().get(MonitoredComponent.TOPOLOGY);
    // Then
    assertThat(verdict.level()).isEqualTo(HealthLevel.UNHEALTHY);
    assertThat(verdict.detail()).contains("7 records of state still to restore");
  }

  @Test
  void aConsumerFarBehindIsDegraded() {
    // Given
    long lag = ComponentHealthRules.FAR_BEHIND + 1;
    kafka =
        kafka(
            0,
            0,
            Map.of(
                "sink", new ConsumerGroupLag(lag, Map.of()),
                "topology", new ConsumerGroupLag(lag, Map.of(Topic.WEBHOOK.topicName(), lag))));
    // When
    Map<MonitoredComponent, ComponentHealthRules.HealthRuleVerdict> verdicts = judge();
    // Then
    assertThat(verdicts.get(MonitoredComponent.SINK).level()).isEqualTo(HealthLevel.DEGRADED);
    assertThat(verdicts.get(MonitoredComponent.INGEST).level()).isEqualTo(HealthLevel.DEGRADED);
    assertThat(verdicts.get(MonitoredComponent.SENDER).level()).isEqualTo(HealthLevel.HEALTHY);
  }

  @Test
  void withoutABridgeNoWebhooksComeIn() {
    // Given
    processes.put(MonitoredRole.BRIDGE, List.of(down()));
    // When
    ComponentHealthRules.HealthRuleVerdict verdict = judge().get(MonitoredComponent.INGEST);
    // Then
    assertThat(verdict.level()).isEqualTo(HealthLevel.UNHEALTHY);
  }

  @ParameterizedTest
  @CsvSource({"true,0,0,HEALTHY", "true,1,0,DEGRADED", "true,1,1,UNHEALTHY", "false,0,0,UNHEALTHY"})
  void kafkaIsAsWellAsItsReplicas(boolean reachable, int under, int without, HealthLevel level) {
    // Given
    kafka =
        new KafkaState(
            reachable,
            "gone",
            new KafkaState.KafkaClusterState(3, under, without, Optional.of(List.of())),
            List.of(),
            Map.of(),
            Set.of(),
            NOW,
            NOW);
    // When
    ComponentHealthRules.HealthRuleVerdict verdict = judge().get(MonitoredComponent.KAFKA);
    // Then
    assertThat(verdict.level()).isEqualTo(level);
  }

  @Test
  void postgresThatIsAwayIsUnhealthyAndItsNumbersUnknown() {
    // Given
    database =
        new DatabaseState(
            false, "it does not answer", DatabaseStatistics.none(), NOW.minusSeconds(61));
    // When
    Map<MonitoredComponent, ComponentHealthRules.HealthRuleVerdict> verdicts = judge();
    // Then
    assertThat(verdicts.get(MonitoredComponent.POSTGRES).level()).isEqualTo(HealthLevel.UNHEALTHY);
    assertThat(verdicts.get(MonitoredComponent.QUEUES).level()).isEqualTo(HealthLevel.UNKNOWN);
    assertThat(verdicts.get(MonitoredComponent.EVOLUTION).level()).isEqualTo(HealthLevel.UNKNOWN);
    assertThat(verdicts.get(MonitoredComponent.MESSAGES).detail()).startsWith("unknown");
  }

  @ParameterizedTest
  @CsvSource({"100,50,HEALTHY", "101,0,DEGRADED", "0,51,DEGRADED"})
  void aLongQueueOrManyFailuresDegradeTheQueues(long waiting, long failed, HealthLevel level) {
    // Given
    database = database(queue(waiting, failed), List.of(), List.of());
    // When
    ComponentHealthRules.HealthRuleVerdict verdict = judge().get(MonitoredComponent.QUEUES);
    // Then
    assertThat(verdict.level()).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({"0,0,HEALTHY", "0,19,HEALTHY", "90,10,HEALTHY", "89,11,DEGRADED", "49,51,UNHEALTHY"})
  void callsThatFailAreJudgedByTheirShare(long accepted, long failed, HealthLevel level) {
    // Given
    database =
        database(
            queue(0, 0),
            List.of(
                new MessageTrafficStatistics.TrafficBucket(
                    NOW.minus(Duration.ofMinutes(2)), 0, 0, accepted, failed, 0),
                new MessageTrafficStatistics.TrafficBucket(
                    NOW.minus(Duration.ofMinutes(20)), 0, 0, 0, 1_000, 0)),
            List.of());
    // When
    ComponentHealthRules.HealthRuleVerdict verdict = judge().get(MonitoredComponent.MESSAGES);
    // Then
    assertThat(verdict.level()).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({"0,0,HEALTHY", "1,0,HEALTHY", "2,0,DEGRADED", "2,2,UNHEALTHY"})
  void evolutionIsAsWellAsItsBreakers(double one, double other, HealthLevel level) {
    // Given
    processes.put(MonitoredRole.SENDER, List.of(up(MonitoredRole.SENDER, breakers(one, other))));
    // When
    ComponentHealthRules.HealthRuleVerdict verdict = judge().get(MonitoredComponent.EVOLUTION);
    // Then
    assertThat(verdict.level()).isEqualTo(level);
  }

  @Test
  void theBreakersOfASenderThatIsGoneSayNothing() {
    // Given
    ProcessState gone =
        new ProcessState(
            URI.create("http://down:1"), false, false, List.of(), "gone", breakers(2, 2), NOW);
    processes.get(MonitoredRole.SENDER).add(gone);
    // When
    ComponentHealthRules.HealthRuleVerdict verdict = judge().get(MonitoredComponent.EVOLUTION);
    // Then
    assertThat(verdict.level()).isEqualTo(HealthLevel.HEALTHY);
  }

  @ParameterizedTest
  @CsvSource({"open,open,HEALTHY", "open,close,HEALTHY", "close,close,DEGRADED"})
  void numbersThatAreMostlyAwayDegradeEvolution(String one, String other, HealthLevel level) {
    // Given
    database =
        database(queue(0, 0), List.of(), List.of(instance("one", one), instance("other", other)));
    // When
    ComponentHealthRules.HealthRuleVerdict verdict = judge().get(MonitoredComponent.EVOLUTION);
    // Then
    assertThat(verdict.level()).isEqualTo(level);
  }

  @Test
  void aTransactionThatHangsIsNamedWithItsCure() {
    // Given
    kafka =
        new KafkaState(
            true,
            "",
            new KafkaState.KafkaClusterState(
                3, 0, 0, Optional.of(List.of("inbox-2 from offset 7"))),
            List.of(),
            Map.of(),
            Set.of(),
            NOW,
            NOW);
    // When
    ComponentHealthRules.HealthRuleVerdict verdict = judge().get(MonitoredComponent.KAFKA);
    // Then
    assertThat(verdict.level()).isEqualTo(HealthLevel.UNHEALTHY);
    assertThat(verdict.detail()).contains("inbox-2 from offset 7", "transactions repair");
  }

  @Test
  void whatKafkaDoesNotTellIsUnknownAndNotWell() {
    // Given
    kafka =
        new KafkaState(
            true,
            "",
            new KafkaState.KafkaClusterState(3, 0, 0, Optional.empty()),
            List.of("topic whatsapp-webhook: TopicAuthorizationException"),
            Map.of("sink", new ConsumerGroupLag(3, Map.of())),
            Set.of("topology", "sink"),
            NOW,
            NOW);
    // When
    Map<MonitoredComponent, ComponentHealthRules.HealthRuleVerdict> verdicts = judge();
    // Then
    for (MonitoredComponent unknown :
        List.of(
            MonitoredComponent.KAFKA,
            MonitoredComponent.TOPOLOGY,
            MonitoredComponent.SINK,
            MonitoredComponent.INGEST)) {
      assertThat(verdicts.get(unknown).level()).as(unknown.text()).isEqualTo(HealthLevel.UNKNOWN);
    }
    assertThat(verdicts.get(MonitoredComponent.SENDER).level()).isEqualTo(HealthLevel.HEALTHY);
    assertThat(verdicts.get(MonitoredComponent.KAFKA).detail()).contains("whatsapp-webhook");
  }

  @Test
  void anUnknownComponentMakesTheWholeDegradedAndNeverHealthy() {
    // Given
    Map<MonitoredComponent, ComponentState> components = new EnumMap<>(MonitoredComponent.class);
    components.put(MonitoredComponent.KAFKA, new ComponentState(HealthLevel.HEALTHY, NOW, ""));
    components.put(MonitoredComponent.SINK, new ComponentState(HealthLevel.UNKNOWN, NOW, ""));
    // When
    HealthLevel overall = new SystemSnapshot(NOW, components, Map.of(), kafka, database).overall();
    // Then
    assertThat(overall).isEqualTo(HealthLevel.DEGRADED);
    assertThat(overall.color()).isEqualTo("yellow");
    components.put(MonitoredComponent.QUEUES, new ComponentState(HealthLevel.UNHEALTHY, NOW, ""));
    assertThat(new SystemSnapshot(NOW, components, Map.of(), kafka, database).overall())
        .isEqualTo(HealthLevel.UNHEALTHY);
  }

  @Test
  void withoutASenderThatTellsNothingIsKnownOfTheServers() {
    // Given
    processes.put(MonitoredRole.SENDER, List.of(down()));
    // When
    ComponentHealthRules.HealthRuleVerdict verdict = judge().get(MonitoredComponent.EVOLUTION);
    // Then
    assertThat(verdict.level()).isEqualTo(HealthLevel.UNKNOWN);
  }

  @Test
  void oldNumbersOfASenderAreNotBelieved() {
    // Given
    ProcessState silent =
        new ProcessState(
            URI.create("http://up:1"),
            true,
            true,
            List.of(),
            "",
            breakers(0, 0),
            NOW.minusSeconds(61));
    processes.put(MonitoredRole.SENDER, List.of(silent));
    // When
    ComponentHealthRules.HealthRuleVerdict verdict = judge().get(MonitoredComponent.EVOLUTION);
    // Then
    assertThat(verdict.level()).isEqualTo(HealthLevel.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({"0,OK,HEALTHY", "1,LICENSE_REQUIRED,DEGRADED", "-1,UNKNOWN,UNKNOWN"})
  void evolutionIsAsWellAsItsProbes(double level, String finding, HealthLevel expected) {
    // Given
    ProcessMetricSamples samples =
        new ProcessMetricSamples(
            List.of(
                new ProcessMetricSamples.MetricSample(
                    EvolutionHealthRule.PROBE,
                    Map.of("server", "one", "finding", finding, "version", "2.3.7"),
                    level)));
    processes.put(MonitoredRole.SENDER, List.of(up(MonitoredRole.SENDER, samples)));
    // When
    ComponentHealthRules.HealthRuleVerdict verdict = judge().get(MonitoredComponent.EVOLUTION);
    // Then
    assertThat(verdict.level()).isEqualTo(expected);
    assertThat(verdict.detail()).isNotBlank();
    assertThat(verdict.detail().contains(finding)).isEqualTo(level > 0);
  }

  @Test
  void aChannelWithoutAConnectionIsNoDisconnectedNumber() {
    // Given
    BoundInstanceState own =
        new BoundInstanceState(
            "a", InstanceKey.of("own"), "close", NOW, false, WhatsAppIntegration.EVOLUTION);
    database = database(queue(0, 0), List.of(), List.of(own));
    // When
    ComponentHealthRules.HealthRuleVerdict verdict = judge().get(MonitoredComponent.EVOLUTION);
    // Then
    assertThat(verdict.level()).isEqualTo(HealthLevel.HEALTHY);
  }

  private Map<MonitoredComponent, ComponentHealthRules.HealthRuleVerdict> judge() {
    return ComponentHealthRules.judge(
        new ComponentHealthRules.HealthRuleInput(processes, kafka, database, GROUPS, NOW));
  }

  private static ProcessState up(MonitoredRole role, ProcessMetricSamples samples) {
    return new ProcessState(
        URI.create("http://up:1"),
        true,
        true,
        List.of(RoleHealth.HealthCheck.ready(role.text())),
        "",
        samples,
        NOW);
  }

  private static ProcessState down() {
    return new ProcessState(
        URI.create("http://down:1"),
        false,
        false,
        List.of(),
        "it refuses connections",
        ProcessMetricSamples.none(),
        null);
  }

  private static KafkaState kafka(int under, int without, Map<String, ConsumerGroupLag> groups) {
    return new KafkaState(
        true,
        "",
        new KafkaState.KafkaClusterState(3, under, without, Optional.of(List.of())),
        List.of(),
        groups,
        Set.of(),
        NOW,
        NOW);
  }

  private static SendQueueStatistics queue(long waiting, long failed) {
    return new SendQueueStatistics(
        Map.of(Lane.NORMAL, Map.of(JobState.QUEUED, waiting)), 0, 0, failed, 0, 0);
  }

  private static BoundInstanceState instance(String name, String connection) {
    return new BoundInstanceState("a", InstanceKey.of(name), connection, NOW, false, null);
  }

  private static DatabaseState database(
      SendQueueStatistics queue,
      List<MessageTrafficStatistics.TrafficBucket> minutes,
      List<BoundInstanceState> instances) {
    return new DatabaseState(
        true,
        "",
        new DatabaseStatistics(
            Map.of(DatabaseStatistics.ALL, queue),
            Map.of(
                DatabaseStatistics.ALL,
                new MessageTrafficStatistics(
                    minutes, MessageTrafficStatistics.CallLatencyStatistics.none())),
            instances,
            List.of(),
            List.of(),
            List.of()),
        NOW);
  }

  private static ProcessMetricSamples breakers(double one, double other) {
    return new ProcessMetricSamples(
        List.of(
            new ProcessMetricSamples.MetricSample(
                EvolutionHealthRule.BREAKER, Map.of("server", "one"), one),
            new ProcessMetricSamples.MetricSample(
                EvolutionHealthRule.BREAKER, Map.of("server", "other"), other)));
  }
}
