// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.event.QuietHours;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.ControlCommand.Action;
import dev.carteiro.contract.send.JobId;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.PermitRequest;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult.Kind;
import dev.carteiro.topology.Sends;
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
class ViewsTest {
  private final OutboxFixture outbox = new OutboxFixture();

  @Test
  void aJobBetweenAttemptsSaysWhatHappenedAndWhatComesNext() {
    // Given
    outbox.text("one", "Olá!");
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.started(dispatch);
    outbox.pass(Duration.ofSeconds(3));
    outbox.outcome(dispatch, Kind.TRANSIENT, "CONNECTION_CLOSED");

    // When
    JobView job = job("one");

    // Then
    assertThat(job.jobId()).isEqualTo(Sends.id("one"));
    assertThat(job.tenantId()).isEqualTo(Sends.TENANT);
    assertThat(job.instance()).isEqualTo(Sends.LOJA);
    assertThat(job.state()).isEqualTo(JobState.RETRYING);
    assertThat(job.reason()).isEqualTo("CONNECTION_CLOSED");
    assertThat(job.attempts()).isEqualTo(1);
    assertThat(job.createdAt()).isEqualTo(OutboxFixture.START);
    assertThat(job.dispatchedAt()).isEqualTo(OutboxFixture.START);
    assertThat(job.stateAt()).isEqualTo(OutboxFixture.START.plusSeconds(3));
    assertThat(job.nextAttemptAt()).isEqualTo(OutboxFixture.START.plusSeconds(63));
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
    outbox.outcome(dispatch, Kind.UNKNOWN, "TIMEOUT");

    // When
    JobView job = job("one");

    // Then
    assertThat(job.echoUntil()).isEqualTo(OutboxFixture.START.plusSeconds(300));
    assertThat(job.nextAttemptAt()).isNull();
  }

  @Test
  void aMessageLeadsToItsJob() throws IOException {
    // Given
    outbox.text("one", "Olá!");
    byte[] command = outbox.jobs.get(JobLinks.commandKey(Sends.id("one")));
    outbox.succeed(outbox.onlyDispatch());

    // When
    byte[] link =
        outbox.jobs.get(JobLinks.messageKey(OutboxFixture.LOJA, "M-" + Sends.id("one") + ":1"));

    // Then
    assertThat(JobLinks.jobIdOfMessage(link)).isEqualTo(Sends.id("one"));
    assertThat(JobLinks.command(command).message()).isEqualTo("Olá!");
    assertThat(outbox.jobs.get(JobLinks.commandKey(Sends.id("one")))).isNull();
  }

  @Test
  void theSchedulesOfATenantAreARangeOfTime() {
    // Given
    for (int minute = 1; minute <= 9; minute++) {
      schedule("s" + minute, Sends.TENANT, minute);
    }
    schedule("other", "tenant-b", 5);
    schedule("longer", Sends.TENANT + "b", 5);
    outbox.control(Action.CANCEL, Sends.id("s4"));
    outbox.control(Action.RESCHEDULE, Sends.id("s9"), at(5));
    outbox.control(Action.RESCHEDULE, Sends.id("s6"), at(60));
    outbox.pass(Duration.ofMinutes(3));

    // When
    List<ScheduleView> schedules = schedules(Sends.TENANT, at(3), at(8));

    // Then
    assertThat(schedules)
        .extracting(ScheduleView::scheduleId)
        .containsExactlyInAnyOrder(id("s3"), id("s4"), id("s5"), id("s7"), id("s9"));
    assertThat(schedules).extracting(ScheduleView::scheduledFor).isSorted();
    assertThat(schedules)
        .extracting(ScheduleView::status)
        .containsExactly("fired", "cancelled", "pending", "pending", "pending");
  }

  @Test
  void whatIsOverIsForgottenInTheListWhenTheJobIs() {
    // Given
    schedule("s", Sends.TENANT, 1);
    outbox.control(Action.CANCEL, Sends.id("s"));
    byte[] entry =
        outbox
            .jobs
            .entries
            .ceilingEntry(ScheduleEntry.bound(Sends.TENANT, Instant.EPOCH))
            .getValue();
    long over = Duration.ofHours(48).toMillis();
    long accepted = Duration.ofDays(7).toMillis();

    // When
    boolean before = Outbox.isForgettable(entry, outbox.now + over - 1, over, accepted);
    boolean after = Outbox.isForgettable(entry, outbox.now + over, over, accepted);

    // Then
    assertThat(before).isFalse();
    assertThat(after).isTrue();
  }

  @Test
  void aScheduleOfAnOlderVersionIsListedFromItsNextChangeOn() {
    // Given
    schedule("s", Sends.TENANT, 1);
    outbox.jobs.entries.keySet().removeIf(ScheduleEntry::isKey);

    // When
    outbox.control(Action.RESCHEDULE, Sends.id("s"), at(2));

    // Then
    assertThat(schedules(Sends.TENANT, at(0), at(9)))
        .extracting(ScheduleView::scheduledFor)
        .containsExactly(at(2));
    Audit.check(outbox);
  }

