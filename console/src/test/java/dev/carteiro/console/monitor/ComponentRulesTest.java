// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.Integration;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.runtime.Health;
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

class ComponentRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Map<WatchedRole, String> GROUPS =
      Map.of(
          WatchedRole.TOPOLOGY, "topology",
          WatchedRole.SENDER, "sender",
          WatchedRole.SINK, "sink");

  private final Map<WatchedRole, List<ProcessState>> processes = new EnumMap<>(WatchedRole.class);
  private KafkaState kafka = kafka(0, 0, Map.of());
  private DatabaseState database = database(queue(0, 0), List.of(), List.of());

  ComponentRulesTest() {
    for (WatchedRole role : WatchedRole.values()) {
      processes.put(role, new ArrayList<>(List.of(up(role, Samples.none()))));
    }
  }

  @Test
  void everythingUpIsHealthy() {
    // When
    Map<Component, ComponentRules.Verdict> verdicts = judge();
    // Then
    assertThat(verdicts.values())
        .hasSize(Component.values().length)
        .allMatch(verdict -> verdict.level() == Level.HEALTHY);
  }

  @ParameterizedTest
  @EnumSource(WatchedRole.class)
  void aRoleWithoutAProcessThatAnswersIsUnhealthy(WatchedRole role) {
    // Given
    processes.put(role, List.of(down()));
    // When
    ComponentRules.Verdict verdict = judge().get(role.component());
    // Then
    assertThat(verdict)
        .isEqualTo(ComponentRules.Verdict.unhealthy("0 of 1 ready: it refuses connections"));
  }

  @ParameterizedTest
  @EnumSource(WatchedRole.class)
  void aRoleThatLostSomeProcessesIsDegraded(WatchedRole role) {
    // Given
    processes.get(role).add(down());
    // When
    ComponentRules.Verdict verdict = judge().get(role.component());
    // Then
    assertThat(verdict)
        .isEqualTo(ComponentRules.Verdict.degraded("1 of 2 ready: down:1: it refuses connections"));
  }

  @Test
  void aRoleThatAnswersButIsNotReadySaysWhy() {
    // Given
    ProcessState restoring =
        new ProcessState(
            URI.create("http://up:1"),
            true,
            false,
            List.of(Health.Check.notReady("topology", "7 records of state still to restore")),
            "",
            Samples.none(),
            NOW);
    processes.put(WatchedRole.TOPOLOGY, List.of(restoring));
    // When
    ComponentRules.Verdict verdict = judge().get(Component.TOPOLOGY);
    // Then
    assertThat(verdict.level()).isEqualTo(Level.UNHEALTHY);
    assertThat(verdict.detail()).contains("7 records of state still to restore");
  }

  @Test
  void aConsumerFarBehindIsDegraded() {
    // Given
    long lag = ComponentRules.FAR_BEHIND + 1;
    kafka =
        kafka(
            0,
            0,
            Map.of(
                "sink", new GroupLag(lag, Map.of()),
                "topology", new GroupLag(lag, Map.of(Topic.WEBHOOK.topicName(), lag))));
    // When
    Map<Component, ComponentRules.Verdict> verdicts = judge();
    // Then
    assertThat(verdicts.get(Component.SINK).level()).isEqualTo(Level.DEGRADED);
    assertThat(verdicts.get(Component.INGEST).level()).isEqualTo(Level.DEGRADED);
    assertThat(verdicts.get(Component.SENDER).level()).isEqualTo(Level.HEALTHY);
  }

  @Test
  void withoutABridgeNoWebhooksComeIn() {
    // Given
    processes.put(WatchedRole.BRIDGE, List.of(down()));
    // When
    ComponentRules.Verdict verdict = judge().get(Component.INGEST);
    // Then
    assertThat(verdict.level()).isEqualTo(Level.UNHEALTHY);
  }

  @ParameterizedTest
  @CsvSource({"true,0,0,HEALTHY", "true,1,0,DEGRADED", "true,1,1,UNHEALTHY", "false,0,0,UNHEALTHY"})
  void kafkaIsAsWellAsItsReplicas(boolean reachable, int under, int without, Level level) {
    // Given
    kafka =
        new KafkaState(
            reachable,
            "gone",
            3,
            under,
            without,
            Optional.of(List.of()),
            List.of(),
            Map.of(),
            Set.of(),
            NOW,
            NOW);
    // When
    ComponentRules.Verdict verdict = judge().get(Component.KAFKA);
    // Then
    assertThat(verdict.level()).isEqualTo(level);
  }

  @Test
  void postgresThatIsAwayIsUnhealthyAndItsNumbersUnknown() {
    // Given
    database = new DatabaseState(false, "it does not answer", Numbers.none(), NOW.minusSeconds(61));
    // When
    Map<Component, ComponentRules.Verdict> verdicts = judge();
    // Then
    assertThat(verdicts.get(Component.POSTGRES).level()).isEqualTo(Level.UNHEALTHY);
    assertThat(verdicts.get(Component.QUEUES).level()).isEqualTo(Level.UNKNOWN);
    assertThat(verdicts.get(Component.EVOLUTION).level()).isEqualTo(Level.UNKNOWN);
    assertThat(verdicts.get(Component.MESSAGES).detail()).startsWith("unknown");
  }

  @ParameterizedTest
  @CsvSource({"100,50,HEALTHY", "101,0,DEGRADED", "0,51,DEGRADED"})
  void aLongQueueOrManyFailuresDegradeTheQueues(long waiting, long failed, Level level) {
    // Given
    database = database(queue(waiting, failed), List.of(), List.of());
    // When
    ComponentRules.Verdict verdict = judge().get(Component.QUEUES);
    // Then
    assertThat(verdict.level()).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({"0,0,HEALTHY", "0,19,HEALTHY", "90,10,HEALTHY", "89,11,DEGRADED", "49,51,UNHEALTHY"})
  void callsThatFailAreJudgedByTheirShare(long accepted, long failed, Level level) {
    // Given
    database =
        database(
            queue(0, 0),
            List.of(
                new Traffic.Minute(NOW.minus(Duration.ofMinutes(2)), 0, 0, accepted, failed, 0),
                new Traffic.Minute(NOW.minus(Duration.ofMinutes(20)), 0, 0, 0, 1_000, 0)),
            List.of());
    // When
    ComponentRules.Verdict verdict = judge().get(Component.MESSAGES);
    // Then
    assertThat(verdict.level()).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({"0,0,HEALTHY", "1,0,HEALTHY", "2,0,DEGRADED", "2,2,UNHEALTHY"})
  void evolutionIsAsWellAsItsBreakers(double one, double other, Level level) {
    // Given
    processes.put(WatchedRole.SENDER, List.of(up(WatchedRole.SENDER, breakers(one, other))));
    // When
    ComponentRules.Verdict verdict = judge().get(Component.EVOLUTION);
    // Then
    assertThat(verdict.level()).isEqualTo(level);
  }

  @Test
  void theBreakersOfASenderThatIsGoneSayNothing() {
    // Given
    ProcessState gone =
        new ProcessState(
            URI.create("http://down:1"), false, false, List.of(), "gone", breakers(2, 2), NOW);
    processes.get(WatchedRole.SENDER).add(gone);
    // When
    ComponentRules.Verdict verdict = judge().get(Component.EVOLUTION);
    // Then
    assertThat(verdict.level()).isEqualTo(Level.HEALTHY);
  }

  @ParameterizedTest
  @CsvSource({"open,open,HEALTHY", "open,close,HEALTHY", "close,close,DEGRADED"})
  void numbersThatAreMostlyAwayDegradeEvolution(String one, String other, Level level) {
    // Given
    database =
        database(queue(0, 0), List.of(), List.of(instance("one", one), instance("other", other)));
    // When
    ComponentRules.Verdict verdict = judge().get(Component.EVOLUTION);
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
            3,
            0,
            0,
            Optional.of(List.of("inbox-2 from offset 7")),
            List.of(),
            Map.of(),
            Set.of(),
            NOW,
            NOW);
    // When
    ComponentRules.Verdict verdict = judge().get(Component.KAFKA);
    // Then
    assertThat(verdict.level()).isEqualTo(Level.UNHEALTHY);
    assertThat(verdict.detail()).contains("inbox-2 from offset 7", "transactions repair");
  }

  @Test
  void whatKafkaDoesNotTellIsUnknownAndNotWell() {
    // Given
    kafka =
        new KafkaState(
            true,
            "",
            3,
            0,
            0,
            Optional.empty(),
            List.of("topic whatsapp-webhook: TopicAuthorizationException"),
            Map.of("sink", new GroupLag(3, Map.of())),
            Set.of("topology", "sink"),
            NOW,
            NOW);
    // When
    Map<Component, ComponentRules.Verdict> verdicts = judge();
    // Then
    for (Component unknown :
        List.of(Component.KAFKA, Component.TOPOLOGY, Component.SINK, Component.INGEST)) {
      assertThat(verdicts.get(unknown).level()).as(unknown.text()).isEqualTo(Level.UNKNOWN);
    }
    assertThat(verdicts.get(Component.SENDER).level()).isEqualTo(Level.HEALTHY);
    assertThat(verdicts.get(Component.KAFKA).detail()).contains("whatsapp-webhook");
  }

  @Test
  void anUnknownComponentMakesTheWholeDegradedAndNeverHealthy() {
    // Given
    Map<Component, ComponentState> components = new EnumMap<>(Component.class);
    components.put(Component.KAFKA, new ComponentState(Level.HEALTHY, NOW, ""));
    components.put(Component.SINK, new ComponentState(Level.UNKNOWN, NOW, ""));
    // When
    Level overall = new Snapshot(NOW, components, Map.of(), kafka, database).overall();
    // Then
    assertThat(overall).isEqualTo(Level.DEGRADED);
    assertThat(overall.color()).isEqualTo("yellow");
    components.put(Component.QUEUES, new ComponentState(Level.UNHEALTHY, NOW, ""));
    assertThat(new Snapshot(NOW, components, Map.of(), kafka, database).overall())
        .isEqualTo(Level.UNHEALTHY);
  }

  @Test
  void withoutASenderThatTellsNothingIsKnownOfTheServers() {
    // Given
    processes.put(WatchedRole.SENDER, List.of(down()));
    // When
    ComponentRules.Verdict verdict = judge().get(Component.EVOLUTION);
    // Then
    assertThat(verdict.level()).isEqualTo(Level.UNKNOWN);
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
    processes.put(WatchedRole.SENDER, List.of(silent));
    // When
    ComponentRules.Verdict verdict = judge().get(Component.EVOLUTION);
    // Then
    assertThat(verdict.level()).isEqualTo(Level.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({"0,OK,HEALTHY", "1,LICENSE_REQUIRED,DEGRADED", "-1,UNKNOWN,UNKNOWN"})
  void evolutionIsAsWellAsItsProbes(double level, String finding, Level expected) {
    // Given
    Samples samples =
        new Samples(
            List.of(
                new Samples.Sample(
                    EvolutionRule.PROBE,
                    Map.of("server", "one", "finding", finding, "version", "2.3.7"),
                    level)));
    processes.put(WatchedRole.SENDER, List.of(up(WatchedRole.SENDER, samples)));
    // When
    ComponentRules.Verdict verdict = judge().get(Component.EVOLUTION);
    // Then
    assertThat(verdict.level()).isEqualTo(expected);
    assertThat(verdict.detail()).isNotBlank();
    assertThat(verdict.detail().contains(finding)).isEqualTo(level > 0);
  }

  @Test
  void aChannelWithoutAConnectionIsNoDisconnectedNumber() {
    // Given
    InstanceState own =
        new InstanceState("a", InstanceKey.of("own"), "close", NOW, false, Integration.EVOLUTION);
    database = database(queue(0, 0), List.of(), List.of(own));
    // When
    ComponentRules.Verdict verdict = judge().get(Component.EVOLUTION);
    // Then
    assertThat(verdict.level()).isEqualTo(Level.HEALTHY);
  }

  private Map<Component, ComponentRules.Verdict> judge() {
    return ComponentRules.judge(new ComponentRules.Seen(processes, kafka, database, GROUPS, NOW));
  }

  private static ProcessState up(WatchedRole role, Samples samples) {
    return new ProcessState(
        URI.create("http://up:1"),
        true,
        true,
        List.of(Health.Check.ready(role.text())),
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
        Samples.none(),
        null);
  }

  private static KafkaState kafka(int under, int without, Map<String, GroupLag> groups) {
    return new KafkaState(
        true, "", 3, under, without, Optional.of(List.of()), List.of(), groups, Set.of(), NOW, NOW);
  }

  private static QueueNumbers queue(long waiting, long failed) {
    return new QueueNumbers(
        Map.of(Lane.NORMAL, Map.of(JobState.QUEUED, waiting)), 0, 0, failed, 0, 0);
  }

  private static InstanceState instance(String name, String connection) {
    return new InstanceState("a", InstanceKey.of(name), connection, NOW, false, null);
  }

  private static DatabaseState database(
      QueueNumbers queue, List<Traffic.Minute> minutes, List<InstanceState> instances) {
    return new DatabaseState(
        true,
        "",
        new Numbers(
            queue,
            new Traffic(minutes, Traffic.Latency.none()),
            Map.of(),
            Map.of(),
            instances,
            List.of(),
            List.of(),
            List.of()),
        NOW);
  }

  private static Samples breakers(double one, double other) {
    return new Samples(
        List.of(
            new Samples.Sample(EvolutionRule.BREAKER, Map.of("server", "one"), one),
            new Samples.Sample(EvolutionRule.BREAKER, Map.of("server", "other"), other)));
  }
}
