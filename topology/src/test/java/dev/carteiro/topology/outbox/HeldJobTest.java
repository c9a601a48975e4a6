// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.registry.QuietHours;
import dev.carteiro.contract.registry.WhatsAppIntegration;
import dev.carteiro.contract.send.CommandReply.CommandOutcome;
import dev.carteiro.contract.send.ControlCommand.ControlAction;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import dev.carteiro.topology.SendRecordSamples;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When an instance may not send, and what happens when it may again. */
class HeldJobTest {
  private final PartitionOutboxFixture outbox = new PartitionOutboxFixture();

  @ParameterizedTest
  @ValueSource(strings = {"close", "connecting", "refused"})
  void nothingLeavesWhileTheConnectionIsNotOpen(String state) {
    // Given
    outbox.connection(state);
    outbox.text("one", "a");

    // When
    outbox.pass(Duration.ofHours(2));

    // Then
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(last("one").state()).isEqualTo(JobState.HELD);
    assertThat(last("one").reason()).isEqualTo("INSTANCE_NOT_OPEN");
    assertThat(outbox.paceView().heldReason()).isEqualTo("INSTANCE_NOT_OPEN");
    assertThat(outbox.events(SendRecordSamples.id("one")))
        .as("held once, not at every look")
        .hasSize(2);
  }

  @Test
  void aChannelWithoutAConnectionOfItsOwnSendsWhateverItsStateSays() {
    // Given
    outbox.bind(SendRecordSamples.TENANT, null, false, false, WhatsAppIntegration.EVOLUTION);

    // When
    outbox.connection("close");
    outbox.text("one", "a");

    // Then
    assertThat(outbox.onlyDispatch().jobId()).isEqualTo(SendRecordSamples.id("one"));
    assertThat(outbox.paceView().heldReason()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"deleted, WHATSAPP_BAILEYS", "removed, EVOLUTION", "deleted, EVOLUTION"})
  void whatEvolutionHasNoMoreIsHeldWhateverItsChannelUntilItIsThereAgain(
      String state, WhatsAppIntegration integration) {
    // Given
    outbox.bind(SendRecordSamples.TENANT, null, false, false, integration);
    outbox.connection("open");

    // When
    outbox.connection(state);
    outbox.text("one", "a");

    // Then
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(last("one").reason()).isEqualTo("INSTANCE_REMOVED");
    outbox.pass(Duration.ofSeconds(31));
    outbox.result(SendRecordSamples.probed(outbox.probes().get(0), null));
    assertThat(outbox.dispatched()).isEmpty();
    outbox.connection("created");
    outbox.connection("open");
    assertThat(outbox.onlyDispatch().jobId()).isEqualTo(SendRecordSamples.id("one"));
  }

  @Test
  void aProbeFindsOutThatADeletedInstanceWasMadeAgain() {
    // Given
    outbox.connection("deleted");
    outbox.text("one", "a");
    outbox.pass(Duration.ofSeconds(31));

    // When
    outbox.result(SendRecordSamples.probed(outbox.probes().get(0), "connecting"));

    // Then
    assertThat(outbox.dispatched()).isEmpty();
    outbox.pass(Duration.ofSeconds(31));
    outbox.result(SendRecordSamples.probed(outbox.probes().get(1), "open"));
    assertThat(outbox.onlyDispatch().jobId()).isEqualTo(SendRecordSamples.id("one"));
  }

  @Test
  void anInstanceThatIsMadeIsNotHeldForIt() {
    // When
    outbox.connection("created");
    outbox.text("one", "a");

    // Then
    assertThat(outbox.onlyDispatch().jobId()).isEqualTo(SendRecordSamples.id("one"));
  }

  @Test
  void theMessageWhoseTurnComesAfterACancelledOneIsHeldVisibly() {
    // Given
    outbox.connection("close");
    outbox.text("one", "a");
    outbox.text("two", "b");

    // When
    outbox.control(ControlAction.CANCEL, SendRecordSamples.id("one"));

    // Then
    assertThat(outbox.state("two")).isEqualTo(JobState.HELD);
  }

