// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.send.CommandReply.CommandOutcome;
import dev.carteiro.contract.send.ControlCommand.ControlAction;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import dev.carteiro.contract.send.TenantPermitGrant;
import dev.carteiro.contract.send.TenantPermitRequest.PermitAction;
import dev.carteiro.topology.SendRecordSamples;
import dev.carteiro.topology.outbox.job.OutboxKeyCodec;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A job whose entry cannot be read is never sent, stays stored, and stops no other one. */
class UnreadableJobTest {
  private static final String BEA = "5511999990002";
  private static final byte[] DAMAGED = {1, 99};
  private static final String BATCH =
      JobIdFormat.derived(
          JobIdFormat.JobIdKind.BATCH, 0, SendRecordSamples.TENANT, SendRecordSamples.LOJA, "bulk");

  private final PartitionOutboxFixture outbox =
      new PartitionOutboxFixture("OUTBOX_IN_FLIGHT", "2", "WHATSAPP_RATE_LIMIT", "600");
  private String damaged;

  @AfterEach
  void itStaysAsItIsAndIsReported() {
    assertThat(outbox.unreadable).isNotEmpty().containsOnly(damaged);
    assertThat(outbox.jobs.get(OutboxKeyCodec.job(damaged))).isIn(DAMAGED, null);
    assertThat(outbox.failures).isEmpty();
  }

  @Test
  void anEchoFindsItsJobBesideAnAttemptThatCannotBeRead() {
    // Given
    begun("one", SendRecordSamples.ANA, Lane.NORMAL, "a");
    begun("two", BEA, Lane.NORMAL, "b");
    damage("one");

    // When
    echo(BEA, "b");

    // Then
    assertThat(outbox.state("two")).isEqualTo(JobState.ACCEPTED);
  }

  @Test
  void anEchoFindsItsJobBesideOneOfTheSameContentThatCannotBeRead() {
    // Given
    uncertain("one", SendRecordSamples.ANA, Lane.NORMAL, "a");
    uncertain("two", BEA, Lane.NORMAL, "a");
    damage("one");

    // When
    echo(BEA, "a");

    // Then
    assertThat(outbox.state("two")).isEqualTo(JobState.ACCEPTED);
  }

  @ParameterizedTest
  @CsvSource({"5511999990001@s.whatsapp.net, 5511999990001", "77@lid, 5511999990002"})
  void anEchoThatMayBeThatOfAJobThatCannotBeReadSettlesNoOther(String chat, String other) {
    // Given
    uncertain("one", SendRecordSamples.ANA, Lane.NORMAL, "a");
    uncertain("two", other, Lane.HIGH, "a");
    damage("one");

    // When
    outbox.run(
        () ->
            outbox.outbox.message(
                EchoEventSample.of("M", "a", outbox.instant()).chat(chat, null).event(),
                outbox.now));

    // Then
    assertThat(outbox.state("two")).isEqualTo(JobState.UNKNOWN);
  }

  @Test
  void aMessageIdThatWasGivenToAJobThatCannotBeReadIsThatOfTheOtherOne() {
    // Given
    begun("one", SendRecordSamples.ANA, Lane.NORMAL, "a");
    echo(SendRecordSamples.ANA, "a");
    SendDispatch two = begun("two", BEA, Lane.NORMAL, "b");
    damage("one");

    // When
    outbox.accepted(two, "M");

    // Then
    assertThat(outbox.state("two")).isEqualTo(JobState.ACCEPTED);
  }

  @Test
  void theDeadlinesOfOtherAttemptsAreCheckedAndThePlaceIsFree() {
    // Given
    outbox.tenant(600, null);
    text("one", SendRecordSamples.ANA, Lane.NORMAL, "a");
    startedWithPermit();
    text("two", BEA, Lane.NORMAL, "b");
    startedWithPermit();
    damage("one");

    // When
    outbox.pass(outbox.settings.attemptDeadline().plusSeconds(1));

    // Then
    assertThat(outbox.state("two")).isEqualTo(JobState.UNKNOWN);
    assertThat(outbox.pace().inFlight().all()).isEmpty();
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(outbox.permitRequests())
        .filteredOn(request -> request.action() == PermitAction.USED)
        .hasSize(2);
  }

  @Test
  void aTakeoverFreesThePlacesOfAllAttempts() {
    // Given
    begun("one", SendRecordSamples.ANA, Lane.NORMAL, "a");
    begun("two", BEA, Lane.NORMAL, "b");
    damage("one");

    // When
    outbox.takenOver("another");

    // Then
    assertThat(outbox.state("two")).isEqualTo(JobState.UNKNOWN);
    assertThat(outbox.pace().inFlight().slots()).isZero();
  }

