// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.registry.QuietHours;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.ControlCommand.ControlAction;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import dev.carteiro.topology.SendRecordSamples;
import dev.carteiro.topology.outbox.job.OutboxKeyCodec;
import dev.carteiro.topology.outbox.job.SendJobView;
import dev.carteiro.topology.outbox.pace.WaitReasonResolver;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whatever waits says why: in the last record, which is its row's, and when it is asked for. */
class WaitReasonResolverTest {
  private static final String BRUNO = "5511888880002";

  private PartitionOutboxFixture outbox = new PartitionOutboxFixture();

  @Test
  void behindAnUncertainMessageToTheSameRecipient() {
    // Given
    uncertain("one", SendRecordSamples.ANA);

    // When
    text("two", SendRecordSamples.ANA);

    // Then
    assertThat(row("two")).isEqualTo("queued RECIPIENT_WAITS");
    assertThat(asked("two")).isEqualTo("RECIPIENT_WAITS");
    assertThat(asked("one")).isEqualTo("TIMEOUT");
  }

  @Test
  void noLongerBehindItOnceThatIsSettled() {
    // Given
    SendDispatch first = uncertain("one", SendRecordSamples.ANA);
    text("two", SendRecordSamples.ANA);
    outbox.connection("close");

    // When
    outbox.accepted(first, "M1");

    // Then
    assertThat(row("two")).isEqualTo("held INSTANCE_NOT_OPEN");
    assertThat(reasons("two"))
        .containsExactly("TURN", "RECIPIENT_WAITS", "TURN", "INSTANCE_NOT_OPEN");
  }

  @Test
  void behindAHeldNumber() {
    // Given
    outbox.connection("close");
    text("one", SendRecordSamples.ANA);

    // When
    text("two", BRUNO);

    // Then
    assertThat(row("one")).isEqualTo("held INSTANCE_NOT_OPEN");
    assertThat(row("two")).isEqualTo("queued TURN");
    assertThat(asked("two")).isEqualTo("INSTANCE_NOT_OPEN");
    outbox.bind(SendRecordSamples.TENANT, null, true, false);
    assertThat(asked("two")).isEqualTo("INSTANCE_PAUSED");
    outbox.unbind();
    assertThat(asked("two")).isEqualTo("INSTANCE_UNBOUND");
  }

  @Test
  void whatASendersBackOffHoldsUp() {
    // Given
    text("one", SendRecordSamples.ANA);
    text("two", BRUNO);
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.started(dispatch);

    // When
    outbox.outcome(dispatch, SendResultKind.NOT_SENT, "BREAKER_OPEN");

    // Then
    assertThat(row("one")).isEqualTo("held BREAKER_OPEN");
    assertThat(asked("two")).isEqualTo("BREAKER_OPEN");
  }

  @Test
  void behindAnotherOfItsNumberAndBehindItsPace() {
    // Given
    outbox = new PartitionOutboxFixture("WHATSAPP_RATE_LIMIT", "1");
    text("one", SendRecordSamples.ANA);
    text("two", BRUNO);
    text("three", BRUNO);
    SendDispatch dispatch = outbox.onlyDispatch();
    assertThat(asked("two")).isEqualTo("IN_FLIGHT");

    // When
    outbox.succeed(dispatch);

    // Then
    assertThat(row("two")).isEqualTo("queued PACE");
    assertThat(asked("two")).isEqualTo("PACE");
    assertThat(asked("three")).isEqualTo("PACE");
    outbox.pass(Duration.ofSeconds(50));
    assertThat(outbox.events(SendRecordSamples.id("two"))).as("once, not at every look").hasSize(2);
    assertThat(row("three")).isEqualTo("queued TURN");
  }

