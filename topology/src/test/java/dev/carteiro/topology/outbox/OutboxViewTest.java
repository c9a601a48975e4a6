// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.registry.QuietHours;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.ControlCommand.ControlAction;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import dev.carteiro.contract.send.TenantPermitRequest;
import dev.carteiro.topology.SendRecordSamples;
import dev.carteiro.topology.outbox.job.JobBatchView;
import dev.carteiro.topology.outbox.job.OutboxKeyCodec;
import dev.carteiro.topology.outbox.job.ScheduleIndexEntry;
import dev.carteiro.topology.outbox.job.SendJobView;
import dev.carteiro.topology.outbox.pace.InstanceSendStateView;
import dev.carteiro.topology.outbox.store.EchoIndex;
import dev.carteiro.topology.outbox.store.OutboxStateStore;
import dev.carteiro.topology.outbox.timer.OutboxTimerView;
import dev.carteiro.topology.tenantpace.TenantPaceState;
import dev.carteiro.topology.tenantpace.TenantPaceView;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is shown of an outbox. */
class OutboxViewTest {
  private final PartitionOutboxFixture outbox = new PartitionOutboxFixture();

  @Test
  void aJobBetweenAttemptsSaysWhatHappenedAndWhatComesNext() {
    // Given
    outbox.text("one", "Olá!");
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.started(dispatch);
    outbox.pass(Duration.ofSeconds(3));
    outbox.outcome(dispatch, SendResultKind.TRANSIENT, "CONNECTION_CLOSED");

    // When
    SendJobView job = job("one");

    // Then
    assertThat(job.jobId()).isEqualTo(SendRecordSamples.id("one"));
    assertThat(job.tenantId()).isEqualTo(SendRecordSamples.TENANT);
    assertThat(job.instance()).isEqualTo(SendRecordSamples.LOJA);
    assertThat(job.state()).isEqualTo(JobState.RETRYING);
    assertThat(job.reason()).isEqualTo("CONNECTION_CLOSED");
    assertThat(job.attempts()).isEqualTo(1);
    assertThat(job.createdAt()).isEqualTo(PartitionOutboxFixture.START);
    assertThat(job.dispatchedAt()).isEqualTo(PartitionOutboxFixture.START);
    assertThat(job.stateAt()).isEqualTo(PartitionOutboxFixture.START.plusSeconds(3));
    assertThat(job.nextAttemptAt()).isEqualTo(PartitionOutboxFixture.START.plusSeconds(63));
    assertThat(job.dispatchId()).isEqualTo(dispatch.dispatchId());
    assertThat(job.lane()).isEqualTo(Lane.NORMAL);
    assertThat(job.echoUntil()).isNull();
    assertThat(job.scheduledFor()).isNull();
    assertThat(job.messageId()).isNull();
  }

  @Test
  void anUncertainJobSaysUntilWhenItWaits() {
    // Given
    outbox.text("one", "Olá!");
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.started(dispatch);
    outbox.outcome(dispatch, SendResultKind.UNKNOWN, "TIMEOUT");

    // When
    SendJobView job = job("one");

    // Then
    assertThat(job.echoUntil()).isEqualTo(PartitionOutboxFixture.START.plusSeconds(300));
    assertThat(job.nextAttemptAt()).isNull();
  }

  @Test
  void aMessageLeadsToItsJob() throws IOException {
    // Given
    outbox.text("one", "Olá!");
    byte[] command = outbox.jobs.get(OutboxKeyCodec.command(SendRecordSamples.id("one")));
    outbox.succeed(outbox.onlyDispatch());

    // When
    byte[] link =
        outbox.jobs.get(
            OutboxKeyCodec.message(
                PartitionOutboxFixture.LOJA, "M-" + SendRecordSamples.id("one") + ":1"));

    // Then
    assertThat(EchoIndex.jobId(link)).isEqualTo(SendRecordSamples.id("one"));
    assertThat(Json.read(command, SendMessageCommand.class).message()).isEqualTo("Olá!");
    assertThat(outbox.jobs.get(OutboxKeyCodec.command(SendRecordSamples.id("one")))).isNull();
  }

  @Test
  void theSchedulesOfATenantAreARangeOfTime() {
    // Given
    for (int minute = 1; minute <= 9; minute++) {
      schedule("s" + minute, SendRecordSamples.TENANT, minute);
    }
    schedule("other", "tenant-b", 5);
    schedule("longer", SendRecordSamples.TENANT + "b", 5);
    outbox.control(ControlAction.CANCEL, SendRecordSamples.id("s4"));
    outbox.control(ControlAction.RESCHEDULE, SendRecordSamples.id("s9"), at(5));
    outbox.control(ControlAction.RESCHEDULE, SendRecordSamples.id("s6"), at(60));
    outbox.pass(Duration.ofMinutes(3));

    // When
    List<SendJobView> schedules = schedules(SendRecordSamples.TENANT, at(3), at(8));

    // Then
    assertThat(schedules)
        .extracting(SendJobView::jobId)
        .containsExactlyInAnyOrder(id("s3"), id("s4"), id("s5"), id("s7"), id("s9"));
    assertThat(schedules).extracting(SendJobView::scheduledFor).isSorted();
    assertThat(schedules)
        .extracting(job -> SendJobView.scheduleStatus(job.state()))
        .containsExactly("fired", "cancelled", "pending", "pending", "pending");
  }