  @Test
  void aSecondDisconnectionHoldsVisiblyToo() {
    // Given
    outbox.connection("close");
    outbox.text("one", "a");
    outbox.control(ControlAction.CANCEL, SendRecordSamples.id("one"));
    outbox.connection("open");
    outbox.connection("close");

    // When
    outbox.text("two", "b");

    // Then
    assertThat(outbox.state("two")).isEqualTo(JobState.HELD);
  }

  @Test
  void aProbeFindsOutThatTheConnectionIsOpenAgain() {
    // Given
    outbox.connection("close");
    outbox.text("one", "a");
    outbox.pass(Duration.ofSeconds(31));
    SendDispatch probe = outbox.probes().get(0);

    // When
    outbox.result(SendRecordSamples.probed(probe, "open"));

    // Then
    assertThat(outbox.onlyDispatch().jobId()).isEqualTo(SendRecordSamples.id("one"));
    outbox.pass(Duration.ofMinutes(1));
    assertThat(outbox.probes()).hasSize(1);
  }

  @Test
  void aProbeWithoutAStateSaysNothing() {
    // Given
    outbox.connection("open");
    outbox.text("one", "a");
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.succeed(dispatch);

    // When
    outbox.result(SendRecordSamples.probed(dispatch, null));

    // Then
    outbox.text("two", "b");
    assertThat(outbox.dispatched()).hasSize(1);
  }

  @Test
  void anInstanceThatHoldsNothingIsNotProbed() {
    // Given
    outbox.connection("close");

    // When
    outbox.pass(Duration.ofHours(1));

    // Then
    assertThat(outbox.probes()).isEmpty();
  }

  @Test
  void afterAReconnectionTheRateGrowsBack() {
    // Given
    outbox.connection("open");
    outbox.connection("close");
    outbox.pass(Duration.ofSeconds(20));
    for (int n = 0; n < 40; n++) {
      outbox.text("m" + n, "text " + n);
    }

    // When
    outbox.connection("open");
    List<Integer> perHalfMinute = new ArrayList<>();
    for (int slice = 0; slice < 12; slice++) {
      perHalfMinute.add(sendAll(Duration.ofSeconds(30)));
    }

    // Then
    assertThat(perHalfMinute.get(0)).isBetween(1, 2);
    assertThat(perHalfMinute.get(0) + perHalfMinute.get(1)).isLessThan(10);
    assertThat(perHalfMinute.get(6) + perHalfMinute.get(7)).isEqualTo(10);
  }

  @Test
  void afterAnInterruptionOfSecondsTheRateIsWhatItWas() {
    // Given
    outbox.connection("open");
    outbox.connection("connecting");
    for (int n = 0; n < 12; n++) {
      outbox.text("m" + n, "text " + n);
    }
    outbox.pass(Duration.ofSeconds(5));

    // When
    outbox.connection("open");

    // Then
    assertThat(sendAll(Duration.ofSeconds(30))).isEqualTo(10);
  }

  @Test
  void aPausedInstanceGoesOnWhenItIsResumed() {
    // Given
    outbox.bind(SendRecordSamples.TENANT, null, true, false);
    outbox.text("one", "a");
    assertThat(last("one").reason()).isEqualTo("INSTANCE_PAUSED");

    // When
    outbox.bind(SendRecordSamples.TENANT, null);

    // Then
    assertThat(outbox.dispatched()).hasSize(1);
  }

  @Test
  void anUnboundInstanceGoesOnWhenItIsBoundAgain() {
    // Given
    outbox.unbind();
    outbox.text("one", "a");
    assertThat(last("one").reason()).isEqualTo("INSTANCE_UNBOUND");

    // When
    outbox.bind(SendRecordSamples.TENANT, null);

    // Then
    assertThat(outbox.dispatched()).hasSize(1);
  }

  @Test
  void queuedMessagesOfAnInstanceThatMovedFailAndNeverLeave() {
    // Given
    outbox.connection("close");
    outbox.text("one", "a");
    outbox.text("two", "b");
    outbox.bind("tenant-b", null);

    // When
    outbox.connection("open");
    outbox.text("three", "c");

    // Then
    assertThat(outbox.dispatched()).isEmpty();
    for (String name : List.of("one", "two", "three")) {
      assertThat(last(name).state()).isEqualTo(JobState.FAILED);
      assertThat(last(name).reason()).isEqualTo("INSTANCE_MOVED");
    }
  }

