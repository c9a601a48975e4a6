// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.config.Environment;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.TenantRecord;
import dev.carteiro.contract.registry.WhatsAppIntegration;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.CommandReply;
import dev.carteiro.contract.send.ControlCommand;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.TenantPermitRequest;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.SendRecordSamples;
import dev.carteiro.topology.outbox.job.OutboxKeyCodec;
import dev.carteiro.topology.outbox.job.SendJob;
import dev.carteiro.topology.outbox.pace.InstanceSendState;
import dev.carteiro.topology.outbox.pace.InstanceSendStateView;
import dev.carteiro.topology.outbox.port.OutboxPort;
import dev.carteiro.topology.outbox.store.OutboxStateStore;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue;
import dev.carteiro.topology.store.MemoryByteStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The outbox of one partition on tables in memory and virtual time; each call is committed. */
final class PartitionOutboxFixture implements OutboxPort {
  static final Instant START = Instant.parse("2026-03-02T12:00:00Z");
  static final String LOJA = SendRecordSamples.LOJA.text();

  /** A record that was written. */
  record WrittenRecord(Topic topic, String key, Object value) {}

  /** Keys of jobs and batches that were reported as not readable. */
  final List<String> unreadable = new ArrayList<>();

  final MemoryByteStore jobs =
      new MemoryByteStore() {
        @Override
        public void unreadable(byte[] key, byte[] value, RuntimeException reason) {
          unreadable.add(new String(key, 3, key.length - 3, StandardCharsets.UTF_8));
        }
      };
  final MemoryByteStore timers = new MemoryByteStore();
  final MemoryByteStore ready = new MemoryByteStore();
  final MemoryByteStore paces = new MemoryByteStore();
  final Map<String, InstanceBinding> bindings = new HashMap<>();
  final Map<String, TenantRecord> tenants = new HashMap<>();
  final Map<String, MessageStatus> statuses = new HashMap<>();
  final Map<String, Integer> counts = new HashMap<>();
  final List<String> letters = new ArrayList<>();
  final List<RuntimeException> failures = new ArrayList<>();
  final OutboxSettings settings;
  long now = START.toEpochMilli();

  /** Whether what the inputs held at the last start was processed. */
  boolean inputsRead = true;

  /** Called before each write; it may throw. */
  Consumer<WrittenRecord> beforeWrite = written -> {};

  PartitionOutbox outbox;
  private final List<WrittenRecord> pending = new ArrayList<>();
  private final List<WrittenRecord> written = new ArrayList<>();
  private final List<SendDispatch> unread = new ArrayList<>();
  private final List<TenantPermitRequest> permitRequests = new ArrayList<>();

  PartitionOutboxFixture(String... settings) {
    Map<String, String> environment = new HashMap<>();
    for (int n = 0; n < settings.length; n += 2) {
      environment.put(settings[n], settings[n + 1]);
    }
    this.settings = new Environment(environment).bind(OutboxSettings.class);
    restart();
    bind(SendRecordSamples.TENANT, null);
  }

  /** What was held in memory is gone. */
  void restart() {
    outbox =
        new PartitionOutbox(
            new OutboxStateStore(jobs, timers, ready, paces), this, settings, () -> inputsRead);
  }

  void bind(String tenant, Integer ratePerMinute) {
    bind(tenant, ratePerMinute, false, false);
  }

  void bind(String tenant, Integer ratePerMinute, boolean paused, boolean clientMessageIds) {
    bind(tenant, ratePerMinute, paused, clientMessageIds, null);
  }

  void bind(
      String tenant,
      Integer ratePerMinute,
      boolean paused,
      boolean clientMessageIds,
      WhatsAppIntegration integration) {
    bindings.put(
        LOJA,
        new InstanceBinding(
            1,
            SendRecordSamples.LOJA,
            tenant,
            null,
            null,
            List.of(),
            null,
            ratePerMinute,
            paused,
            clientMessageIds,
            integration,
            instant(),
            "test"));
    run(() -> outbox.binding(LOJA, now));
  }