  @Test
  void aPaceSaysWhatIsLeftAndWhenTheNextOneMayLeave() {
    // Given
    for (int n = 0; n < 12; n++) {
      outbox.take(Sends.text("m" + n, "551199999" + (1000 + n), "x", Lane.LOW, outbox.instant()));
      outbox.dispatched().forEach(outbox::succeed);
      outbox.now += 1_000;
    }
    outbox.dispatched().forEach(outbox::succeed);

    // When
    PaceView pace = pace();

    // Then
    assertThat(pace.tenantId()).isEqualTo(Sends.TENANT);
    assertThat(pace.ratePerMinute()).isEqualTo(10);
    assertThat(pace.permitsLeft()).isZero();
    assertThat(pace.nextPermitAt()).isEqualTo(OutboxFixture.START.plusMillis(60_001));
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
    PaceView closed = pace();

    // Then
    assertThat(closed.heldReason()).isEqualTo("INSTANCE_NOT_OPEN");
    assertThat(closed.closedAt()).isEqualTo(OutboxFixture.START);
    outbox.bind(Sends.TENANT, 30, true, false);
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
    PaceView pace = pace();

    // Then
    assertThat(pace.heldReason()).isEqualTo("QUIET_HOURS");
  }

  @Test
  void anInstanceThatNeverSentHasAllItsPermits() {
    // When
    PaceView pace =
        PaceView.decode(
            Sends.LOJA,
            null,
            Optional.of(outbox.bindings.get(OutboxFixture.LOJA)),
            outbox.settings,
            outbox.instant());

    // Then
    assertThat(pace.permitsLeft()).isEqualTo(10);
    assertThat(pace.nextPermitAt()).isNull();
    assertThat(PaceView.instance(Keys.WATERMARK)).isEmpty();
    assertThat(PaceView.instance(PaceView.key(Sends.LOJA))).contains(Sends.LOJA);
  }

  @Test
  void aBatchSaysHowFarItsChangeHasCome() {
    // Given
    String id = JobId.derived(JobId.Kind.BATCH, 0, Sends.TENANT, Sends.LOJA, "b");
    for (int n = 0; n < 3; n++) {
      outbox.take(Sends.ofBatch(id, n, 3, outbox.instant()));
    }
    outbox.control(Action.PAUSE_BATCH, id);

    // When
    BatchView batch = BatchView.decode(outbox.jobs.get(BatchView.key(id)));

    // Then
    assertThat(batch)
        .isEqualTo(
            new BatchView(
                id, Sends.TENANT, Sends.LOJA, BatchEvent.State.PAUSED, 3, 0, OutboxFixture.START));
    outbox.pass(Duration.ofSeconds(1));
    assertThat(BatchView.decode(outbox.jobs.get(BatchView.key(id))).learned()).isNull();
  }

  @Test
  void timersAreShownByTheirTime() {
    // Given
    schedule("s", Sends.TENANT, 90);
    schedule("t", Sends.TENANT, 30);

    // When
    List<TimerView> timers = new ArrayList<>();
    outbox
        .timers
        .entries
        .tailMap(TimerView.from(at(31)))
        .keySet()
        .forEach(key -> timers.add(TimerView.decode(key)));

    // Then
    assertThat(timers).containsExactly(new TimerView(at(90), "due", id("s")));
  }

  @Test
  void aTenantsLimitSaysWhoWaits() {
    // Given
    TenantPace pace = new TenantPace();
    for (String instance : List.of("default/a", "default/b", "default/c")) {
      pace.take(PermitRequest.Action.ASK, instance, outbox.now, 2);
    }
    pace.grant(outbox.now, 2);
    pace.take(PermitRequest.Action.USED, "default/a", outbox.now, 2);

    // When
    TenantPaceView view =
        TenantPaceView.decode(Keys.text(Sends.TENANT), pace.encode(), outbox.instant());

    // Then
    assertThat(view).isEqualTo(new TenantPaceView(Sends.TENANT, 1, 1, List.of("default/c")));
  }

  private static Instant at(int minute) {
    return OutboxFixture.START.plusSeconds(minute * 60L);
  }

  private static String id(String name) {
    return Sends.id(name);
  }

  private void schedule(String name, String tenant, int minute) {
    outbox.bind(tenant, null);
    outbox.take(
        new Command(Sends.scheduled(name, "x", at(minute), outbox.instant()))
            .tenant(tenant)
            .build());
    outbox.bind(Sends.TENANT, null);
  }

  private JobView job(String name) {
    return JobView.decode(outbox.jobs.get(JobView.key(Sends.id(name))));
  }

  private PaceView pace() {
    return PaceView.decode(
        Sends.LOJA,
        outbox.paces.get(PaceView.key(Sends.LOJA)),
        Optional.ofNullable(outbox.bindings.get(OutboxFixture.LOJA)),
        outbox.settings,
        outbox.instant());
  }

  /** As the query does it. */
  private List<ScheduleView> schedules(String tenant, Instant from, Instant to) {
    List<ScheduleView> found = new ArrayList<>();
    outbox
        .jobs
        .entries
        .subMap(ScheduleEntry.bound(tenant, from), ScheduleEntry.bound(tenant, to))
        .forEach(
            (key, value) -> {
              ScheduleEntry entry = ScheduleEntry.decode(key, value);
              JobView job = JobView.decode(outbox.jobs.get(JobView.key(entry.jobId())));
              assertThat(entry.tenantId()).isEqualTo(tenant);
              assertThat(entry.state()).isEqualTo(job.state());
              found.add(ScheduleView.of(job));
            });
    return found;
  }
}
