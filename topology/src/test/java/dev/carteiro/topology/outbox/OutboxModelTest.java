// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.send.CommandReply.CommandOutcome;
import dev.carteiro.contract.send.ControlCommand.ControlAction;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobIdFormat;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import dev.carteiro.contract.send.SendStateEvent;
import dev.carteiro.contract.send.TenantPermitGrant;
import dev.carteiro.contract.send.TenantPermitRequest;
import dev.carteiro.topology.SendRecordSamples;
import dev.carteiro.topology.outbox.job.JobTransition;
import dev.carteiro.topology.outbox.job.SendJob;
import dev.carteiro.topology.store.MemoryByteStore;
import dev.carteiro.topology.tenantpace.TenantPaceState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything at once, at random; whatever happens, what is promised holds. */
class OutboxModelTest {
  private static final Lane[] LANES = Lane.values();

  private PartitionOutboxFixture outbox;
  private Random random;
  private final List<SendDispatch> underWay = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> delivered = new HashMap<>();
  private final Map<String, SendMessageCommand> commands = new HashMap<>();
  private final List<String> batches = new ArrayList<>();
  private final List<EchoEventSample> echoes = new ArrayList<>();
  private final List<dev.carteiro.contract.send.SendResult> late = new ArrayList<>();
  private TenantPaceState tenantPace = new TenantPaceState();
  private int permitsAsked;
  private String sender = "sender-0";