  @Test
  void whatIsOverIsForgottenInTheListWhenTheJobIs() {
    // Given
    schedule("s", SendRecordSamples.TENANT, 1);
    outbox.control(ControlAction.CANCEL, SendRecordSamples.id("s"));
    byte[] entry =
        outbox
            .jobs
            .entries
            .ceilingEntry(ScheduleIndexEntry.bound(SendRecordSamples.TENANT, Instant.EPOCH))
            .getValue();
    long over = Duration.ofHours(48).toMillis();
    long accepted = Duration.ofDays(7).toMillis();

    // When
    boolean before = OutboxStateStore.isForgettable(entry, outbox.now + over - 1, over, accepted);
    boolean after = OutboxStateStore.isForgettable(entry, outbox.now + over, over, accepted);

    // Then
    assertThat(before).isFalse();
    assertThat(after).isTrue();
  }

  @Test
  void aScheduleOfAnOlderVersionIsListedFromItsNextChangeOn() {
    // Given
    schedule("s", SendRecordSamples.TENANT, 1);
    outbox.jobs.entries.keySet().removeIf(key -> key[0] == 'S');

    // When
    outbox.control(ControlAction.RESCHEDULE, SendRecordSamples.id("s"), at(2));

    // Then
    assertThat(schedules(SendRecordSamples.TENANT, at(0), at(9)))
        .extracting(SendJobView::scheduledFor)
        .containsExactly(at(2));
    OutboxConsistencyCheck.check(outbox);
  }

  @Test
  void aPaceSaysWhatIsLeftAndWhenTheNextOneMayLeave() {
    // Given
    for (int n = 0; n < 12; n++) {
      outbox.take(
          SendRecordSamples.text(
              "m" + n, "551199999" + (1000 + n), "x", Lane.LOW, outbox.instant()));
      outbox.dispatched().forEach(outbox::succeed);
      outbox.now += 1_000;
    }
    outbox.dispatched().forEach(outbox::succeed);

    // When
    InstanceSendStateView pace = pace();

    // Then
    assertThat(pace.tenantId()).isEqualTo(SendRecordSamples.TENANT);
    assertThat(pace.ratePerMinute()).isEqualTo(10);
    assertThat(pace.permitsLeft()).isZero();
    assertThat(pace.nextPermitAt()).isEqualTo(PartitionOutboxFixture.START.plusMillis(60_001));
    assertThat(pace.backlog()).containsEntry(Lane.LOW, 2).containsEntry(Lane.HIGH, 0);
    assertThat(pace.inFlight()).isEmpty();
    assertThat(pace.openJobs()).isEqualTo(2);
    assertThat(pace.connection()).isEqualTo("untold");
    assertThat(pace.heldReason()).isNull();
  }

  @Test
  void aPaceSaysWhatHoldsIt() {
    // Given
    outbox.connection("open");
    outbox.connection("close");

    // When
    InstanceSendStateView closed = pace();

    // Then
    assertThat(closed.heldReason()).isEqualTo("INSTANCE_NOT_OPEN");
    assertThat(closed.closedAt()).isEqualTo(PartitionOutboxFixture.START);
    outbox.bind(SendRecordSamples.TENANT, 30, true, false);
    assertThat(pace().heldReason()).isEqualTo("INSTANCE_PAUSED");
    assertThat(pace().paused()).isTrue();
    assertThat(pace().fullRatePerMinute()).isEqualTo(30);
    outbox.unbind();
    assertThat(pace().heldReason()).isEqualTo("INSTANCE_UNBOUND");
    assertThat(pace().tenantId()).isNull();
  }

  @Test
  void quietHoursHoldWhatWaits() {
    // Given
    outbox.tenant(null, new QuietHours(LocalTime.of(11, 0), LocalTime.of(13, 0), ZoneOffset.UTC));
    outbox.text("one", "Olá!");

    // When
    InstanceSendStateView pace = pace();

    // Then
    assertThat(pace.heldReason()).isEqualTo("QUIET_HOURS");
  }

