// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.AlertSettings;
import dev.carteiro.config.Environment;
import dev.carteiro.console.alert.Platform.Disk;
import dev.carteiro.console.alert.Platform.Processes;
import dev.carteiro.console.alert.Platform.Reach;
import dev.carteiro.console.alert.Rows.Backlog;
import dev.carteiro.console.alert.Rows.Silence;
import dev.carteiro.console.monitor.WatchedRole;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.Rule;
import dev.carteiro.contract.event.AlertEvent.State;
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

class AlertEngineTest {
  private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");
  private static final Duration STEP = Duration.ofSeconds(5);

  private AlertSettings settings = AlertSettings.from(new Environment(Map.of()));
  private AlertBook book = new AlertBook();
  private AlertEngine engine = engine();
  private Instant now = START;

  private AlertEngine engine() {
    return new AlertEngine(settings, new Wording(Locale.ENGLISH), book);
  }

  /** What makes each rule hold, and what is just not enough for it. */
  static Stream<Arguments> troubles() {
    return Stream.of(
        trouble(
            Rule.KAFKA_DOWN,
            scene -> scene.kafka = Optional.of(new Reach(false, "no broker answers")),
            scene -> {}),
        trouble(
            Rule.TRANSACTION_HANGING,
            scene -> scene.hanging = Optional.of(List.of("whatsapp-inbox-2 from offset 7")),
            scene -> {}),
        trouble(
            Rule.POSTGRES_DOWN,
            scene -> scene.postgres = Optional.of(new Reach(false, "refused")),
            scene -> {}),
        trouble(
            Rule.EVOLUTION_DEGRADED,
            scene -> scene.troubled = Optional.of(Map.of("evo:8080", "SLOW")),
            scene -> {}),
        trouble(
            Rule.MONITORING_INCOMPLETE,
            scene -> scene.gaps = List.of(new Platform.Gap("alerts", "3 alerts not kept")),
            scene -> {}),
        trouble(Rule.CLOCK_OFFSET, scene -> clock(scene, 90), scene -> clock(scene, 5)),
        trouble(Rule.CLOCK_OFFSET, scene -> clock(scene, -90), scene -> clock(scene, -5)),
        down(Rule.BRIDGE_DOWN, WatchedRole.BRIDGE),
        down(Rule.TOPOLOGY_DOWN, WatchedRole.TOPOLOGY),
        down(Rule.SENDER_DOWN, WatchedRole.SENDER),
        down(Rule.SINK_DOWN, WatchedRole.SINK),
        trouble(
            Rule.QUEUE_LONG,
            scene -> scene.queue = new Rows.Queue(51, 1, 0, 0),
            scene -> scene.queue = new Rows.Queue(50, 1, 0, 0)),
        trouble(
            Rule.QUEUE_WAITING,
            scene -> scene.queue = new Rows.Queue(101, 1, 0, 0),
            scene -> scene.queue = new Rows.Queue(100, 1, 0, 0)),
        trouble(
            Rule.QUEUE_FAILED,
            scene -> scene.queue = new Rows.Queue(0, 0, 51, 0),
            scene -> scene.queue = new Rows.Queue(0, 0, 50, 0)),
        trouble(Rule.QUEUE_STALLED, scene -> stall(scene, 3, 0), scene -> stall(scene, 3, 1)),
        trouble(Rule.QUEUE_STALLED, scene -> stall(scene, 1, 0), scene -> stall(scene, 0, 0)),
        trouble(
            Rule.QUEUE_BACKLOG,
            scene -> scene.backlogs = List.of(new Backlog("t1", Scene.ACME, 501, 0)),
            scene -> scene.backlogs = List.of(new Backlog("t1", Scene.ACME, 500, 0))),
        trouble(
            Rule.FAILURE_RATE_HIGH,
            scene -> scene.calls = new Rows.Calls(100, 11, 100),
            scene -> scene.calls = new Rows.Calls(100, 10, 100)),
        trouble(
            Rule.FAILURE_RATE_HIGH,
            scene -> scene.calls = new Rows.Calls(20, 20, 20),
            scene -> scene.calls = new Rows.Calls(19, 19, 19)),
        trouble(
            Rule.INSTANCE_DISCONNECTED,
            scene -> scene.disconnected = List.of(Scene.acme(0, "close")),
            scene -> {}),
        trouble(
            Rule.INSTANCE_REMOVED,
            scene -> scene.removed = List.of(Scene.acme(0, "deleted")),
            scene -> {}),
        trouble(
            Rule.INSTANCE_MISMATCH,
            scene -> scene.mismatched = List.of(Scene.acme(3, "whatsapp-webhook-0-7-0")),
            scene -> {}),
        trouble(
            Rule.INSTANCE_SILENT,
            scene -> scene.silences = List.of(silence(Silence.Meaning.ALARMING)),
            scene -> scene.silences = List.of(silence(Silence.Meaning.USUAL))),
        trouble(
            Rule.UNCONFIRMED_SENDS,
            scene -> scene.unconfirmed = List.of(Scene.acme(1, null)),
            scene -> scene.unconfirmed = List.of()),
        trouble(
            Rule.WEBHOOKS_PARKED,
            scene -> scene.parked = OptionalDouble.of(1),
            scene -> scene.parked = OptionalDouble.of(0)),
        trouble(Rule.DEAD_LETTERS, scene -> scene.deadLetters = 1, scene -> scene.deadLetters = 0),
        trouble(
            Rule.RESTORING,
            scene -> scene.busy = Optional.of(List.of("taking over partitions")),
            scene -> {}),
        trouble(
            Rule.TIMERS_LATE,
            scene -> scene.timersLate = OptionalDouble.of(61),
            scene -> scene.timersLate = OptionalDouble.of(60)),
        trouble(
            Rule.DISK_LOW,
            scene -> scene.disks = List.of(new Disk("/data", 9, 100)),
            scene -> scene.disks = List.of(new Disk("/data", 10, 100))),
        trouble(
            Rule.SOURCE_LAG_HIGH,
            scene -> scene.lags = List.of(Scene.acme(301, null)),
            scene -> scene.lags = List.of(Scene.acme(300, null))));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void aTroubleFiresOnceAfterItsTimeAndResolvesOnce(
      Rule rule, Consumer<Scene> trouble, Consumer<Scene> notEnough) {
    // Given
    Duration holds = settings.limit(rule.name()).holds();
    Scene bad = changed(trouble);
    Scene good = changed(notEnough);

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
    assertThat(firing.state()).isEqualTo(State.FIRING);
    assertThat(firing.at()).isBetween(begin.plus(holds), begin.plus(holds).plus(STEP));
    assertThat(after).hasSize(1);
    AlertEvent resolved = after.get(0);
    assertThat(resolved.state()).isEqualTo(State.RESOLVED);
    assertThat(resolved.at()).isAfterOrEqualTo(end.plus(settings.resolveAfter()));
    assertThat(resolved.episode()).isEqualTo(firing.episode());
    assertThat(book.firing()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void aTroubleThatIsOverBeforeItsTimeIsNotHeardOf(
      Rule rule, Consumer<Scene> trouble, Consumer<Scene> notEnough) {
    // Given
    Duration holds = settings.limit(rule.name()).holds();

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
    Set<Rule> tried = EnumSet.noneOf(Rule.class);
    troubles().forEach(arguments -> tried.add((Rule) arguments.get()[0]));

    // Then
    assertThat(tried)
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(
                EnumSet.of(
                    Rule.EVOLUTION_OFFLINE,
                    Rule.EVOLUTION_UNLICENSED,
                    Rule.SEND_NEEDS_MANUAL,
                    Rule.SEND_RATE_LIMITED)));
  }

  @Test
  void whatOnlySomeProcessesSayBeginsAnAlertAndDoesNotEndIt() {
    // Given
    Scene parked = new Scene();
    parked.parked = OptionalDouble.of(5);
    parked.complete = false;
    List<AlertEvent> begun = watch(Rule.WEBHOOKS_PARKED, parked, Duration.ofMinutes(5));
    Scene gone = new Scene();
    gone.complete = false;
    Scene unseen = new Scene();
    unseen.disks = List.of();
    unseen.unseenDisks = true;

    // When
    List<AlertEvent> whileGone = watch(Rule.WEBHOOKS_PARKED, gone, Duration.ofHours(1));
    List<AlertEvent> over = watch(Rule.WEBHOOKS_PARKED, new Scene(), Duration.ofMinutes(5));

    // Then
    assertThat(begun).extracting(AlertEvent::state).containsExactly(State.FIRING);
    assertThat(whileGone).isEmpty();
    assertThat(over).extracting(AlertEvent::state).containsExactly(State.RESOLVED);
    assertThat(watch(Rule.DISK_LOW, unseen, Duration.ofHours(1))).isEmpty();
  }

  @Test
  void allIsWellAndNothingIsSaid() {
    // When
    List<AlertEvent> events = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      now = now.plus(STEP);
      events.addAll(engine.judge(new Scene().at(now)));
    }

    // Then
    assertThat(events).isEmpty();
  }

  @Test
  void whatCannotBeSeenNeitherBeginsNorEnds() {
    // Given
    Scene bad = changed(scene -> scene.queue = new Rows.Queue(200, 1, 60, 0));
    Scene blind = changed(scene -> scene.rowsKnown = false);
    List<AlertEvent> fired = watch(Rule.QUEUE_FAILED, bad, Duration.ofMinutes(1));

    // When
    List<AlertEvent> meanwhile = watch(Rule.QUEUE_FAILED, blind, Duration.ofHours(2));
    meanwhile.addAll(watch(Rule.QUEUE_WAITING, blind, Duration.ofHours(2)));

    // Then
    assertThat(fired).hasSize(1);
    assertThat(meanwhile).isEmpty();
    assertThat(book.firing()).hasSize(1);
  }

  @Test
  void timeThatNobodySawCountsForNeitherBeginningNorEnd() {
    // Given
    Scene bad = changed(scene -> stall(scene, 3, 0));
    Scene good = changed(scene -> stall(scene, 0, 0));
    Scene blind = changed(scene -> scene.rowsKnown = false);

    // When
    List<AlertEvent> early = watch(Rule.QUEUE_STALLED, bad, Duration.ofMinutes(1));
    early.addAll(watch(Rule.QUEUE_STALLED, blind, Duration.ofHours(1)));
    early.addAll(watch(Rule.QUEUE_STALLED, bad, Duration.ofMinutes(1)));
    List<AlertEvent> fired = watch(Rule.QUEUE_STALLED, bad, Duration.ofMinutes(2));
    List<AlertEvent> still = watch(Rule.QUEUE_STALLED, good, settings.resolveAfter().dividedBy(2));
    still.addAll(watch(Rule.QUEUE_STALLED, blind, Duration.ofHours(1)));
    still.addAll(watch(Rule.QUEUE_STALLED, good, STEP));
    List<AlertEvent> over = watch(Rule.QUEUE_STALLED, good, Duration.ofMinutes(1));

    // Then
    assertThat(early).isEmpty();
    assertThat(fired).extracting(AlertEvent::state).containsExactly(State.FIRING);
    assertThat(still).isEmpty();
    assertThat(over).extracting(AlertEvent::state).containsExactly(State.RESOLVED);
  }

  @Test
  void anAlertOfAnotherIdentityNamesTheNumberAndTheCommandsThatMendIt() {
    // Given
    Scene scene = changed(one -> one.mismatched = List.of(Scene.acme(3, "whatsapp-webhook-0-7-0")));

    // When
    List<AlertEvent> told = watch(Rule.INSTANCE_MISMATCH, scene, Duration.ofSeconds(5));

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
    String command = InstanceCommand.instances("remove", new InstanceKey(gateway, name), "");

    // Then
    assertThat(command).isEqualTo("./carteiro instances remove " + said.strip());
  }

  @Test
  void aRestartedConsoleWhichReadTheTopicDoesNotFireAgainAndResolves() {
    // Given
    Scene bad = changed(scene -> scene.disconnected = List.of(Scene.acme(0, "close")));
    List<AlertEvent> topic = watch(Rule.INSTANCE_DISCONNECTED, bad, Duration.ofMinutes(5));
    book = new AlertBook();
    topic.forEach(book::apply);
    engine = engine();

    // When
    List<AlertEvent> still = watch(Rule.INSTANCE_DISCONNECTED, bad, Duration.ofMinutes(10));
    List<AlertEvent> over = watch(Rule.INSTANCE_DISCONNECTED, new Scene(), Duration.ofMinutes(10));

    // Then
    assertThat(topic).hasSize(1);
    assertThat(still).isEmpty();
    assertThat(over).extracting(AlertEvent::state).containsExactly(State.RESOLVED);
    assertThat(over.get(0).episode()).isEqualTo(topic.get(0).episode());
    assertThat(over.get(0).tenantId()).isEqualTo("t1");
  }

  @Test
  void anInstanceThatNobodyCouldHearStaysAsItWas() {
    // Given
    Scene silent = changed(scene -> scene.silences = List.of(silence(Silence.Meaning.ALARMING)));
    Scene uncertain =
        changed(scene -> scene.silences = List.of(silence(Silence.Meaning.UNCERTAIN)));

    // When
    List<AlertEvent> first = watch(Rule.INSTANCE_SILENT, uncertain, Duration.ofHours(1));
    List<AlertEvent> then = watch(Rule.INSTANCE_SILENT, silent, Duration.ofMinutes(1));
    List<AlertEvent> last = watch(Rule.INSTANCE_SILENT, uncertain, Duration.ofHours(1));

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
            Rule.EVOLUTION_OFFLINE,
            State.FIRING,
            null,
            null,
            "evo:8080",
            "Evolution at evo:8080 does not answer",
            now);
    book.apply(raised);
    Scene away = changed(scene -> scene.away = Optional.of(Set.of("evo:8080")));
    Scene noSender = changed(scene -> scene.away = Optional.empty());

    // When
    List<AlertEvent> whileAway = watch(Rule.EVOLUTION_OFFLINE, away, Duration.ofHours(1));
    List<AlertEvent> whileUnknown = watch(Rule.EVOLUTION_OFFLINE, noSender, Duration.ofHours(1));
    List<AlertEvent> over = watch(Rule.EVOLUTION_OFFLINE, new Scene(), Duration.ofHours(1));

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
        watch(Rule.DEAD_LETTERS, changed(scene -> scene.deadLetters = 5), Duration.ofMinutes(1));
    settings = AlertSettings.from(new Environment(Map.of("ALERT_OFF", "DEAD_LETTERS")));
    engine = engine();

    // When
    List<AlertEvent> after =
        watch(Rule.DEAD_LETTERS, changed(scene -> scene.deadLetters = 5), Duration.ofHours(1));

    // Then
    assertThat(fired).hasSize(1);
    assertThat(after).extracting(AlertEvent::state).containsExactly(State.RESOLVED);
  }