  @Test
  void behindItsTenantsLimit() {
    // Given
    outbox.tenant(30, null);
    text("one", SendRecordSamples.ANA);
    assertThat(asked("one")).isEqualTo("TENANT_LIMIT");
    assertThat(row("one")).as("a permit may come at once").isEqualTo("queued TURN");

    // When
    outbox.pass(Duration.ofSeconds(30));

    // Then
    assertThat(row("one")).isEqualTo("queued TENANT_LIMIT");
    assertThat(outbox.events(SendRecordSamples.id("one"))).hasSize(2);
  }

  @Test
  void inQuietHours() {
    // Given
    outbox.tenant(null, new QuietHours(LocalTime.of(8, 0), LocalTime.of(20, 0), ZoneOffset.UTC));
    text("one", SendRecordSamples.ANA);

    // When
    text("two", BRUNO);

    // Then
    assertThat(row("one")).isEqualTo("held QUIET_HOURS");
    assertThat(asked("two")).isEqualTo("QUIET_HOURS");
  }

  @Test
  void inAPausedBatch() {
    // Given
    outbox = new PartitionOutboxFixture("WHATSAPP_RATE_LIMIT", "1");
    String batch =
        JobIdFormat.derived(
            JobIdFormat.JobIdKind.BATCH,
            0,
            SendRecordSamples.TENANT,
            SendRecordSamples.LOJA,
            "bulk");
    for (int n = 0; n < 3; n++) {
      outbox.take(SendRecordSamples.ofBatch(batch, n, 3, outbox.instant()));
    }

    // When
    outbox.control(ControlAction.PAUSE_BATCH, batch);

    // Then
    assertThat(
            WaitReasonResolver.reason(
                SendJobView.decode(
                    outbox.jobs.get(OutboxKeyCodec.job(JobIdFormat.ofBatch(batch, 2)))),
                null,
                outbox.binding(PartitionOutboxFixture.LOJA),
                outbox.batches().get(outbox.batches().size() - 1).state()
                    == BatchEvent.BatchState.PAUSED,
                outbox.settings,
                outbox.instant()))
        .isEqualTo("BATCH_PAUSED");
  }

  @Test
  void forItsTime() {
    // When
    outbox.take(
        SendRecordSamples.scheduled(
            "one", "Olá!", outbox.instant().plusSeconds(60), outbox.instant()));

    // Then
    assertThat(row("one")).isEqualTo("scheduled SCHEDULED");
    assertThat(asked("one")).isEqualTo("SCHEDULED");
  }

  @Test
  void whatLeavesAtOnceHasNoRecordMore() {
    // When
    text("one", SendRecordSamples.ANA);
    outbox.succeed(outbox.onlyDispatch());

    // Then
    assertThat(outbox.history("one"))
        .containsExactly(JobState.QUEUED, JobState.DISPATCHED, JobState.ACCEPTED);
  }

  private void text(String name, String number) {
    outbox.take(
        SendRecordSamples.text(name, number, "text of " + name, Lane.NORMAL, outbox.instant()));
  }

  private SendDispatch uncertain(String name, String number) {
    text(name, number);
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.started(dispatch);
    outbox.outcome(dispatch, SendResultKind.UNKNOWN, "TIMEOUT");
    return dispatch;
  }

  private String row(String name) {
    List<JobEvent> events = outbox.events(SendRecordSamples.id(name));
    JobEvent last = events.get(events.size() - 1);
    return last.state().text() + " " + last.reason();
  }

  private List<String> reasons(String name) {
    return outbox.events(SendRecordSamples.id(name)).stream().map(JobEvent::reason).toList();
  }

  private String asked(String name) {
    Optional<byte[]> pace =
        Optional.ofNullable(outbox.paces.get(OutboxKeyCodec.text(PartitionOutboxFixture.LOJA)));
    return WaitReasonResolver.reason(
        SendJobView.decode(outbox.jobs.get(OutboxKeyCodec.job(SendRecordSamples.id(name)))),
        pace.orElse(null),
        outbox.binding(PartitionOutboxFixture.LOJA),
        false,
        outbox.settings,
        outbox.instant());
  }
}