  void unbind() {
    bindings.remove(LOJA);
    run(() -> outbox.binding(LOJA, now));
  }

  void tenant(Integer ratePerMinute, dev.carteiro.contract.registry.QuietHours quiet) {
    tenants.put(
        SendRecordSamples.TENANT,
        new TenantRecord(
            1, SendRecordSamples.TENANT, "A", ratePerMinute, quiet, instant(), "test"));
  }

  void connection(String state) {
    run(() -> outbox.connection(LOJA, state, now));
  }

  void take(OutboxCommand command) {
    run(() -> outbox.command(command, now));
  }

  /** A text to Ana in the normal lane. */
  void text(String name, String text) {
    take(SendRecordSamples.text(name, text, instant()));
  }

  CommandReply.CommandOutcome control(ControlCommand.ControlAction action, String target) {
    return control(action, target, null);
  }

  CommandReply.CommandOutcome control(
      ControlCommand.ControlAction action, String target, Instant scheduledFor) {
    take(SendRecordSamples.control(action, target, scheduledFor, instant()));
    List<CommandReply> replies = values(Topic.COMMAND_REPLY, CommandReply.class);
    return replies.get(replies.size() - 1).outcome();
  }

  boolean result(SendResult result) {
    boolean[] placed = {false};
    run(() -> placed[0] = outbox.result(result, now));
    return placed[0];
  }

  /** What a query shows of the instance. */
  InstanceSendStateView paceView() {
    return InstanceSendStateView.decode(
        SendRecordSamples.LOJA,
        paces.get(OutboxKeyCodec.sendState(SendRecordSamples.LOJA)),
        Optional.ofNullable(bindings.get(LOJA)),
        settings,
        instant());
  }

  void started(SendDispatch dispatch) {
    result(SendRecordSamples.started(dispatch));
  }

  void started(SendDispatch dispatch, String sender) {
    result(SendRecordSamples.started(dispatch, sender));
  }

  /** Another sender has the partition now. */
  void takenOver(String sender) {
    run(() -> outbox.takenOver(sender, now));
    tick();
  }

  void outcome(SendDispatch dispatch, SendResult.SendResultKind kind, String code) {
    result(SendRecordSamples.result(dispatch, kind, null, code));
  }

  void accepted(SendDispatch dispatch, String messageId) {
    result(SendRecordSamples.accepted(dispatch, messageId));
  }

  /** The sender claims it and Evolution takes it. */
  void succeed(SendDispatch dispatch) {
    started(dispatch);
    accepted(dispatch, "M-" + dispatch.dispatchId());
  }

  /** One happening: committed as a whole, or not at all. */
  void run(Runnable happening) {
    try {
      happening.run();
    } catch (RuntimeException e) {
      outbox.discard();
      pending.clear();
      throw e;
    }
    commit();
  }

  private void commit() {
    outbox.commit();
    written.addAll(pending);
    for (WrittenRecord one : pending) {
      if (one.value() instanceof SendDispatch dispatch
          && dispatch.action() != SendDispatch.DispatchAction.PROBE) {
        unread.add(dispatch);
      } else if (one.value() instanceof TenantPermitRequest request) {
        permitRequests.add(request);
      }
    }
    pending.clear();
  }

  /** Fires what is due now, as the processor's tick does. */
  void tick() {
    for (OutboxTimerQueue.DueTimer timer : outbox.due(now, 500)) {
      try {
        outbox.fire(timer, now);
      } catch (RuntimeException e) {
        outbox.discard();
        pending.clear();
        failures.add(e);
        outbox.retryFailed(timer, now);
      }
      commit();
    }
  }

  /** Lets time pass, jumping from one due timer to the next. */
  void pass(Duration duration) {
    long until = now + duration.toMillis();
    while (now < until) {
      now = Math.min(until, Math.max(now + 1, outbox.oldestDue()));
      tick();
    }
  }

