// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.MessageStatus;
import dev.carteiro.contract.send.CommandReply.Outcome;
import dev.carteiro.contract.send.ControlCommand.Action;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobId;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.Permit;
import dev.carteiro.contract.send.PermitRequest;
import dev.carteiro.contract.send.SendCommand;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult.Kind;
import dev.carteiro.contract.send.StateEvent;
import dev.carteiro.topology.Sends;
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

  private OutboxFixture outbox;
  private Random random;
  private final List<SendDispatch> underWay = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> delivered = new HashMap<>();
  private final Map<String, SendCommand> commands = new HashMap<>();
  private final List<String> batches = new ArrayList<>();
  private final List<Echo> echoes = new ArrayList<>();
  private final List<dev.carteiro.contract.send.SendResult> late = new ArrayList<>();
  private TenantPace tenantPace = new TenantPace();
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
        new OutboxFixture(
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
        Audit.check(outbox);
      }
    }
    comeToRest();

    // Then
    Audit.check(outbox);
    assertThat(outbox.failures).isEmpty();
    for (Job job : Audit.jobs(outbox)) {
      assertThat(job.state.isOver() || job.state == JobState.MANUAL)
          .as("%s is %s (%s)", job.id(), job.state, job.reason)
          .isTrue();
    }
    assertThat(Audit.jobs(outbox).size()).isEqualTo(commands.size());
    revisionsCountUp();
    delivered.forEach(
        (id, times) -> {
          assertThat(times).as("deliveries of %s", id).isEqualTo(1);
          Job job = outbox.job(id);
          assertThat(
                  job.state.isAccepted()
                      || job.state == JobState.MANUAL
                      || job.state == JobState.CANCELLED
                      || Acceptance.WHATSAPP_ERROR.equals(job.reason))
              .as("%s was delivered and is %s (%s)", id, job.state, job.reason)
              .isTrue();
        });
    Audit.jobs(outbox).stream()
        .filter(job -> job.state.isAccepted())
        .forEach(job -> assertThat(delivered).as("really sent").containsKey(job.id()));
    outbox.pass(outbox.settings.attemptDeadline());
    assertThat(outbox.pace().inFlight()).isEmpty();
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
          String tenant = random.nextInt(10) == 0 ? "tenant-b" : Sends.TENANT;
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
          outbox.bind(Sends.TENANT, null);
        }
      }
    }
  }

  private void create(int step) {
    if (random.nextInt(40) == 0) {
      String batch = JobId.derived(JobId.Kind.BATCH, 0, Sends.TENANT, Sends.LOJA, "b" + step);
      batches.add(batch);
      int size = 1 + random.nextInt(30);
      for (int index = 0; index < size; index++) {
        take(Sends.ofBatch(batch, index, size, outbox.instant()));
      }
      return;
    }
    String number = "55119" + (10_000_000 + random.nextInt(12));
    SendCommand plain =
        Sends.text("m" + step, number, "t" + step, LANES[random.nextInt(5)], outbox.instant());
    Command command = new Command(plain);
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

  private void take(SendCommand command) {
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
        .filter(dispatch -> dispatch.action() == SendDispatch.Action.SEND)
        .forEach(underWay::add);
  }

  private void answer() {
    collect();
    if (underWay.isEmpty()) {
      return;
    }
    SendDispatch dispatch = underWay.remove(random.nextInt(underWay.size()));
    if (random.nextInt(8) == 0 || outbox.instant().isAfter(dispatch.notAfter())) {
      outbox.result(Sends.result(dispatch, Kind.EXPIRED, null, null));
      return;
    }
    outbox.started(dispatch, sender);
    if (random.nextInt(10) == 0) {
      takeover();
    }
    switch (random.nextInt(9)) {
      case 0 -> outbox.outcome(dispatch, Kind.TRANSIENT, "CONNECTION_CLOSED");
      case 1 -> outbox.outcome(dispatch, Kind.NOT_SENT, "CONNECT_REFUSED");
      case 2 -> outbox.outcome(dispatch, Kind.PERMANENT, "NOT_ON_WHATSAPP");
      case 3 -> {
        // The answer never came, and the message may have left.
        if (random.nextBoolean()) {
          deliver(dispatch);
        }
        outbox.outcome(dispatch, Kind.UNKNOWN, "TIMEOUT");
      }
      case 4 -> {
        // The sender died, or its word comes late.
        if (random.nextBoolean()) {
          deliver(dispatch);
          late.add(Sends.accepted(dispatch, messageId(dispatch)));
        }
      }
      default -> {
        deliver(dispatch);
        var accepted = Sends.accepted(dispatch, messageId(dispatch));
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
        Echo.of(messageId(dispatch), dispatch.message(), outbox.instant())
            .chat(dispatch.number() + "@s.whatsapp.net", null));
  }

  private static String messageId(SendDispatch dispatch) {
    return "M" + dispatch.dispatchId();
  }

  private void tellEcho() {
    if (echoes.isEmpty()) {
      return;
    }
    Echo echo = echoes.remove(random.nextInt(echoes.size()));
    outbox.run(() -> outbox.outbox.message(echo.event(), outbox.now));
    MessageStatus status = MessageStatus.values()[random.nextInt(6)];
    outbox.run(
        () ->
            outbox.outbox.message(
                Echo.status(echo.messageId(), status, outbox.instant()), outbox.now));
  }

  private void control() {
    if (names.isEmpty()) {
      return;
    }
    String id = names.get(random.nextInt(names.size()));
    switch (random.nextInt(4)) {
      case 0 -> {
        boolean before = delivered.containsKey(id);
        if (outbox.control(Action.CANCEL, id) == Outcome.DONE) {
          assertThat(before).as("cancelled after it had left").isFalse();
        }
      }
      case 1 ->
          outbox.control(
              Action.RESCHEDULE, id, outbox.instant().plusMillis(random.nextInt(100_000)));
      case 2 -> {
        // A person looks at the phone first.
        if (!delivered.containsKey(id)) {
          outbox.control(Action.RESEND, id);
        }
      }
      default -> outbox.control(Action.DISCARD, id);
    }
  }

  private void batchControl() {
    if (!batches.isEmpty()) {
      Action[] actions = {Action.PAUSE_BATCH, Action.RESUME_BATCH, Action.CANCEL_BATCH};
      int most = random.nextInt(5) == 0 ? 3 : 2;
      outbox.control(actions[random.nextInt(most)], batches.get(random.nextInt(batches.size())));
    }
  }

  /** A rule fails half way: nothing of it may stay. */
  private void failMidway() {
    Map<MemoryTable, Map<byte[], byte[]>> before = copy();
    int[] left = {random.nextInt(3)};
    outbox.beforeWrite =
        written -> {
          if (left[0]-- == 0) {
            throw new IllegalStateException("on purpose");
          }
        };
    try {
      outbox.take(Sends.text("fail" + outbox.now, Sends.ANA, "never", Lane.HIGH, outbox.instant()));
      names.add(Sends.id("fail" + outbox.now));
      commands.put(
          Sends.id("fail" + outbox.now),
          Sends.text("fail" + outbox.now, Sends.ANA, "never", Lane.HIGH, outbox.instant()));
    } catch (IllegalStateException e) {
      assertThat(copy()).isEqualTo(before);
    } finally {
      outbox.beforeWrite = written -> {};
    }
  }

  private Map<MemoryTable, Map<byte[], byte[]>> copy() {
    Map<MemoryTable, Map<byte[], byte[]>> copies = new HashMap<>();
    for (MemoryTable table : List.of(outbox.jobs, outbox.ready, outbox.paces, outbox.timers)) {
      copies.put(table, new HashMap<>(table.entries));
    }
    return copies;
  }

  /** The tenant's side of its limit. */
  private void permits() {
    List<PermitRequest> requests = outbox.permitRequests();
    for (PermitRequest request : requests.subList(permitsAsked, requests.size())) {
      tenantPace.take(request.action(), request.instance().text(), outbox.now, 30);
    }
    permitsAsked = requests.size();
    for (String instance : tenantPace.grant(outbox.now, 30)) {
      Permit permit = new Permit(1, Sends.TENANT, Sends.LOJA, outbox.instant());
      assertThat(instance).isEqualTo(OutboxFixture.LOJA);
      outbox.run(() -> outbox.outbox.permit(permit, outbox.now));
    }
  }

  private void comeToRest() {
    outbox.inputsRead = true;
    outbox.connection("open");
    outbox.bind(Sends.TENANT, null);
    batches.forEach(batch -> outbox.control(Action.RESUME_BATCH, batch));
    for (int n = 0; n < 4_000 && outbox.pace().openJobs > 0; n++) {
      collect();
      while (!underWay.isEmpty()) {
        SendDispatch dispatch = underWay.remove(0);
        if (outbox.instant().isAfter(dispatch.notAfter())) {
          outbox.result(Sends.result(dispatch, Kind.EXPIRED, null, null));
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
    for (StateEvent event : outbox.values(Topic.SEND_STATE, StateEvent.class)) {
      if (event instanceof JobEvent job) {
        assertThat(job.revision()).isEqualTo(revisions.merge(job.jobId(), 1L, Long::sum));
      }
    }
    assertThat(revisions.keySet()).isEqualTo(commands.keySet());
  }
}