  @Test
  void quietHoursHoldAllButUrgentLanesUntilTheyEnd() {
    // Given
    ZoneId zone = ZoneId.of("America/Sao_Paulo");
    outbox.now = Instant.parse("2026-03-03T02:30:00Z").toEpochMilli();
    outbox.tenant(null, new QuietHours(LocalTime.of(22, 0), LocalTime.of(8, 0), zone));
    for (Lane lane : Lane.values()) {
      outbox.take(
          SendRecordSamples.text(
              lane.text(), "55119" + (10_000_000 + lane.ordinal()), "x", lane, outbox.instant()));
    }

    // When
    List<Lane> atNight = new ArrayList<>();
    for (SendDispatch next = outbox.onlyDispatch(); next != null; next = nextOf()) {
      atNight.add(next.lane());
      outbox.succeed(next);
    }
    SendDispatch first = outbox.passToDispatch(Duration.ofHours(12));

    // Then
    assertThat(atNight).containsExactlyInAnyOrder(Lane.HIGH, Lane.MONITORING);
    assertThat(first.dispatchedAt()).isEqualTo(Instant.parse("2026-03-03T11:00:00Z"));
    assertThat(outbox.events(SendRecordSamples.id("normal")))
        .extracting(JobEvent::reason)
        .contains("QUIET_HOURS");
  }

  @Test
  void quietHoursThatAreTakenAwayHoldNoLongerThanFiveMinutes() {
    // Given
    outbox.tenant(null, new QuietHours(LocalTime.of(11, 0), LocalTime.of(20, 0), ZoneId.of("UTC")));
    outbox.text("one", "a");
    assertThat(last("one").reason()).isEqualTo("QUIET_HOURS");

    // When
    outbox.tenant(null, null);

    // Then
    assertThat(outbox.passToDispatch(Duration.ofMinutes(5)).jobId())
        .isEqualTo(SendRecordSamples.id("one"));
  }

  @Test
  void nothingSentBecauseNobodyCouldLeavesTheInstanceAloneAndBurnsNoAttempt() {
    // Given
    outbox.text("one", "a");
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.started(dispatch);

    // When
    outbox.outcome(dispatch, SendResultKind.NOT_SENT, "BREAKER_OPEN");

    // Then
    assertThat(last("one").reason()).isEqualTo("BREAKER_OPEN");
    SendDispatch again = outbox.passToDispatch(Duration.ofMinutes(1));
    assertThat(again.attempt()).isEqualTo(1);
    assertThat(Duration.between(dispatch.dispatchedAt(), again.dispatchedAt()))
        .isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void nothingSentForAnHourLosesNothingAndKeepsTheOrder() {
    // Given
    for (int n = 0; n < 5; n++) {
      outbox.text("m" + n, "text " + n);
    }
    long until = outbox.now + Duration.ofHours(1).toMillis();

    // When
    while (outbox.now < until) {
      for (SendDispatch dispatch : outbox.dispatched()) {
        outbox.started(dispatch);
        outbox.outcome(dispatch, SendResultKind.NOT_SENT, "CONNECT_REFUSED");
      }
      outbox.pass(Duration.ofSeconds(5));
    }
    List<String> sent = new ArrayList<>();
    for (SendDispatch next = nextOf(); next != null; next = nextOf()) {
      sent.add(next.message());
      outbox.succeed(next);
    }

    // Then
    assertThat(sent).containsExactly("text 0", "text 1", "text 2", "text 3", "text 4");
  }

  @Test
  void aTenantThatChangedUnderTheSenderFailsTheMessage() {
    // Given
    outbox.text("one", "a");
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.started(dispatch);

    // When
    outbox.outcome(dispatch, SendResultKind.NOT_SENT, SendResult.TENANT_CHANGED);

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.FAILED);
  }