  /** Lets time pass until something is dispatched. */
  SendDispatch passToDispatch(Duration atMost) {
    long until = now + atMost.toMillis();
    List<SendDispatch> dispatched = dispatched();
    while (dispatched.isEmpty() && now < until) {
      now = Math.min(until, Math.max(now + 1, outbox.oldestDue()));
      tick();
      dispatched = dispatched();
    }
    if (dispatched.size() != 1) {
      throw new AssertionError("expected one dispatch, not " + dispatched.size());
    }
    return dispatched.get(0);
  }

  Instant instant() {
    return Instant.ofEpochMilli(now);
  }

  /** Dispatches but probes that were not asked for before. */
  List<SendDispatch> dispatched() {
    List<SendDispatch> some = List.copyOf(unread);
    unread.clear();
    return some;
  }

  List<SendDispatch> probes() {
    return values(Topic.SEND_DISPATCH, SendDispatch.class).stream()
        .filter(dispatch -> dispatch.action() == SendDispatch.DispatchAction.PROBE)
        .toList();
  }

  SendDispatch onlyDispatch() {
    List<SendDispatch> dispatched = dispatched();
    if (dispatched.size() != 1) {
      throw new AssertionError("expected one dispatch, not " + dispatched);
    }
    return dispatched.get(0);
  }

  SendJob job(String id) {
    return SendJob.decode(jobs.get(OutboxKeyCodec.job(id)));
  }

  JobState state(String name) {
    return job(SendRecordSamples.id(name)).state();
  }

  InstanceSendState pace() {
    byte[] encoded = paces.get(OutboxKeyCodec.text(LOJA));
    return encoded == null ? new InstanceSendState(LOJA) : InstanceSendState.decode(LOJA, encoded);
  }

  /** The states of a job, in order. */
  List<JobState> history(String name) {
    return events(SendRecordSamples.id(name)).stream().map(JobEvent::state).toList();
  }

  List<JobEvent> events(String jobId) {
    return written.stream()
        .filter(one -> one.value() instanceof JobEvent)
        .map(one -> (JobEvent) one.value())
        .filter(event -> event.jobId().equals(jobId))
        .toList();
  }

  List<AlertEvent> alerts() {
    return values(Topic.ALERT, AlertEvent.class);
  }

  List<TenantPermitRequest> permitRequests() {
    return permitRequests;
  }

  List<BatchEvent> batches() {
    return written.stream()
        .filter(one -> one.value() instanceof BatchEvent)
        .map(one -> (BatchEvent) one.value())
        .toList();
  }

  <T> List<T> values(Topic topic, Class<T> type) {
    return written.stream()
        .filter(one -> one.topic() == topic)
        .map(one -> type.cast(one.value()))
        .toList();
  }

  int counted(String what) {
    return counts.getOrDefault(what, 0);
  }

  @Override
  public Optional<InstanceBinding> binding(String instance) {
    return Optional.ofNullable(bindings.get(instance));
  }

  @Override
  public Optional<TenantRecord> tenant(String tenantId) {
    return Optional.ofNullable(tenants.get(tenantId));
  }

  @Override
  public Optional<MessageDeliveryProgress> progress(InstanceKey instance, String messageId) {
    return Optional.ofNullable(statuses.get(messageId))
        .map(status -> new MessageDeliveryProgress(status, null));
  }

  @Override
  public void write(Topic topic, String key, Object value, String traceId) {
    WrittenRecord one = new WrittenRecord(topic, key, value);
    beforeWrite.accept(one);
    if (value instanceof SendDispatch dispatch
        && binding(key).filter(bound -> bound.tenantId().equals(dispatch.tenantId())).isEmpty()) {
      throw new AssertionError("dispatched outside its tenant: " + dispatch.jobId());
    }
    pending.add(one);
  }

  @Override
  public void deadLetter(
      String instance, String tenantId, String jobId, String detail, String traceId) {
    letters.add(jobId);
  }

  @Override
  public void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }
}