  static List<Integer> seeds() {
    List<Integer> seeds = new ArrayList<>();
    for (int seed = 1; seed <= Integer.getInteger("outbox.model.seeds", 12); seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothingIsLostNothingIsSentTwiceAndTheTablesAgree(int seed) {
    // Given
    random = new Random(seed);
    outbox =
        new PartitionOutboxFixture(
            "WHATSAPP_RATE_LIMIT",
            String.valueOf(20 + random.nextInt(100)),
            "OUTBOX_IN_FLIGHT",
            String.valueOf(seed % 3 == 0 ? 4 : 1));
    if (seed % 4 == 0) {
      outbox.tenant(30, null);
    }

    // When
    for (int step = 0; step < 4_000; step++) {
      happening(step);
      outbox.pass(
          Duration.ofMillis(
              random.nextInt(10) == 0 ? random.nextInt(40_000) : random.nextInt(300)));
      permits();
      if (step % 50 == 0) {
        OutboxConsistencyCheck.check(outbox);
      }
    }
    comeToRest();

    // Then
    OutboxConsistencyCheck.check(outbox);
    assertThat(outbox.failures).isEmpty();
    for (SendJob job : OutboxConsistencyCheck.jobs(outbox)) {
      assertThat(job.state().isOver() || job.state() == JobState.MANUAL)
          .as("%s is %s (%s)", job.id(), job.state(), job.reason())
          .isTrue();
    }
    assertThat(OutboxConsistencyCheck.jobs(outbox).size()).isEqualTo(commands.size());
    revisionsCountUp();
    delivered.forEach(
        (id, times) -> {
          assertThat(times).as("deliveries of %s", id).isEqualTo(1);
          SendJob job = outbox.job(id);
          assertThat(
                  job.state().isAccepted()
                      || job.state() == JobState.MANUAL
                      || job.state() == JobState.CANCELLED
                      || JobTransition.WHATSAPP_ERROR.name().equals(job.reason()))
              .as("%s was delivered and is %s (%s)", id, job.state(), job.reason())
              .isTrue();
        });
    OutboxConsistencyCheck.jobs(outbox).stream()
        .filter(job -> job.state().isAccepted())
        .forEach(job -> assertThat(delivered).as("really sent").containsKey(job.id()));
    outbox.pass(outbox.settings.attemptDeadline());
    assertThat(outbox.pace().inFlight().all()).isEmpty();
    assertThat(outbox.ready.entries).isEmpty();
    assertThat(outbox.counted("double.send")).isZero();
  }

  private void happening(int step) {
    switch (random.nextInt(21)) {
      case 0, 1, 2, 3 -> create(step);
      case 4, 5, 6, 7, 8, 9 -> answer();
      case 10 -> control();
      case 11 -> {
        if (random.nextInt(3) == 0) {
          outbox.connection(random.nextInt(3) == 0 ? "close" : "open");
        }
      }
      case 12 -> {
        if (random.nextInt(5) == 0) {
          String tenant = random.nextInt(10) == 0 ? "tenant-b" : SendRecordSamples.TENANT;
          outbox.bind(tenant, null, random.nextInt(4) == 0, false);
        }
      }
      case 13 -> {
        outbox.inputsRead = random.nextBoolean();
        outbox.restart();
      }
      case 14 -> tellEcho();
      case 15 -> {
        if (!late.isEmpty()) {
          outbox.result(late.remove(random.nextInt(late.size())));
        }
      }
      case 16 -> failMidway();
      case 17 -> batchControl();
      case 18 -> again();
      case 19 -> takeover();
      default -> {
        if (random.nextInt(10) == 0) {
          outbox.unbind();
        } else if (outbox.bindings.isEmpty()) {
          outbox.bind(SendRecordSamples.TENANT, null);
        }
      }
    }
  }

  private void create(int step) {
    if (random.nextInt(40) == 0) {
      String batch =
          JobIdFormat.derived(
              JobIdFormat.JobIdKind.BATCH,
              0,
              SendRecordSamples.TENANT,
              SendRecordSamples.LOJA,
              "b" + step);
      batches.add(batch);
      int size = 1 + random.nextInt(30);
      for (int index = 0; index < size; index++) {
        take(SendRecordSamples.ofBatch(batch, index, size, outbox.instant()));
      }
      return;
    }
    String number = "55119" + (10_000_000 + random.nextInt(12));
    SendMessageCommand plain =
        SendRecordSamples.text(
            "m" + step, number, "t" + step, LANES[random.nextInt(5)], outbox.instant());
    SendCommandVariant command = new SendCommandVariant(plain);
    if (random.nextInt(6) == 0) {
      command.scheduledFor(outbox.instant().plusMillis(random.nextInt(600_000)));
    }
    if (random.nextInt(8) == 0) {
      command.expiresAt(outbox.instant().plusMillis(random.nextInt(300_000)));
    }
    if (random.nextInt(6) == 0) {
      command.typing(1 + random.nextInt(5));
    }
    take(command.build());
  }

  private void take(SendMessageCommand command) {
    names.add(command.id());
    commands.put(command.id(), command);
    outbox.take(command);
  }

  /** The same command again. */
  private void again() {
    if (!names.isEmpty()) {
      outbox.take(commands.get(names.get(random.nextInt(names.size()))));
    }
  }

  /** A sender dies or loses its partitions: what it claimed is settled later, or never. */
  private void takeover() {
    if (random.nextInt(3) == 0) {
      sender = "sender-" + random.nextInt(3);
      outbox.takenOver(sender);
    }
  }

  private void collect() {
    outbox.dispatched().stream()
        .filter(dispatch -> dispatch.action() == SendDispatch.DispatchAction.SEND)
        .forEach(underWay::add);
  }

  private void answer() {
    collect();
    if (underWay.isEmpty()) {
      return;
    }
    SendDispatch dispatch = underWay.remove(random.nextInt(underWay.size()));
    if (random.nextInt(8) == 0 || outbox.instant().isAfter(dispatch.notAfter())) {
      outbox.result(SendRecordSamples.result(dispatch, SendResultKind.EXPIRED, null, null));
      return;
    }
    outbox.started(dispatch, sender);
    if (random.nextInt(10) == 0) {
      takeover();
    }
    switch (random.nextInt(9)) {
      case 0 -> outbox.outcome(dispatch, SendResultKind.TRANSIENT, "CONNECTION_CLOSED");
      case 1 -> outbox.outcome(dispatch, SendResultKind.NOT_SENT, "CONNECT_REFUSED");
      case 2 -> outbox.outcome(dispatch, SendResultKind.PERMANENT, "NOT_ON_WHATSAPP");
      case 3 -> {
        // The answer never came, and the message may have left.
        if (random.nextBoolean()) {
          deliver(dispatch);
        }
        outbox.outcome(dispatch, SendResultKind.UNKNOWN, "TIMEOUT");
      }
      case 4 -> {
        // The sender died, or its word comes late.
        if (random.nextBoolean()) {
          deliver(dispatch);
          late.add(SendRecordSamples.accepted(dispatch, messageId(dispatch)));
        }
      }
      default -> {
        deliver(dispatch);
        var accepted = SendRecordSamples.accepted(dispatch, messageId(dispatch));
        outbox.result(accepted);
        if (random.nextInt(5) == 0) {
          outbox.result(accepted);
        }
      }
    }
  }

  private void deliver(SendDispatch dispatch) {
    delivered.merge(dispatch.jobId(), 1, Integer::sum);
    echoes.add(
        EchoEventSample.of(messageId(dispatch), dispatch.message(), outbox.instant())
            .chat(dispatch.number() + "@s.whatsapp.net", null));
  }

  private static String messageId(SendDispatch dispatch) {
    return "M" + dispatch.dispatchId();
  }

  private void tellEcho() {
    if (echoes.isEmpty()) {
      return;
    }
    EchoEventSample echo = echoes.remove(random.nextInt(echoes.size()));
    outbox.run(() -> outbox.outbox.message(echo.event(), outbox.now));
    MessageStatus status = MessageStatus.values()[random.nextInt(6)];
    outbox.run(
        () ->
            outbox.outbox.message(
                EchoEventSample.status(echo.messageId(), status, outbox.instant()), outbox.now));
  }

  private void control() {
    if (names.isEmpty()) {
      return;
    }
    String id = names.get(random.nextInt(names.size()));
    switch (random.nextInt(4)) {
      case 0 -> {
        boolean before = delivered.containsKey(id);
        if (outbox.control(ControlAction.CANCEL, id) == CommandOutcome.DONE) {
          assertThat(before).as("cancelled after it had left").isFalse();
        }
      }
      case 1 ->
          outbox.control(
              ControlAction.RESCHEDULE, id, outbox.instant().plusMillis(random.nextInt(100_000)));
      case 2 -> {
        // A person looks at the phone first.
        if (!delivered.containsKey(id)) {
          outbox.control(ControlAction.RESEND, id);
        }
      }
      default -> outbox.control(ControlAction.DISCARD, id);
    }
  }

  private void batchControl() {
    if (!batches.isEmpty()) {
      ControlAction[] actions = {
        ControlAction.PAUSE_BATCH, ControlAction.RESUME_BATCH, ControlAction.CANCEL_BATCH
      };
      int most = random.nextInt(5) == 0 ? 3 : 2;
      outbox.control(actions[random.nextInt(most)], batches.get(random.nextInt(batches.size())));
    }
  }

  /** A rule fails half way: nothing of it may stay. */
  private void failMidway() {
    Map<MemoryByteStore, Map<byte[], byte[]>> before = copy();
    int[] left = {random.nextInt(3)};
    outbox.beforeWrite =
        written -> {
          if (left[0]-- == 0) {
            throw new IllegalStateException("on purpose");
          }
        };
    try {
      outbox.take(
          SendRecordSamples.text(
              "fail" + outbox.now, SendRecordSamples.ANA, "never", Lane.HIGH, outbox.instant()));
      names.add(SendRecordSamples.id("fail" + outbox.now));
      commands.put(
          SendRecordSamples.id("fail" + outbox.now),
          SendRecordSamples.text(
              "fail" + outbox.now, SendRecordSamples.ANA, "never", Lane.HIGH, outbox.instant()));
    } catch (IllegalStateException e) {
      assertThat(copy()).isEqualTo(before);
    } finally {
      outbox.beforeWrite = written -> {};
    }
  }

  private Map<MemoryByteStore, Map<byte[], byte[]>> copy() {
    Map<MemoryByteStore, Map<byte[], byte[]>> copies = new HashMap<>();
    for (MemoryByteStore table : List.of(outbox.jobs, outbox.ready, outbox.paces, outbox.timers)) {
      copies.put(table, new HashMap<>(table.entries));
    }
    return copies;
  }

  /** The tenant's side of its limit. */
  private void permits() {
    List<TenantPermitRequest> requests = outbox.permitRequests();
    for (TenantPermitRequest request : requests.subList(permitsAsked, requests.size())) {
      tenantPace.take(request.action(), request.instance().text(), outbox.now, 30);
    }
    permitsAsked = requests.size();
    for (String instance : tenantPace.grant(outbox.now, 30)) {
      TenantPermitGrant permit =
          new TenantPermitGrant(
              1, SendRecordSamples.TENANT, SendRecordSamples.LOJA, outbox.instant());
      assertThat(instance).isEqualTo(PartitionOutboxFixture.LOJA);
      outbox.run(() -> outbox.outbox.permit(permit, outbox.now));
    }
  }

  private void comeToRest() {
    outbox.inputsRead = true;
    outbox.connection("open");
    outbox.bind(SendRecordSamples.TENANT, null);
    batches.forEach(batch -> outbox.control(ControlAction.RESUME_BATCH, batch));
    for (int n = 0; n < 4_000 && outbox.pace().openJobs() > 0; n++) {
      collect();
      while (!underWay.isEmpty()) {
        SendDispatch dispatch = underWay.remove(0);
        if (outbox.instant().isAfter(dispatch.notAfter())) {
          outbox.result(SendRecordSamples.result(dispatch, SendResultKind.EXPIRED, null, null));
        } else {
          outbox.started(dispatch);
          deliver(dispatch);
          outbox.accepted(dispatch, messageId(dispatch));
        }
        collect();
      }
      outbox.pass(Duration.ofSeconds(2));
      permits();
    }
  }

  private void revisionsCountUp() {
    Map<String, Long> revisions = new HashMap<>();
    for (SendStateEvent event : outbox.values(Topic.SEND_STATE, SendStateEvent.class)) {
      if (event instanceof JobEvent job) {
        assertThat(job.revision()).isEqualTo(revisions.merge(job.jobId(), 1L, Long::sum));
      }
    }
    assertThat(revisions.keySet()).isEqualTo(commands.keySet());
  }
}