  @Test
  void typingIsShownFirstAndTheMessageFollows() {
    // Given
    outbox.take(SendRecordSamples.typed("one", "a", 3, outbox.instant()));
    SendDispatch presence = outbox.onlyDispatch();

    // When
    SendDispatch send = outbox.passToDispatch(Duration.ofSeconds(10));

    // Then
    assertThat(presence.action()).isEqualTo(SendDispatch.DispatchAction.PRESENCE);
    assertThat(presence.typingMs()).isEqualTo(3_000);
    assertThat(send.action()).isEqualTo(SendDispatch.DispatchAction.SEND);
    assertThat(Duration.between(presence.dispatchedAt(), send.dispatchedAt()))
        .isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void aMessageCanBeCancelledWhileTypingIsShown() {
    // Given
    outbox.take(SendRecordSamples.typed("one", "a", 3, outbox.instant()));
    outbox.text("two", "b");
    outbox.dispatched();

    // When
    CommandOutcome outcome = outbox.control(ControlAction.CANCEL, SendRecordSamples.id("one"));

    // Then
    assertThat(outcome).isEqualTo(CommandOutcome.DONE);
    assertThat(outbox.onlyDispatch().jobId()).isEqualTo(SendRecordSamples.id("two"));
    outbox.pass(Duration.ofMinutes(1));
    assertThat(outbox.dispatched()).isEmpty();
  }

  @Test
  void aPauseWhileTypingIsShownHoldsTheMessage() {
    // Given
    outbox.take(SendRecordSamples.typed("one", "a", 3, outbox.instant()));
    outbox.dispatched();
    outbox.bind(SendRecordSamples.TENANT, null, true, false);

    // When
    outbox.pass(Duration.ofMinutes(5));

    // Then
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(last("one").reason()).isEqualTo("INSTANCE_PAUSED");
    assertThat(outbox.pace().inFlight().slots()).isZero();
    outbox.bind(SendRecordSamples.TENANT, null);
    assertThat(outbox.onlyDispatch().action()).isEqualTo(SendDispatch.DispatchAction.PRESENCE);
    assertThat(outbox.passToDispatch(Duration.ofSeconds(3)).attempt()).isEqualTo(1);
  }

  @Test
  void quietHoursThatBeginWhileTypingIsShownHoldTheMessage() {
    // Given
    outbox.tenant(
        null, new QuietHours(LocalTime.of(12, 0, 2), LocalTime.of(13, 0), ZoneId.of("UTC")));
    outbox.take(SendRecordSamples.typed("one", "a", 3, outbox.instant()));
    outbox.onlyDispatch();

    // When
    outbox.pass(Duration.ofMinutes(30));

    // Then
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(last("one").reason()).isEqualTo("QUIET_HOURS");
  }

  @Test
  void anInstanceThatMovesWhileTypingIsShownSendsNothing() {
    // Given
    outbox.take(SendRecordSamples.typed("one", "a", 3, outbox.instant()));
    outbox.dispatched();
    outbox.bind("tenant-b", null);

    // When
    outbox.pass(Duration.ofMinutes(5));

    // Then
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(last("one").reason()).isEqualTo("INSTANCE_MOVED");
  }

  /** Sends for a while, each at once; how many left. */
  private int sendAll(Duration duration) {
    long until = outbox.now + duration.toMillis();
    int sent = 0;
    while (outbox.now < until) {
      for (List<SendDispatch> some = outbox.dispatched();
          !some.isEmpty();
          some = outbox.dispatched()) {
        some.forEach(outbox::succeed);
        sent += some.size();
      }
      outbox.now = Math.min(until, Math.max(outbox.now + 1, outbox.outbox.oldestDue()));
      outbox.tick();
    }
    return sent;
  }

  private SendDispatch nextOf() {
    outbox.pass(Duration.ofSeconds(15));
    List<SendDispatch> some = outbox.dispatched();
    return some.isEmpty() ? null : some.get(0);
  }

  private JobEvent last(String name) {
    List<JobEvent> events = outbox.events(SendRecordSamples.id(name));
    return events.get(events.size() - 1);
  }
}
