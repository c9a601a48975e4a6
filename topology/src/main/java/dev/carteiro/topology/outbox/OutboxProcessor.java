// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.send.OutboxCommand;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.TenantPermitGrant;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.merge.MergeStage;
import dev.carteiro.topology.outbox.store.OutboxStateStore;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue;
import dev.carteiro.topology.record.OutboxStageInput;
import dev.carteiro.topology.record.RecordOrigin;
import dev.carteiro.topology.resolve.ResolveStage;
import dev.carteiro.topology.stage.OrderedStoreAdapter;
import dev.carteiro.topology.stage.StageProcessor;
import dev.carteiro.topology.stage.StageTimer;
import dev.carteiro.topology.store.CachedBindingStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes commands, results, permits and changes of messages, connections and bindings, and fires
 * timers; writes dispatches, states, replies, alerts and permit requests. Each input record and
 * each timer is one unit of work: if it fails, nothing of it is written.
 */
final class OutboxProcessor extends StageProcessor<OutboxStageInput>
    implements OutboxStageInput.OutboxInputVisitor {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxProcessor.class);

  /** Timers taken from the store at once. */
  private static final int SLICE = 50;

  private static final long LOAD_EVERY_MS = 1_000;

  /** Share of the tick budget that timers may use; the rest is for a pause of the JVM or disk. */
  private static final int TIMER_PERCENT = 60;

  private final OutboxStage stage;
  private final OutboxSettings settings;
  private CachedBindingStore bindings;
  private OutboxOutputCollector outputs;
  private PartitionOutbox outbox;
  private StageTimer timer;
  private long loadMeasuredMs;

  /** The time of the present input record. */
  private long now;

  OutboxProcessor(OutboxStage stage) {
    super(stage);
    this.stage = stage;
    this.settings = stage.settings.outbox();
  }

  @Override
  protected void start() {
    bindings =
        new CachedBindingStore(store(ResolveStage.BINDING_STORE), OutboxPortAdapter.MAX_BINDINGS);
    outputs = new OutboxOutputCollector(partition());
    OrderedStoreAdapter jobs = store(OutboxStage.JOB_STORE);
    outbox =
        new PartitionOutbox(
            new OutboxStateStore(
                jobs,
                store(OutboxStage.TIMER_STORE),
                store(OutboxStage.READY_STORE),
                store(OutboxStage.PACE_STORE)),
            new OutboxPortAdapter(
                bindings,
                store(MergeStage.MESSAGE_STORE),
                stage.messages,
                stage.tenants,
                outputs,
                stage.counters),
            settings,
            stage.progress.follow(partition()));
    long overMs = settings.jobRetention().toMillis();
    long acceptedMs = Math.max(overMs, stage.settings.mergeWindow().toMillis());
    expire(
        jobs,
        overMs,
        (value, nowMs) -> OutboxStateStore.isForgettable(value, nowMs, overMs, acceptedMs));
    timer = every(settings.tick(), this::tick);
  }

  @Override
  public void close() {
    stage.timersLateMs.remove(partition());
    stage.loads.remove(partition());
  }

  @Override
  public void process(Record<String, OutboxStageInput> record) {
    timer.wake();
    now = nowMs();
    try {
      record.value().accept(this);
    } catch (RuntimeException e) {
      discard();
      throw e;
    }
    finish(now);
  }

  @Override
  public void command(OutboxCommand command) {
    outbox.command(command, now);
  }

  @Override
  public void result(RecordOrigin origin, SendResult result) {
    if (!outbox.result(result, now)) {
      refuse(
          origin,
          DeadLetter.Reason.UNKNOWN_ATTEMPT,
          "a result for an attempt that nobody began, or that is forgotten",
          null);
    }
  }

  @Override
  public void takeover(String sender) {
    outbox.takenOver(sender, now);
  }

  @Override
  public void permit(TenantPermitGrant permit) {
    outbox.permit(permit, now);
  }

  @Override
  public void message(MessageEvent event) {
    outbox.message(event, now);
  }

  @Override
  public void connection(InstanceStatusEvent event) {
    outbox.connection(event.instance().text(), event.state(), now);
  }

  @Override
  public void binding(String instance) {
    bindings.forget(instance);
    outbox.binding(instance, now);
  }

  private long tick(long nowMs) {
    long start = System.nanoTime();
    long budget = settings.tickBudget().toNanos() * TIMER_PERCENT / 100;
    int left = settings.tickItems();
    long slowest = 0;
    boolean more = true;
    while (more && left > 0 && System.nanoTime() - start + slowest < budget) {
      long begin = System.nanoTime();
      List<OutboxTimerQueue.DueTimer> due = outbox.due(nowMs, Math.min(SLICE, left));
      left -= due.size();
      more = due.size() == SLICE;
      for (OutboxTimerQueue.DueTimer timer : due) {
        fire(timer, nowMs);
      }
      slowest = Math.max(slowest, System.nanoTime() - begin);
    }
    stage.ticks.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    stage.timersLateMs.set(partition(), Math.max(0, nowMs - outbox.oldestDue()));
    if (nowMs - loadMeasuredMs >= LOAD_EVERY_MS || nowMs < loadMeasuredMs) {
      loadMeasuredMs = nowMs;
      stage.loads.set(partition(), outbox.load());
    }
    return outbox.isLoadComplete() ? outbox.oldestDue() : nowMs;
  }

  /** Fires one timer; one that fails becomes a dead letter, and is tried again later. */
  private void fire(OutboxTimerQueue.DueTimer timer, long nowMs) {
    try {
      outbox.fire(timer, nowMs);
      stage.lateness.record(Math.max(0, nowMs - timer.atMs()), TimeUnit.MILLISECONDS);
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      discard();
      LOG.error("a timer failed kind={} id={}", timer.kind(), timer.id(), e);
      outputs.deadLetter(
          null, null, timer.id(), "timer " + timer.kind() + ": " + e.getClass().getName(), null);
      outbox.retryFailed(timer, nowMs);
    }
    finish(nowMs);
  }

  private void finish(long nowMs) {
    outbox.commit();
    outputs.outputs.forEach(
        output ->
            write(
                output.topic(),
                new Record<>(output.key(), output.value(), nowMs, headers(output.traceId()))));
    outputs.deadLetters(nowMs).forEach(letter -> forward(letter.origin().key(), letter, nowMs));
    outputs.statsUpdates.forEach(update -> forward(update.instance(), update, nowMs));
    outputs.discard();
  }

  private void discard() {
    outbox.discard();
    outputs.discard();
  }

  private static Headers headers(String traceId) {
    Headers headers = new RecordHeaders();
    if (traceId != null) {
      headers.add(CarteiroRecordHeaders.TRACE_ID, CarteiroRecordHeaders.bytes(traceId));
    }
    return headers;
  }
}
