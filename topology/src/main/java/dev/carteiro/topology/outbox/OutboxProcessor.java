// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.topology.OutboxSettings;
import dev.carteiro.topology.outbox.timer.OutboxTimerQueue;
import dev.carteiro.topology.record.OutboxStageInput;
import dev.carteiro.topology.record.OutputTopicRecord;
import dev.carteiro.topology.stage.ExpiredEntrySweeper;
import dev.carteiro.topology.stage.InputProgress;
import dev.carteiro.topology.stage.OrderedStoreAdapter;
import dev.carteiro.topology.stage.TenantRecordLookup;
import dev.carteiro.topology.stage.TopologyMetrics;
import dev.carteiro.topology.stage.TopologyNames;
import dev.carteiro.topology.stage.UnreadableEntryReporter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outbox stage: takes commands, results, permits and changes of messages, connections and
 * bindings, and fires timers; writes dispatches, states, replies, alerts and permit requests. Each
 * input record and each timer is one unit of work: if it fails, nothing of it is written.
 */
public final class OutboxProcessor implements Processor<String, OutboxStageInput, String, Object> {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxProcessor.class);

  /** Timers taken from the store at once. */
  private static final int SLICE = 50;

  private static final long LOAD_EVERY_MS = 1_000;

  /**
   * Share of the tick budget that timers may use. The rest is a reserve for a pause of the JVM or
   * of the disk.
   */
  private static final int AIM_PERCENT = 60;

  private final OutboxSettings settings;
  private final Duration mergeWindow;
  private final TenantRecordLookup tenants;
  private final TopologyMetrics metrics;
  private final InputProgress progress;
  private ProcessorContext<String, Object> context;
  private OutboxPortAdapter port;
  private PartitionOutbox outbox;
  private long loadTold;

  public OutboxProcessor(
      OutboxSettings settings,
      Duration mergeWindow,
      TenantRecordLookup tenants,
      TopologyMetrics metrics,
      InputProgress progress) {
    this.progress = progress;
    this.settings = settings;
    this.mergeWindow = mergeWindow;
    this.tenants = tenants;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, Object> context) {
    this.context = context;
    this.port =
        new OutboxPortAdapter(
            context.getStateStore(TopologyNames.BINDING_STORE),
            context.getStateStore(TopologyNames.MESSAGE_STORE),
            tenants,
            metrics);
    KeyValueStore<Bytes, byte[]> jobs = context.getStateStore(TopologyNames.JOB_STORE);
    this.outbox =
        new PartitionOutbox(
            new PartitionOutbox.OutboxBackingStores(
                table(TopologyNames.JOB_STORE),
                table(TopologyNames.TIMER_STORE),
                table(TopologyNames.READY_STORE),
                table(TopologyNames.PACE_STORE)),
            port,
            settings,
            progress.follow(context.taskId().partition()));
    long overMs = settings.jobRetention().toMillis();
    long acceptedMs = Math.max(overMs, mergeWindow.toMillis());
    new ExpiredEntrySweeper(
            jobs,
            overMs,
            (value, nowMs) -> PartitionOutbox.isForgettable(value, nowMs, overMs, acceptedMs),
            unreadable(TopologyNames.JOB_STORE))
        .schedule(context);
    context.schedule(settings.tick(), PunctuationType.WALL_CLOCK_TIME, this::tick);
  }

  @Override
  public void close() {
    metrics.outboxLost(context.taskId().partition());
  }

  @Override
  public void process(Record<String, OutboxStageInput> record) {
    long now = context.currentSystemTimeMs();
    try {
      record.value().accept(new StageInputHandler(now));
    } catch (RuntimeException e) {
      outbox.discard();
      port.discard();
      throw e;
    }
    finish(now);
  }

  /** Passes each kind of input to the outbox. */
  private final class StageInputHandler implements OutboxStageInput.OutboxInputVisitor {
    private final long now;

    private StageInputHandler(long now) {
      this.now = now;
    }

    @Override
    public void command(OutboxStageInput.CommandInput input) {
      outbox.command(input.command(), now);
    }

    @Override
    public void result(OutboxStageInput.SendResultInput input) {
      if (!outbox.result(input.result(), now)) {
        unplaced(input, now);
      }
    }

    @Override
    public void takeover(OutboxStageInput.PartitionTakeoverInput input) {
      outbox.takenOver(input.sender(), now);
    }

    @Override
    public void permit(OutboxStageInput.TenantPermitInput input) {
      outbox.permit(input.permit(), now);
    }

    @Override
    public void message(OutboxStageInput.MessageChangeInput input) {
      outbox.message(input.event(), now);
    }

    @Override
    public void connection(OutboxStageInput.ConnectionChangeInput input) {
      outbox.connection(input.event().instance().text(), input.event().state(), now);
    }

    @Override
    public void binding(OutboxStageInput.BindingChangeInput input) {
      port.forgetBinding(input.instance());
      outbox.binding(input.instance(), now);
    }
  }

  private void unplaced(OutboxStageInput.SendResultInput resulted, long now) {
    context.forward(
        new Record<>(
            resulted.origin().key(),
            OutputTopicRecord.deadLetter(
                resulted.origin(),
                TopologyNames.OUTBOX,
                DeadLetter.Reason.UNKNOWN_ATTEMPT,
                "a result for an attempt that nobody began, or that is forgotten",
                null,
                Instant.ofEpochMilli(now)),
            now),
        TopologyNames.ROUTE);
  }

  private void tick(long nowMs) {
    long start = System.nanoTime();
    long aim = settings.tickBudget().toNanos() * AIM_PERCENT / 100;
    int left = settings.tickItems();
    long slowest = 0;
    boolean more = true;
    while (more && left > 0 && System.nanoTime() - start + slowest < aim) {
      long begin = System.nanoTime();
      List<OutboxTimerQueue.DueTimer> due = outbox.due(nowMs, Math.min(SLICE, left));
      left -= due.size();
      more = due.size() == SLICE;
      for (OutboxTimerQueue.DueTimer timer : due) {
        fire(timer, nowMs);
      }
      slowest = Math.max(slowest, System.nanoTime() - begin);
    }
    metrics.outboxTick(
        context.taskId().partition(),
        System.nanoTime() - start,
        Math.max(0, nowMs - outbox.oldestDue()));
    if (nowMs - loadTold >= LOAD_EVERY_MS || nowMs < loadTold) {
      loadTold = nowMs;
      metrics.outboxLoad(context.taskId().partition(), outbox.load());
    }
  }

  /**
   * Fires one timer. A timer that fails must not stop the others or the thread: it becomes a dead
   * letter and is tried again later.
   */
  private void fire(OutboxTimerQueue.DueTimer timer, long nowMs) {
    try {
      outbox.fire(timer, nowMs);
      metrics.timerFired(nowMs - timer.atMs());
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      outbox.discard();
      port.discard();
      LOG.error("a timer failed kind={} id={}", timer.kind(), timer.id(), e);
      port.deadLetter(
          null, null, timer.id(), "timer " + timer.kind() + ": " + e.getClass().getName(), null);
      outbox.again(timer, nowMs);
    }
    finish(nowMs);
  }

  private void finish(long nowMs) {
    outbox.commit();
    port.outputs()
        .forEach(
            output ->
                context.forward(
                    new Record<>(output.key(), output.value(), nowMs, output.headers()),
                    TopologyNames.sink(output.topic())));
    port.letters(context, nowMs)
        .forEach(
            letter ->
                context.forward(
                    new Record<>(letter.origin().key(), letter, nowMs), TopologyNames.ROUTE));
    port.counted()
        .forEach(
            counted ->
                context.forward(
                    new Record<>(counted.instance(), counted, nowMs), TopologyNames.STATS));
    port.discard();
  }

  private OrderedStoreAdapter table(String store) {
    return new OrderedStoreAdapter(context.getStateStore(store), unreadable(store));
  }

  private UnreadableEntryReporter unreadable(String store) {
    return new UnreadableEntryReporter(store, TopologyNames.OUTBOX, context);
  }

  /** Topics that the outbox writes itself, without the route stage. */
  public static List<Topic> topics() {
    return List.of(
        Topic.SEND_DISPATCH,
        Topic.SEND_STATE,
        Topic.COMMAND_REPLY,
        Topic.ALERT,
        Topic.PERMIT_REQUEST);
  }
}
