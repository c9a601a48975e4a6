// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.InstanceBindingMerger;
import dev.carteiro.topology.parse.WebhookParser;
import dev.carteiro.topology.parse.fact.ConnectionChangeFact;
import dev.carteiro.topology.record.InstanceBindingChange;
import dev.carteiro.topology.record.OriginTrackedRecord;
import dev.carteiro.topology.record.OutputTopicRecord;
import dev.carteiro.topology.record.ParsedWebhook;
import dev.carteiro.topology.record.RecordOrigin;
import dev.carteiro.topology.record.ResolveStageInput;
import dev.carteiro.topology.record.ResolvedWebhookFact;
import dev.carteiro.topology.stage.KeyValueStoreAdapter;
import dev.carteiro.topology.stage.TopologyMetrics;
import dev.carteiro.topology.stage.TopologyNames;
import dev.carteiro.topology.stage.UnreadableEntryReporter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * The resolve stage: finds the tenant of each webhook, or parks the webhook until its instance is
 * registered. When the binding comes, the parked webhooks are released in order, in slices; later
 * webhooks queue behind them.
 */
public final class TenantResolveProcessor
    implements Processor<String, ResolveStageInput, String, OriginTrackedRecord> {
  private static final Duration TICK = Duration.ofMillis(100);

  /** Webhooks that one slice releases or expires: some 10 ms of a stream thread. */
  private static final int SLICE = 200;

  /** A tick starts no further slice after this time. */
  private static final long BUDGET_NANOS = Duration.ofMillis(30).toNanos();

  private final WebhookParser parser;
  private final ParkedWebhookStore.ParkingLimits limits;
  private final TopologyMetrics metrics;
  private ProcessorContext<String, OriginTrackedRecord> context;
  private KeyValueStoreAdapter bindingStore;
  private CachedBindingStore bindings;
  private UnreadableEntryReporter unreadableBindings;
  private ParkedWebhookStore lot;
  private Deque<String> releasing;
  private long nextExpiryMs;

  public TenantResolveProcessor(
      WebhookParser parser, ParkedWebhookStore.ParkingLimits limits, TopologyMetrics metrics) {
    this.parser = parser;
    this.limits = limits;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, OriginTrackedRecord> context) {
    this.context = context;
    this.bindingStore =
        new KeyValueStoreAdapter(context.getStateStore(TopologyNames.BINDING_STORE));
    this.bindings = new CachedBindingStore(bindingStore);
    this.unreadableBindings =
        new UnreadableEntryReporter(
            TopologyNames.BINDING_STORE, TopologyNames.RESOLVE, context, this::letter);
    this.lot =
        new ParkedWebhookStore(
            new KeyValueStoreAdapter(context.getStateStore(TopologyNames.PARKED_QUEUE_STORE)),
            new KeyValueStoreAdapter(context.getStateStore(TopologyNames.PARKED_WEBHOOK_STORE)),
            limits,
            new UnreadableEntryReporter(
                    TopologyNames.PARKED_WEBHOOK_STORE,
                    TopologyNames.RESOLVE,
                    context,
                    this::letter)
                ::found);
    // Releases that were not complete when the task moved here are found at the first tick: init
    // must not scan.
    this.releasing = null;
    context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
  }

  @Override
  public void close() {
    metrics.partitionLost(context.taskId().partition());
  }

  @Override
  public void process(Record<String, ResolveStageInput> record) {
    record.value().match(this::resolve, this::bind);
  }

  private void bind(InstanceBindingChange change) {
    InstanceBinding before = bindings.of(change.instance()).orElse(null);
    InstanceBinding after = InstanceBindingMerger.after(before, change.binding(), change.fields());
    bindings.put(change.instance(), after);
    if (WebhookIdentityValidator.isAnother(before, after)) {
      forward(madeAgain(change.instance(), after), TopologyNames.DEDUPLICATE);
    }
    if (change.binding() != null && lot.holds(change.instance()) && !release(change.instance())) {
      queue().addLast(change.instance());
    }
  }

  /**
   * The connection fact of an instance that was deleted and created again, in case no event of
   * Evolution reported it: the state of the earlier instance is over.
   */
  private ResolvedWebhookFact madeAgain(String instance, InstanceBinding binding) {
    RecordMetadata metadata =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a binding always has coordinates"));
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    RecordOrigin origin =
        new RecordOrigin(
            instance,
            metadata.topic(),
            metadata.partition(),
            metadata.offset(),
            now,
            Map.of(),
            new byte[0]);
    return new ResolvedWebhookFact(
        origin,
        0,
        binding.tenantId(),
        ConnectionChangeFact.madeAgain(
            binding.instance(), binding.evolutionInstanceId(), "offset " + metadata.offset(), now));
  }

  private void resolve(ParsedWebhook webhook) {
    String instance = webhook.envelope().instance().text();
    Optional<InstanceBinding> binding = bindings.of(instance);
    if (binding.isPresent() && !lot.holds(instance)) {
      pass(webhook, binding.get());
    } else {
      park(instance, webhook, binding.isPresent());
    }
  }

  private void park(String instance, ParsedWebhook webhook, boolean bound) {
    long now = context.currentSystemTimeMs();
    if (lot.park(instance, webhook.origin(), now, bound)) {
      nextExpiryMs = Math.min(nextExpiryMs, now + limits.ttlMs());
    } else {
      giveUp(
          webhook,
          DeadLetter.Reason.PARKING_FULL,
          "too many webhooks wait for their instances to be registered");
    }
    gauge();
  }

  private void pass(ParsedWebhook webhook, InstanceBinding binding) {
    String owner = webhook.origin().headers().get(CarteiroRecordHeaders.REDRIVE_TENANT);
    if (owner != null && !owner.equals(binding.tenantId())) {
      giveUp(
          webhook,
          DeadLetter.Reason.INSTANCE_MOVED,
          "it was another tenant's before the instance moved");
      return;
    }
    Optional<WebhookIdentityValidator.IdentityContradiction> contradiction =
        WebhookIdentityValidator.contradiction(binding, webhook.envelope());
    if (contradiction.isPresent()) {
      giveUp(webhook, contradiction.get().reason(), contradiction.get().detail());
      return;
    }
    for (int index = 0; index < webhook.events().size(); index++) {
      forward(
          new ResolvedWebhookFact(
              webhook.origin(), index, binding.tenantId(), webhook.events().get(index)),
          TopologyNames.DEDUPLICATE);
    }
  }

  private void giveUp(ParsedWebhook webhook, DeadLetter.Reason reason, String detail) {
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    forward(
        OutputTopicRecord.deadLetter(
            webhook, TopologyNames.RESOLVE, reason, detail, webhook.envelope().event(), now),
        TopologyNames.ROUTE);
  }

  private void tick(long nowMs) {
    Deque<String> queue = queue();
    long start = System.nanoTime();
    for (int n = queue.size(); n > 0 && System.nanoTime() - start < BUDGET_NANOS; n--) {
      String instance = queue.removeFirst();
      if (isBound(instance) && !release(instance)) {
        queue.addLast(instance);
      }
    }
    if (nowMs >= nextExpiryMs) {
      expire(nowMs);
    }
  }

  /**
   * Whether the instance has a binding. An unreadable binding counts as none until it is written
   * again.
   */
  private boolean isBound(String instance) {
    try {
      return bindings.of(instance).isPresent();
    } catch (UncheckedIOException e) {
      byte[] key = instance.getBytes(StandardCharsets.UTF_8);
      unreadableBindings.found(key, bindingStore.get(key), e);
      return false;
    }
  }

  private void letter(OutputTopicRecord letter) {
    forward(letter, TopologyNames.ROUTE);
  }

  /**
   * Releases a slice.
   *
   * @return whether no webhook of the instance is parked any more
   */
  private boolean release(String instance) {
    for (int n = 0; n < SLICE; n++) {
      Optional<RecordOrigin> origin = lot.takeOldest(instance);
      if (origin.isEmpty()) {
        gauge();
        return true;
      }
      bindings.of(instance).ifPresent(binding -> again(origin.get(), binding));
    }
    gauge();
    return !lot.holds(instance);
  }

  /** Parses a parked webhook again and passes it on. Only its bytes are stored, not its facts. */
  private void again(RecordOrigin origin, InstanceBinding binding) {
    parser
        .parse(origin.toRaw())
        .match(
            parsed -> pass(new ParsedWebhook(origin, parsed.events()), binding),
            rejected ->
                forward(
                    OutputTopicRecord.deadLetter(
                        origin,
                        TopologyNames.RESOLVE,
                        DeadLetter.Reason.PROCESSING_FAILED,
                        "a parked webhook could not be parsed again",
                        null,
                        Instant.ofEpochMilli(context.currentSystemTimeMs())),
                    TopologyNames.ROUTE));
  }

  private void expire(long nowMs) {
    int left = SLICE;
    for (String instance : lot.instances(instance -> !isBound(instance))) {
      while (left > 0 && lot.isOldestExpired(instance, nowMs)) {
        lot.takeOldest(instance).ifPresent(origin -> expired(origin, nowMs));
        left--;
      }
    }
    gauge();
    nextExpiryMs = left == 0 ? nowMs : lot.nextExpiryMs().orElse(Long.MAX_VALUE);
  }

  private void expired(RecordOrigin origin, long nowMs) {
    forward(
        OutputTopicRecord.deadLetter(
            origin,
            TopologyNames.RESOLVE,
            DeadLetter.Reason.UNKNOWN_INSTANCE,
            "no binding was registered for this instance while the webhook waited",
            null,
            Instant.ofEpochMilli(nowMs)),
        TopologyNames.ROUTE);
  }

  /**
   * Instances with a binding whose queues are not empty yet; found by a scan once after the task
   * started here.
   */
  private Deque<String> queue() {
    if (releasing == null) {
      releasing = new ArrayDeque<>(lot.instances(this::isBound));
      nextExpiryMs = lot.nextExpiryMs().orElse(Long.MAX_VALUE);
    }
    return releasing;
  }

  private void forward(OriginTrackedRecord value, String child) {
    context.forward(
        new Record<>(value.origin().key(), value, context.currentSystemTimeMs()), child);
  }

  private void gauge() {
    metrics.parked(context.taskId().partition(), lot.bytes(), lot.instanceCount());
  }
}
