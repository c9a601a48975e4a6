// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import dev.carteiro.console.alert.DatabaseRuleInput.InstanceBacklog;
import dev.carteiro.console.alert.DatabaseRuleInput.InstanceSilence;
import dev.carteiro.console.alert.PlatformRuleInput.DiskUsage;
import dev.carteiro.console.alert.PlatformRuleInput.RoleProcessCounts;
import dev.carteiro.console.alert.PlatformRuleInput.ServiceReachability;
import dev.carteiro.console.monitor.snapshot.MonitoredRole;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import dev.carteiro.contract.event.AlertEvent.AlertState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AlertRuleEngineTest {
  private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");
  private static final Duration STEP = Duration.ofSeconds(5);

  private AlertSettings settings = new Environment(Map.of()).bind(AlertSettings.class);
  private FiringAlertRegistry book = new FiringAlertRegistry();
  private AlertRuleEngine engine = engine();
  private Instant now = START;

  private AlertRuleEngine engine() {
    return new AlertRuleEngine(settings, new AlertMessageFormatter(Locale.ENGLISH), book);
  }

  /** What makes each rule hold, and what is just not enough for it. */
  static Stream<Arguments> troubles() {
    return Stream.of(
        trouble(
            AlertRuleId.KAFKA_DOWN,
            scene -> scene.kafka = Optional.of(new ServiceReachability(false, "no broker answers")),
            scene -> {}),
        trouble(
            AlertRuleId.TRANSACTION_HANGING,
            scene -> scene.hanging = Optional.of(List.of("whatsapp-inbox-2 from offset 7")),
            scene -> {}),
        trouble(
            AlertRuleId.POSTGRES_DOWN,
            scene -> scene.postgres = Optional.of(new ServiceReachability(false, "refused")),
            scene -> {}),
        trouble(
            AlertRuleId.EVOLUTION_DEGRADED,
            scene -> scene.troubled = Optional.of(Map.of("evo:8080", "SLOW")),
            scene -> {}),
        trouble(
            AlertRuleId.MONITORING_INCOMPLETE,
            scene ->
                scene.gaps =
                    List.of(new PlatformRuleInput.MonitoringGap("alerts", "3 alerts not kept")),
            scene -> {}),
        trouble(AlertRuleId.CLOCK_OFFSET, scene -> clock(scene, 90), scene -> clock(scene, 5)),
        trouble(AlertRuleId.CLOCK_OFFSET, scene -> clock(scene, -90), scene -> clock(scene, -5)),
        down(AlertRuleId.BRIDGE_DOWN, MonitoredRole.BRIDGE),
        down(AlertRuleId.TOPOLOGY_DOWN, MonitoredRole.TOPOLOGY),
        down(AlertRuleId.SENDER_DOWN, MonitoredRole.SENDER),
        down(AlertRuleId.SINK_DOWN, MonitoredRole.SINK),
        trouble(
            AlertRuleId.QUEUE_LONG,
            scene -> scene.queue = new DatabaseRuleInput.SendQueueCounts(51, 1, 0, 0),
            scene -> scene.queue = new DatabaseRuleInput.SendQueueCounts(50, 1, 0, 0)),
        trouble(
            AlertRuleId.QUEUE_WAITING,
            scene -> scene.queue = new DatabaseRuleInput.SendQueueCounts(101, 1, 0, 0),
            scene -> scene.queue = new DatabaseRuleInput.SendQueueCounts(100, 1, 0, 0)),
        trouble(
            AlertRuleId.QUEUE_FAILED,
            scene -> scene.queue = new DatabaseRuleInput.SendQueueCounts(0, 0, 51, 0),
            scene -> scene.queue = new DatabaseRuleInput.SendQueueCounts(0, 0, 50, 0)),
        trouble(
            AlertRuleId.QUEUE_STALLED, scene -> stall(scene, 3, 0), scene -> stall(scene, 3, 1)),
        trouble(
            AlertRuleId.QUEUE_STALLED, scene -> stall(scene, 1, 0), scene -> stall(scene, 0, 0)),
        trouble(
            AlertRuleId.QUEUE_BACKLOG,
            scene ->
                scene.backlogs = List.of(new InstanceBacklog("t1", RuleInputFixture.ACME, 501, 0)),
            scene ->
                scene.backlogs = List.of(new InstanceBacklog("t1", RuleInputFixture.ACME, 500, 0))),
        trouble(
            AlertRuleId.FAILURE_RATE_HIGH,
            scene -> scene.calls = new DatabaseRuleInput.SendCallCounts(100, 11, 100),
            scene -> scene.calls = new DatabaseRuleInput.SendCallCounts(100, 10, 100)),
        trouble(
            AlertRuleId.FAILURE_RATE_HIGH,
            scene -> scene.calls = new DatabaseRuleInput.SendCallCounts(20, 20, 20),
            scene -> scene.calls = new DatabaseRuleInput.SendCallCounts(19, 19, 19)),
        trouble(
            AlertRuleId.INSTANCE_DISCONNECTED,
            scene -> scene.disconnected = List.of(RuleInputFixture.acme(0, "close")),
            scene -> {}),
        trouble(
            AlertRuleId.INSTANCE_REMOVED,
            scene -> scene.removed = List.of(RuleInputFixture.acme(0, "deleted")),
            scene -> {}),
        trouble(
            AlertRuleId.INSTANCE_MISMATCH,
            scene -> scene.mismatched = List.of(RuleInputFixture.acme(3, "whatsapp-webhook-0-7-0")),
            scene -> {}),
        trouble(
            AlertRuleId.INSTANCE_SILENT,
            scene -> scene.silences = List.of(silence(InstanceSilence.SilenceAssessment.ALARMING)),
            scene -> scene.silences = List.of(silence(InstanceSilence.SilenceAssessment.USUAL))),
        trouble(
            AlertRuleId.UNCONFIRMED_SENDS,
            scene -> scene.unconfirmed = List.of(RuleInputFixture.acme(1, null)),
            scene -> scene.unconfirmed = List.of()),
        trouble(
            AlertRuleId.WEBHOOKS_PARKED,
            scene -> scene.parked = OptionalDouble.of(1),
            scene -> scene.parked = OptionalDouble.of(0)),
        trouble(
            AlertRuleId.DEAD_LETTERS,
            scene -> scene.deadLetters = 1,
            scene -> scene.deadLetters = 0),
        trouble(
            AlertRuleId.RESTORING,
            scene -> scene.busy = Optional.of(List.of("taking over partitions")),
            scene -> {}),
        trouble(
            AlertRuleId.TIMERS_LATE,
            scene -> scene.timersLate = OptionalDouble.of(61),
            scene -> scene.timersLate = OptionalDouble.of(60)),
        trouble(
            AlertRuleId.DISK_LOW,
            scene -> scene.disks = List.of(new DiskUsage("/data", 9, 100)),
            scene -> scene.disks = List.of(new DiskUsage("/data", 10, 100))),
        trouble(
            AlertRuleId.SOURCE_LAG_HIGH,
            scene -> scene.lags = List.of(RuleInputFixture.acme(301, null)),
            scene -> scene.lags = List.of(RuleInputFixture.acme(300, null))));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void aTroubleFiresOnceAfterItsTimeAndResolvesOnce(
      AlertRuleId rule, Consumer<RuleInputFixture> trouble, Consumer<RuleInputFixture> notEnough) {
    // Given
    Duration holds = settings.limits(rule).holds();
    RuleInputFixture bad = changed(trouble);
    RuleInputFixture good = changed(notEnough);

    // When
    List<AlertEvent> before = watch(rule, good, Duration.ofMinutes(30));
    Instant begin = now;
    List<AlertEvent> during = watch(rule, bad, holds.plus(Duration.ofHours(1)));
    Instant end = now;
    List<AlertEvent> after = watch(rule, good, Duration.ofHours(1));

    // Then
    assertThat(before).isEmpty();
    assertThat(during).hasSize(1);
    AlertEvent firing = during.get(0);
    assertThat(firing.state()).isEqualTo(AlertState.FIRING);
    assertThat(firing.at()).isBetween(begin.plus(holds), begin.plus(holds).plus(STEP));
    assertThat(after).hasSize(1);
    AlertEvent resolved = after.get(0);
    assertThat(resolved.state()).isEqualTo(AlertState.RESOLVED);
    assertThat(resolved.at()).isAfterOrEqualTo(end.plus(settings.resolveAfter()));
    assertThat(resolved.episode()).isEqualTo(firing.episode());
    assertThat(book.counts()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void aTroubleThatIsOverBeforeItsTimeIsNotHeardOf(
      AlertRuleId rule, Consumer<RuleInputFixture> trouble, Consumer<RuleInputFixture> notEnough) {
    // Given
    Duration holds = settings.limits(rule).holds();

    // When
    List<AlertEvent> events = new ArrayList<>();
    for (int i = 0; i < 20 && !holds.isZero(); i++) {
      events.addAll(watch(rule, changed(trouble), holds.minus(STEP)));
      events.addAll(watch(rule, changed(notEnough), STEP));
    }

    // Then
    assertThat(events).isEmpty();
  }

  @Test
  void everyRuleIsTriedHere() {
    // When
    Set<AlertRuleId> tried = EnumSet.noneOf(AlertRuleId.class);
    troubles().forEach(arguments -> tried.add((AlertRuleId) arguments.get()[0]));

    // Then
    assertThat(tried)
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(
                EnumSet.of(
                    AlertRuleId.EVOLUTION_OFFLINE,
                    AlertRuleId.EVOLUTION_UNLICENSED,
                    AlertRuleId.SEND_NEEDS_MANUAL,
                    AlertRuleId.SEND_RATE_LIMITED)));
  }

  @Test
  void whatOnlySomeProcessesSayBeginsAnAlertAndDoesNotEndIt() {
    // Given
    RuleInputFixture parked = new RuleInputFixture();
    parked.parked = OptionalDouble.of(5);
    parked.complete = false;
    List<AlertEvent> begun = watch(AlertRuleId.WEBHOOKS_PARKED, parked, Duration.ofMinutes(5));
    RuleInputFixture gone = new RuleInputFixture();
    gone.complete = false;
    RuleInputFixture unseen = new RuleInputFixture();
    unseen.disks = List.of();
    unseen.unseenDisks = true;

    // When
    List<AlertEvent> whileGone = watch(AlertRuleId.WEBHOOKS_PARKED, gone, Duration.ofHours(1));
    List<AlertEvent> over =
        watch(AlertRuleId.WEBHOOKS_PARKED, new RuleInputFixture(), Duration.ofMinutes(5));

    // Then
    assertThat(begun).extracting(AlertEvent::state).containsExactly(AlertState.FIRING);
    assertThat(whileGone).isEmpty();
    assertThat(over).extracting(AlertEvent::state).containsExactly(AlertState.RESOLVED);
    assertThat(watch(AlertRuleId.DISK_LOW, unseen, Duration.ofHours(1))).isEmpty();
  }

  @Test
  void allIsWellAndNothingIsSaid() {
    // When
    List<AlertEvent> events = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      now = now.plus(STEP);
      events.addAll(engine.judge(new RuleInputFixture().at(now)));
    }

    // Then
    assertThat(events).isEmpty();
  }

  @Test
  void whatCannotBeSeenNeitherBeginsNorEnds() {
    // Given
    RuleInputFixture bad =
        changed(scene -> scene.queue = new DatabaseRuleInput.SendQueueCounts(200, 1, 60, 0));
    RuleInputFixture blind = changed(scene -> scene.rowsKnown = false);
    List<AlertEvent> fired = watch(AlertRuleId.QUEUE_FAILED, bad, Duration.ofMinutes(1));

    // When
    List<AlertEvent> meanwhile = watch(AlertRuleId.QUEUE_FAILED, blind, Duration.ofHours(2));
    meanwhile.addAll(watch(AlertRuleId.QUEUE_WAITING, blind, Duration.ofHours(2)));

    // Then
    assertThat(fired).hasSize(1);
    assertThat(meanwhile).isEmpty();
    assertThat(book.counts().values()).containsExactly(1);
  }

  @Test
  void timeThatNobodySawCountsForNeitherBeginningNorEnd() {
    // Given
    RuleInputFixture bad = changed(scene -> stall(scene, 3, 0));
    RuleInputFixture good = changed(scene -> stall(scene, 0, 0));
    RuleInputFixture blind = changed(scene -> scene.rowsKnown = false);

    // When
    List<AlertEvent> early = watch(AlertRuleId.QUEUE_STALLED, bad, Duration.ofMinutes(1));
    early.addAll(watch(AlertRuleId.QUEUE_STALLED, blind, Duration.ofHours(1)));
    early.addAll(watch(AlertRuleId.QUEUE_STALLED, bad, Duration.ofMinutes(1)));
    List<AlertEvent> fired = watch(AlertRuleId.QUEUE_STALLED, bad, Duration.ofMinutes(2));
    List<AlertEvent> still =
        watch(AlertRuleId.QUEUE_STALLED, good, settings.resolveAfter().dividedBy(2));
    still.addAll(watch(AlertRuleId.QUEUE_STALLED, blind, Duration.ofHours(1)));
    still.addAll(watch(AlertRuleId.QUEUE_STALLED, good, STEP));
    List<AlertEvent> over = watch(AlertRuleId.QUEUE_STALLED, good, Duration.ofMinutes(1));

    // Then
    assertThat(early).isEmpty();
    assertThat(fired).extracting(AlertEvent::state).containsExactly(AlertState.FIRING);
    assertThat(still).isEmpty();
    assertThat(over).extracting(AlertEvent::state).containsExactly(AlertState.RESOLVED);
  }

  @Test
  void anAlertOfAnotherIdentityNamesTheNumberAndTheCommandsThatMendIt() {
    // Given
    RuleInputFixture scene =
        changed(
            one -> one.mismatched = List.of(RuleInputFixture.acme(3, "whatsapp-webhook-0-7-0")));

    // When
    List<AlertEvent> told = watch(AlertRuleId.INSTANCE_MISMATCH, scene, Duration.ofSeconds(5));

    // Then
    assertThat(told)
        .singleElement()
        .extracting(AlertEvent::message)
        .asString()
        .contains(
            "3 webhooks of acme are held back",
            "./carteiro instances update --from-dead-letter=whatsapp-webhook-0-7-0 acme and then:"
                + " ./carteiro dead-letters redrive --instance=acme --execute");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "default|acme-1| acme-1",
        "eu|acme| --gateway=eu acme",
        "default|a b| 'a b'",
        "default|x'; rm -rf ~| 'x'\\''; rm -rf ~'",
        "default|$(id)| '$(id)'",
        "default|--all| -- '--all'"
      })
  void aNameInACommandStaysAName(String gateway, String name, String said) {
    // When
    String command = InstanceCommandText.instances("remove", new InstanceKey(gateway, name), "");

    // Then
    assertThat(command).isEqualTo("./carteiro instances remove " + said.strip());
  }

  @Test
  void aRestartedConsoleWhichReadTheTopicDoesNotFireAgainAndResolves() {
    // Given
    RuleInputFixture bad =
        changed(scene -> scene.disconnected = List.of(RuleInputFixture.acme(0, "close")));
    List<AlertEvent> topic = watch(AlertRuleId.INSTANCE_DISCONNECTED, bad, Duration.ofMinutes(5));
    book = new FiringAlertRegistry();
    topic.forEach(book::apply);
    engine = engine();

    // When
    List<AlertEvent> still = watch(AlertRuleId.INSTANCE_DISCONNECTED, bad, Duration.ofMinutes(10));
    List<AlertEvent> over =
        watch(AlertRuleId.INSTANCE_DISCONNECTED, new RuleInputFixture(), Duration.ofMinutes(10));

    // Then
    assertThat(topic).hasSize(1);
    assertThat(still).isEmpty();
    assertThat(over).extracting(AlertEvent::state).containsExactly(AlertState.RESOLVED);
    assertThat(over.get(0).episode()).isEqualTo(topic.get(0).episode());
    assertThat(over.get(0).tenantId()).isEqualTo("t1");
  }

  @Test
  void anInstanceThatNobodyCouldHearStaysAsItWas() {
    // Given
    RuleInputFixture silent =
        changed(
            scene -> scene.silences = List.of(silence(InstanceSilence.SilenceAssessment.ALARMING)));
    RuleInputFixture uncertain =
        changed(
            scene ->
                scene.silences = List.of(silence(InstanceSilence.SilenceAssessment.UNCERTAIN)));

    // When
    List<AlertEvent> first = watch(AlertRuleId.INSTANCE_SILENT, uncertain, Duration.ofHours(1));
    List<AlertEvent> then = watch(AlertRuleId.INSTANCE_SILENT, silent, Duration.ofMinutes(1));
    List<AlertEvent> last = watch(AlertRuleId.INSTANCE_SILENT, uncertain, Duration.ofHours(1));

    // Then
    assertThat(first).isEmpty();
    assertThat(then).hasSize(1);
    assertThat(last).isEmpty();
  }

  @Test
  void aBreakerThatNoSenderReportsAnyMoreIsOver() {
    // Given
    AlertEvent raised =
        new AlertEvent(
            1,
            "evolution-offline-evo:8080-s1-17",
            AlertRuleId.EVOLUTION_OFFLINE,
            AlertState.FIRING,
            null,
            null,
            "evo:8080",
            "Evolution at evo:8080 does not answer",
            now);
    book.apply(raised);
    RuleInputFixture away = changed(scene -> scene.away = Optional.of(Set.of("evo:8080")));
    RuleInputFixture noSender = changed(scene -> scene.away = Optional.empty());

    // When
    List<AlertEvent> whileAway = watch(AlertRuleId.EVOLUTION_OFFLINE, away, Duration.ofHours(1));
    List<AlertEvent> whileUnknown =
        watch(AlertRuleId.EVOLUTION_OFFLINE, noSender, Duration.ofHours(1));
    List<AlertEvent> over =
        watch(AlertRuleId.EVOLUTION_OFFLINE, new RuleInputFixture(), Duration.ofHours(1));

    // Then
    assertThat(whileAway).isEmpty();
    assertThat(whileUnknown).isEmpty();
    assertThat(over).hasSize(1);
    assertThat(over.get(0).id()).isEqualTo(raised.id());
    assertThat(over.get(0).message()).contains("No sender");
  }

  @Test
  void aRuleThatWasSwitchedOffEndsWhatFires() {
    // Given
    List<AlertEvent> fired =
        watch(
            AlertRuleId.DEAD_LETTERS,
            changed(scene -> scene.deadLetters = 5),
            Duration.ofMinutes(1));
    settings = new Environment(Map.of("ALERT_OFF", "DEAD_LETTERS")).bind(AlertSettings.class);
    engine = engine();

    // When
    List<AlertEvent> after =
        watch(
            AlertRuleId.DEAD_LETTERS, changed(scene -> scene.deadLetters = 5), Duration.ofHours(1));

    // Then
    assertThat(fired).hasSize(1);
    assertThat(after).extracting(AlertEvent::state).containsExactly(AlertState.RESOLVED);
  }

  private List<AlertEvent> watch(AlertRuleId rule, RuleInputFixture scene, Duration time) {
    List<AlertEvent> events = new ArrayList<>();
    Instant until = now.plus(time);
    while (now.isBefore(until)) {
      events.addAll(engine.judge(rule, scene.at(now)));
      now = now.plus(STEP);
    }
    return events;
  }

  private static RuleInputFixture changed(Consumer<RuleInputFixture> change) {
    RuleInputFixture scene = new RuleInputFixture();
    change.accept(scene);
    return scene;
  }

  private static Arguments trouble(
      AlertRuleId rule, Consumer<RuleInputFixture> bad, Consumer<RuleInputFixture> notEnough) {
    return Arguments.of(rule, bad, notEnough);
  }

  private static Arguments down(AlertRuleId rule, MonitoredRole role) {
    return trouble(
        rule,
        scene -> scene.roles.put(role, new RoleProcessCounts(2, 0)),
        scene -> scene.roles.put(role, new RoleProcessCounts(2, 1)));
  }

  private static void stall(RuleInputFixture scene, long ready, long callsLately) {
    scene.queue = new DatabaseRuleInput.SendQueueCounts(10, 0, 0, ready);
    scene.calls = new DatabaseRuleInput.SendCallCounts(100, 0, callsLately);
  }

  private static void clock(RuleInputFixture scene, double ahead) {
    scene.clocks =
        new PlatformRuleInput.ProcessClockOffsets(
            Map.of("sender b:1", ahead, "bridge a:1", 0.1), Set.of());
  }

  private static InstanceSilence silence(InstanceSilence.SilenceAssessment meaning) {
    return new InstanceSilence("t1", RuleInputFixture.ACME, START, meaning);
  }
}