  @Test
  void anInstanceThatNeverSentHasAllItsPermits() {
    // When
    InstanceSendStateView pace =
        InstanceSendStateView.decode(
            SendRecordSamples.LOJA,
            null,
            Optional.of(outbox.bindings.get(PartitionOutboxFixture.LOJA)),
            outbox.settings,
            outbox.instant());

    // Then
    assertThat(pace.permitsLeft()).isEqualTo(10);
    assertThat(pace.nextPermitAt()).isNull();
    assertThat(InstanceSendStateView.instance(OutboxKeyCodec.WATERMARK)).isEmpty();
    assertThat(InstanceSendStateView.instance(OutboxKeyCodec.sendState(SendRecordSamples.LOJA)))
        .contains(SendRecordSamples.LOJA);
  }

  @Test
  void aBatchSaysHowFarItsChangeHasCome() {
    // Given
    String id =
        JobIdFormat.derived(
            JobIdFormat.JobIdKind.BATCH, 0, SendRecordSamples.TENANT, SendRecordSamples.LOJA, "b");
    for (int n = 0; n < 3; n++) {
      outbox.take(SendRecordSamples.ofBatch(id, n, 3, outbox.instant()));
    }
    outbox.control(ControlAction.PAUSE_BATCH, id);

    // When
    JobBatchView batch = JobBatchView.decode(outbox.jobs.get(OutboxKeyCodec.batch(id)));

    // Then
    assertThat(batch)
        .isEqualTo(
            new JobBatchView(
                id,
                SendRecordSamples.TENANT,
                SendRecordSamples.LOJA,
                BatchEvent.BatchState.PAUSED,
                3,
                0,
                PartitionOutboxFixture.START));
    outbox.pass(Duration.ofSeconds(1));
    assertThat(JobBatchView.decode(outbox.jobs.get(OutboxKeyCodec.batch(id))).learned()).isNull();
  }

  @Test
  void timersAreShownByTheirTime() {
    // Given
    schedule("s", SendRecordSamples.TENANT, 90);
    schedule("t", SendRecordSamples.TENANT, 30);

    // When
    List<OutboxTimerView> timers = new ArrayList<>();
    outbox
        .timers
        .entries
        .tailMap(OutboxTimerView.from(at(31)))
        .keySet()
        .forEach(key -> timers.add(OutboxTimerView.decode(key)));

    // Then
    assertThat(timers).containsExactly(new OutboxTimerView(at(90), "due", id("s")));
  }

  @Test
  void aTenantsLimitSaysWhoWaits() {
    // Given
    TenantPaceState pace = new TenantPaceState();
    for (String instance : List.of("default/a", "default/b", "default/c")) {
      pace.take(TenantPermitRequest.PermitAction.ASK, instance, outbox.now, 2);
    }
    pace.grant(outbox.now, 2);
    pace.take(TenantPermitRequest.PermitAction.USED, "default/a", outbox.now, 2);

    // When
    TenantPaceView view =
        TenantPaceView.decode(
            OutboxKeyCodec.text(SendRecordSamples.TENANT), pace.encode(), outbox.instant());

    // Then
    assertThat(view)
        .isEqualTo(new TenantPaceView(SendRecordSamples.TENANT, 1, 1, List.of("default/c")));
  }

  private static Instant at(int minute) {
    return PartitionOutboxFixture.START.plusSeconds(minute * 60L);
  }

  private static String id(String name) {
    return SendRecordSamples.id(name);
  }

  private void schedule(String name, String tenant, int minute) {
    outbox.bind(tenant, null);
    outbox.take(
        new SendCommandVariant(SendRecordSamples.scheduled(name, "x", at(minute), outbox.instant()))
            .tenant(tenant)
            .build());
    outbox.bind(SendRecordSamples.TENANT, null);
  }

  private SendJobView job(String name) {
    return SendJobView.decode(outbox.jobs.get(OutboxKeyCodec.job(SendRecordSamples.id(name))));
  }

  private InstanceSendStateView pace() {
    return InstanceSendStateView.decode(
        SendRecordSamples.LOJA,
        outbox.paces.get(OutboxKeyCodec.sendState(SendRecordSamples.LOJA)),
        Optional.ofNullable(outbox.bindings.get(PartitionOutboxFixture.LOJA)),
        outbox.settings,
        outbox.instant());
  }

  /** As the query does it. */
  private List<SendJobView> schedules(String tenant, Instant from, Instant to) {
    List<SendJobView> found = new ArrayList<>();
    outbox
        .jobs
        .entries
        .subMap(ScheduleIndexEntry.bound(tenant, from), ScheduleIndexEntry.bound(tenant, to))
        .forEach(
            (key, value) -> {
              ScheduleIndexEntry entry = ScheduleIndexEntry.decode(key, value);
              SendJobView job =
                  SendJobView.decode(outbox.jobs.get(OutboxKeyCodec.job(entry.jobId())));
              assertThat(entry.tenantId()).isEqualTo(tenant);
              assertThat(entry.state()).isEqualTo(job.state());
              found.add(job);
            });
    return found;
  }
}
