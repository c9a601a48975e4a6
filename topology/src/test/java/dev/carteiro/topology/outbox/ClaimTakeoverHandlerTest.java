// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import dev.carteiro.topology.SendRecordSamples;
import dev.carteiro.topology.outbox.job.OutboxKeyCodec;
import dev.carteiro.topology.outbox.pace.InFlightAttempts;
import dev.carteiro.topology.outbox.pace.InstanceSendState;
import dev.carteiro.topology.pace.SlidingPermitWindow;
import dev.carteiro.topology.store.StoreEntryCodec;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What follows when a partition's sender is another one: its predecessor may be dead, or only stand
 * still.
 */
class ClaimTakeoverHandlerTest {
  /** How many attempts without a slot are not counted. */
  private static final int MAX_WITHOUT_SLOT = 64;

  private static final String BRUNO = "5511888880002";
  private static final Duration DEADLINE = Duration.ofMinutes(2);
  private static final Duration ECHO_WINDOW = Duration.ofMinutes(5);

  private PartitionOutboxFixture outbox = new PartitionOutboxFixture();

  @Test
  void theNumberGoesOnAtOnceAndTheSameRecipientWaits() {
    // Given
    claimed("one", SendRecordSamples.ANA, "sender-1");
    text("two", SendRecordSamples.ANA);
    text("three", BRUNO);
    assertThat(outbox.dispatched()).isEmpty();

    // When
    outbox.takenOver("sender-2");

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.UNKNOWN);
    assertThat(last("one").reason()).isEqualTo("SENDER_LOST");
    SendDispatch next = outbox.onlyDispatch();
    assertThat(next.jobId()).isEqualTo(SendRecordSamples.id("three"));
    outbox.started(next, "sender-2");
    outbox.accepted(next, "M3");
    assertThat(outbox.dispatched()).as("the same recipient's").isEmpty();
  }

  @Test
  void whatTheNewSenderClaimsIsItsOwn() {
    // Given
    outbox.takenOver("sender-2");
    claimed("one", SendRecordSamples.ANA, "sender-2");

    // When
    outbox.takenOver("sender-2");

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.DISPATCHED);
    assertThat(outbox.pace().inFlight().slots()).isEqualTo(1);
  }

  @Test
  void whatWasNotClaimedIsTheNewSendersToClaim() {
    // Given
    text("one", SendRecordSamples.ANA);
    SendDispatch dispatch = outbox.onlyDispatch();

    // When
    outbox.takenOver("sender-2");

    // Then
    outbox.started(dispatch, "sender-2");
    outbox.accepted(dispatch, "M1");
    assertThat(outbox.history("one"))
        .containsExactly(JobState.QUEUED, JobState.DISPATCHED, JobState.ACCEPTED);
  }

  @Test
  void nothingIsDecidedSoonerThanWithoutATakeover() {
    // Given
    claimed("one", SendRecordSamples.ANA, "sender-1");
    outbox.pass(Duration.ofSeconds(10));

    // When
    outbox.takenOver("sender-2");

    // Then
    Duration left = DEADLINE.plus(ECHO_WINDOW).minusSeconds(10);
    outbox.pass(left.minusMillis(1));
    assertThat(outbox.state("one")).isEqualTo(JobState.UNKNOWN);
    outbox.pass(Duration.ofMillis(1));
    assertThat(outbox.state("one")).isEqualTo(JobState.MANUAL);
    assertThat(outbox.pace().inFlight().all()).isEmpty();
  }

  @Test
  void itIsSentAgainUnderThatPolicyOnlyWhenItsSenderCanCallNoMore() {
    // Given
    outbox = new PartitionOutboxFixture("OUTBOX_UNKNOWN_POLICY", "retry");
    claimed("one", SendRecordSamples.ANA, "sender-1");

    // When
    outbox.takenOver("sender-2");

    // Then
    outbox.pass(DEADLINE.plus(ECHO_WINDOW).minusMillis(1));
    assertThat(outbox.dispatched()).isEmpty();
    outbox.pass(Duration.ofMillis(1));
    assertThat(outbox.onlyDispatch().attempt()).isEqualTo(2);
  }

  @Test
  void thePermitIsHeldAsLongAsTheCallMayStillBeMade() {
    // Given
    outbox = new PartitionOutboxFixture("WHATSAPP_RATE_LIMIT", "1");
    claimed("one", SendRecordSamples.ANA, "sender-1");
    text("two", BRUNO);

    // When
    outbox.takenOver("sender-2");

    // Then
    outbox.pass(DEADLINE.plusSeconds(60).minusMillis(1));
    assertThat(outbox.dispatched()).isEmpty();
    outbox.pass(Duration.ofSeconds(1));
    assertThat(outbox.onlyDispatch().jobId()).isEqualTo(SendRecordSamples.id("two"));
  }

  @Test
  void aSenderThatOnlyStoodStillIsBelieved() {
    // Given
    SendDispatch accepted = claimed("one", SendRecordSamples.ANA, "sender-1");
    outbox.takenOver("sender-2");
    SendDispatch handedBack = claimed("two", BRUNO, "sender-2");
    outbox.takenOver("sender-3");

    // When
    outbox.accepted(accepted, "M1");
    outbox.outcome(handedBack, SendResultKind.NOT_SENT, "SENDER_BUSY");

    // Then
    assertThat(outbox.history("one")).endsWith(JobState.UNKNOWN, JobState.ACCEPTED);
    assertThat(outbox.passToDispatch(Duration.ofMinutes(1)).attempt()).isEqualTo(1);
    assertThat(outbox.counted("double.send")).isZero();
  }

  @Test
  void theEchoSettlesItAndTheSameRecipientGoesOn() {
    // Given
    claimed("one", SendRecordSamples.ANA, "sender-1");
    text("two", SendRecordSamples.ANA);
    outbox.takenOver("sender-2");

    // When
    echo(EchoEventSample.of("M1", "text of one", outbox.instant()));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.ACCEPTED);
    assertThat(outbox.onlyDispatch().jobId()).isEqualTo(SendRecordSamples.id("two"));
    assertThat(outbox.pace().inFlight().permitsHeld()).as("the next one's only").isEqualTo(1);
  }

  @Test
  void anEchoFreesThePlaceAndTheSameRecipientWaitsForTheAnswer() {
    // Given
    SendDispatch first = claimed("one", SendRecordSamples.ANA, "sender-1");
    text("two", SendRecordSamples.ANA);
    text("three", BRUNO);

    // When
    echo(EchoEventSample.of("M1", "text of one", outbox.instant()));

    // Then
    SendDispatch next = outbox.onlyDispatch();
    assertThat(next.jobId()).isEqualTo(SendRecordSamples.id("three"));
    outbox.started(next, "sender-1");
    outbox.accepted(next, "M3");
    assertThat(outbox.dispatched()).isEmpty();
    outbox.accepted(first, "M1");
    assertThat(outbox.onlyDispatch().jobId()).isEqualTo(SendRecordSamples.id("two"));
  }

  @Test
  void theSameRecipientGoesOnWhenTheSenderOfAnEchoedAttemptIsGone() {
    // Given
    claimed("one", SendRecordSamples.ANA, "sender-1");
    text("two", SendRecordSamples.ANA);
    echo(EchoEventSample.of("M1", "text of one", outbox.instant()));
    assertThat(outbox.dispatched()).isEmpty();

    // When
    outbox.takenOver("sender-2");

    // Then
    assertThat(outbox.onlyDispatch().jobId()).isEqualTo(SendRecordSamples.id("two"));
    assertThat(outbox.state("one")).isEqualTo(JobState.ACCEPTED);
  }

  @Test
  void anEchoOfAnotherMessageIsFoundOutWhenTheClaimedAttemptNeverLeft() {
    // Given
    SendDispatch dispatch = claimed("one", SendRecordSamples.ANA, "sender-1");
    echo(EchoEventSample.of("other", "text of one", outbox.instant()));

    // When
    outbox.outcome(dispatch, SendResultKind.NOT_SENT, "BREAKER_OPEN");

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.FAILED);
    assertThat(last("one").reason()).isEqualTo("ECHO_OF_ANOTHER");
  }

  @Test
  void anEchoedAttemptUsesOnePermitOnly() {
    // Given
    outbox = new PartitionOutboxFixture("WHATSAPP_RATE_LIMIT", "2");
    SendDispatch dispatch = claimed("one", SendRecordSamples.ANA, "sender-1");
    echo(EchoEventSample.of("M1", "text of one", outbox.instant()));
    outbox.pass(Duration.ofSeconds(30));

    // When
    outbox.accepted(dispatch, "M1");

    // Then
    assertThat(outbox.pace().permitsLeft(outbox.now, 2)).isEqualTo(1);
    outbox.pass(Duration.ofSeconds(31));
    assertThat(outbox.pace().permitsLeft(outbox.now, 2)).isEqualTo(2);
  }

  @Test
  void manyDeathsDoNotMakeThePaceGrowWithoutEnd() {
    // Given
    outbox = new PartitionOutboxFixture("WHATSAPP_RATE_LIMIT", "6000");
    for (int n = 0; n < 2 * MAX_WITHOUT_SLOT; n++) {
      text("m" + n, "55119" + (10_000_000 + n));
    }

    // When
    int dispatched = 0;
    for (int n = 0; n < 2 * MAX_WITHOUT_SLOT; n++) {
      List<SendDispatch> next = outbox.dispatched();
      dispatched += next.size();
      next.forEach(dispatch -> outbox.started(dispatch, "sender-1"));
      outbox.takenOver("sender-2");
    }

    // Then
    assertThat(dispatched).isEqualTo(MAX_WITHOUT_SLOT + 1);
    outbox.pass(DEADLINE);
    assertThat(outbox.dispatched()).as("the deadline frees the places").isNotEmpty();
  }

  @Test
  void allInstancesAreWalkedOverSomeAtATime() {
    // Given
    claimed("one", SendRecordSamples.ANA, "sender-1");
    for (int n = 0; n < 1_300; n++) {
      String name = "default/a%05d".formatted(n);
      outbox.paces.put(OutboxKeyCodec.text(name), new InstanceSendState(name).encode());
    }

    // When
    outbox.run(() -> outbox.outbox.takenOver("sender-2", outbox.now));

    // Then
    outbox.tick();
    assertThat(outbox.state("one")).as("after the first slice").isEqualTo(JobState.DISPATCHED);
    outbox.tick();
    outbox.tick();
    assertThat(outbox.state("one")).isEqualTo(JobState.UNKNOWN);
  }

  @Test
  void aRestartDuringTheWalkDoesNotEndIt() {
    // Given
    claimed("one", SendRecordSamples.ANA, "sender-1");
    outbox.run(() -> outbox.outbox.takenOver("sender-2", outbox.now));

    // When
    outbox.restart();
    outbox.tick();

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.UNKNOWN);
  }

  @Test
  void attemptsOfEarlierVersionsAreReadAndTakenForOthers() throws IOException {
    // Given
    SendDispatch dispatch = claimed("one", SendRecordSamples.ANA, "sender-1");
    outbox.paces.put(
        OutboxKeyCodec.text(PartitionOutboxFixture.LOJA), secondVersion(dispatch, outbox.now));

    // When
    InstanceSendState read = outbox.pace();

    // Then
    assertThat(read.inFlight().all())
        .containsExactly(
            new InFlightAttempts.InFlightAttempt(
                dispatch.dispatchId(),
                dispatch.jobId(),
                outbox.now,
                InFlightAttempts.AttemptStage.CLAIMED,
                null,
                false));
    assertThat(read.openJobs()).isEqualTo(1);
    outbox.takenOver("sender-1");
    assertThat(outbox.state("one")).isEqualTo(JobState.UNKNOWN);
  }

  /** The bytes that version 2 wrote, field by field. */
  private static byte[] secondVersion(SendDispatch dispatch, long since) {
    return StoreEntryCodec.write(
        256,
        (DataOutputStream out) -> {
          out.writeByte(2);
          for (Lane lane : Lane.values()) {
            long end = lane == Lane.NORMAL ? 1 : 0;
            out.writeLong(end);
            out.writeLong(end);
            out.writeInt(0);
            out.writeInt(0);
          }
          new SlidingPermitWindow().write(out);
          out.writeInt(1);
          StoreEntryCodec.text(out, dispatch.dispatchId());
          StoreEntryCodec.text(out, dispatch.jobId());
          out.writeLong(since);
          out.writeBoolean(true);
          out.writeBoolean(false);
          out.writeLong(0);
          out.writeLong(0);
          out.writeLong(0);
          out.writeLong(0);
          StoreEntryCodec.text(out, null);
          out.writeByte(0);
          out.writeLong(0);
          out.writeLong(0);
          out.writeInt(1);
          StoreEntryCodec.text(out, null);
          out.writeByte(0);
          StoreEntryCodec.text(out, null);
          out.writeInt(0);
          out.writeInt(0);
        });
  }

  private void text(String name, String number) {
    outbox.take(
        SendRecordSamples.text(name, number, "text of " + name, Lane.NORMAL, outbox.instant()));
  }

  private SendDispatch claimed(String name, String number, String sender) {
    text(name, number);
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.started(dispatch, sender);
    return dispatch;
  }

  private void echo(EchoEventSample echo) {
    outbox.run(() -> outbox.outbox.message(echo.event(), outbox.now));
  }

  private JobEvent last(String name) {
    List<JobEvent> events = outbox.events(SendRecordSamples.id(name));
    return events.get(events.size() - 1);
  }
}