  @Test
  void othersOfTheLaneLeave() {
    // Given
    outbox.connection("close");
    text("one", SendRecordSamples.ANA, Lane.NORMAL, "a");
    text("two", BEA, Lane.NORMAL, "b");
    damage("one");

    // When
    outbox.connection("open");

    // Then
    assertThat(outbox.onlyDispatch().jobId()).isEqualTo(SendRecordSamples.id("two"));
    assertThat(outbox.pace().lanes().withWork()).isEmpty();
  }

  @Test
  void theNextOneIsHeldVisibly() {
    // Given
    outbox.connection("close");
    text("one", SendRecordSamples.ANA, Lane.NORMAL, "a");
    text("two", BEA, Lane.NORMAL, "b");
    damage("one");

    // When
    outbox.bind(SendRecordSamples.TENANT, null, true, false);

    // Then
    assertThat(outbox.job(SendRecordSamples.id("two")).isHeldFor("INSTANCE_PAUSED")).isTrue();
  }

  @Test
  void anOutcomeIsBelievedAndTheNextButOneToTheRecipientLeaves() {
    // Given
    SendDispatch one = begun("one", SendRecordSamples.ANA, Lane.NORMAL, "a");
    text("two", SendRecordSamples.ANA, Lane.NORMAL, "b");
    text("three", SendRecordSamples.ANA, Lane.NORMAL, "c");
    damage("two");

    // When
    outbox.accepted(one, "M");

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.ACCEPTED);
    assertThat(outbox.onlyDispatch().jobId()).isEqualTo(SendRecordSamples.id("three"));
  }

  @Test
  void theOthersOfItsBatchAreCancelled() {
    // Given
    outbox.connection("close");
    List.of(0, 1, 2).forEach(this::item);
    damageId(JobIdFormat.ofBatch(BATCH, 1));

    // When
    CommandOutcome outcome = outbox.control(ControlAction.CANCEL_BATCH, BATCH);
    outbox.tick();

    // Then
    assertThat(outcome).isEqualTo(CommandOutcome.DONE);
    assertThat(outbox.job(JobIdFormat.ofBatch(BATCH, 2)).state()).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void jobsOfABatchThatCannotBeReadWaitAndOthersLeave() {
    // Given
    outbox.connection("close");
    item(0);
    text("one", BEA, Lane.NORMAL, "b");
    damaged = BATCH;
    outbox.jobs.put(OutboxKeyCodec.batch(BATCH), DAMAGED);

    // When
    outbox.connection("open");

    // Then
    assertThat(outbox.onlyDispatch().jobId()).isEqualTo(SendRecordSamples.id("one"));
    assertThat(outbox.job(JobIdFormat.ofBatch(BATCH, 0)).state()).isEqualTo(JobState.HELD);
  }

  private void item(int index) {
    outbox.take(SendRecordSamples.ofBatch(BATCH, index, 3, outbox.instant()));
  }

  private void damage(String name) {
    damageId(SendRecordSamples.id(name));
  }

  private void damageId(String id) {
    damaged = id;
    outbox.jobs.put(OutboxKeyCodec.job(id), DAMAGED);
  }

  private void text(String name, String number, Lane lane, String text) {
    outbox.take(SendRecordSamples.text(name, number, text, lane, outbox.instant()));
  }

  private SendDispatch begun(String name, String number, Lane lane, String text) {
    text(name, number, lane, text);
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.started(dispatch);
    return dispatch;
  }

  private void startedWithPermit() {
    TenantPermitGrant grant =
        new TenantPermitGrant(
            TenantPermitGrant.VERSION,
            SendRecordSamples.TENANT,
            SendRecordSamples.LOJA,
            outbox.instant());
    outbox.run(() -> outbox.outbox.permit(grant, outbox.now));
    outbox.started(outbox.onlyDispatch());
  }

  private void uncertain(String name, String number, Lane lane, String text) {
    outbox.outcome(begun(name, number, lane, text), SendResultKind.UNKNOWN, "TIMEOUT");
  }

  private void echo(String number, String text) {
    outbox.run(
        () ->
            outbox.outbox.message(
                EchoEventSample.of("M", text, outbox.instant())
                    .chat(number + "@s.whatsapp.net", null)
                    .event(),
                outbox.now));
  }
}