  private List<AlertEvent> watch(Rule rule, Scene scene, Duration time) {
    List<AlertEvent> events = new ArrayList<>();
    Instant until = now.plus(time);
    while (now.isBefore(until)) {
      events.addAll(engine.judge(rule, scene.at(now)));
      now = now.plus(STEP);
    }
    return events;
  }

  private static Scene changed(Consumer<Scene> change) {
    Scene scene = new Scene();
    change.accept(scene);
    return scene;
  }

  private static Arguments trouble(Rule rule, Consumer<Scene> bad, Consumer<Scene> notEnough) {
    return Arguments.of(rule, bad, notEnough);
  }

  private static Arguments down(Rule rule, WatchedRole role) {
    return trouble(
        rule,
        scene -> scene.roles.put(role, new Processes(2, 0)),
        scene -> scene.roles.put(role, new Processes(2, 1)));
  }

  private static void stall(Scene scene, long ready, long callsLately) {
    scene.queue = new Rows.Queue(10, 0, 0, ready);
    scene.calls = new Rows.Calls(100, 0, callsLately);
  }

  private static void clock(Scene scene, double ahead) {
    scene.clocks = new Platform.Clocks(Map.of("sender b:1", ahead, "bridge a:1", 0.1), Set.of());
  }

  private static Silence silence(Silence.Meaning meaning) {
    return new Silence("t1", Scene.ACME, START, meaning);
  }
}
