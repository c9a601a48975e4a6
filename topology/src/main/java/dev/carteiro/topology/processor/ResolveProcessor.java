// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.processor;

import dev.carteiro.contract.BindingMerge;
import dev.carteiro.contract.RecordHeaders;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.InstanceBinding;
import dev.carteiro.topology.Nodes;
import dev.carteiro.topology.TopologyMetrics;
import dev.carteiro.topology.flow.BindingChange;
import dev.carteiro.topology.flow.Carried;
import dev.carteiro.topology.flow.Origin;
import dev.carteiro.topology.flow.Outgoing;
import dev.carteiro.topology.flow.ParsedWebhook;
import dev.carteiro.topology.flow.ResolveInput;
import dev.carteiro.topology.flow.ResolvedEvent;
import dev.carteiro.topology.parse.ConnectionChanged;
import dev.carteiro.topology.parse.ParseResult;
import dev.carteiro.topology.parse.WebhookParser;
import dev.carteiro.topology.resolve.Bindings;
import dev.carteiro.topology.resolve.IdentityCheck;
import dev.carteiro.topology.resolve.ParkingLot;
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
public final class ResolveProcessor implements Processor<String, ResolveInput, String, Carried> {
  private static final Duration TICK = Duration.ofMillis(100);

  /** Webhooks that one slice releases or expires: some 10 ms of a stream thread. */
  private static final int SLICE = 200;

  /** A tick starts no further slice after this time. */
  private static final long BUDGET_NANOS = Duration.ofMillis(30).toNanos();

  private final WebhookParser parser;
  private final ParkingLot.Limits limits;
  private final TopologyMetrics metrics;
  private ProcessorContext<String, Carried> context;
  private ByteStore bindingStore;
  private Bindings bindings;
  private UnreadableEntries unreadableBindings;
  private ParkingLot lot;
  private Deque<String> releasing;
  private long nextExpiryMs;

  public ResolveProcessor(WebhookParser parser, ParkingLot.Limits limits, TopologyMetrics metrics) {
    this.parser = parser;
    this.limits = limits;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, Carried> context) {
    this.context = context;
    this.bindingStore = new ByteStore(context.getStateStore(Nodes.BINDING_STORE));
    this.bindings = new Bindings(bindingStore);
    this.unreadableBindings =
        new UnreadableEntries(Nodes.BINDING_STORE, Nodes.RESOLVE, context, this::letter);
    this.lot =
        new ParkingLot(
            new ByteStore(context.getStateStore(Nodes.PARKED_QUEUE_STORE)),
            new ByteStore(context.getStateStore(Nodes.PARKED_WEBHOOK_STORE)),
            limits,
            new UnreadableEntries(Nodes.PARKED_WEBHOOK_STORE, Nodes.RESOLVE, context, this::letter)
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
  public void process(Record<String, ResolveInput> record) {
    ResolveInput input = record.value();
    if (input instanceof ParsedWebhook webhook) {
      resolve(webhook);
    } else if (input instanceof BindingChange change) {
      bind(change);
    } else {
      throw new IllegalStateException("no rule for " + input.getClass());
    }
  }

  private void bind(BindingChange change) {
    InstanceBinding before = bindings.of(change.instance()).orElse(null);
    InstanceBinding after = BindingMerge.after(before, change.binding(), change.fields());
    bindings.put(change.instance(), after);
    if (IdentityCheck.isAnother(before, after)) {
      forward(madeAgain(change.instance(), after), Nodes.DEDUPLICATE);
    }
    if (change.binding() != null && lot.holds(change.instance()) && !release(change.instance())) {
      queue().addLast(change.instance());
    }
  }

  /**
   * The connection fact of an instance that was deleted and created again, in case no event of
   * Evolution reported it: the state of the earlier instance is over.
   */
  private ResolvedEvent madeAgain(String instance, InstanceBinding binding) {
    RecordMetadata metadata =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a binding always has coordinates"));
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    Origin origin =
        new Origin(
            instance,
            metadata.topic(),
            metadata.partition(),
            metadata.offset(),
            now,
            Map.of(),
            new byte[0]);
    return new ResolvedEvent(
        origin,
        0,
        binding.tenantId(),
        ConnectionChanged.madeAgain(
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
    String owner = webhook.origin().headers().get(RecordHeaders.REDRIVE_TENANT);
    if (owner != null && !owner.equals(binding.tenantId())) {
      giveUp(
          webhook,
          DeadLetter.Reason.INSTANCE_MOVED,
          "it was another tenant's before the instance moved");
      return;
    }
    Optional<IdentityCheck.Contradiction> contradiction =
        IdentityCheck.contradiction(binding, webhook.envelope());
    if (contradiction.isPresent()) {
      giveUp(webhook, contradiction.get().reason(), contradiction.get().detail());
      return;
    }
    for (int index = 0; index < webhook.events().size(); index++) {
      forward(
          new ResolvedEvent(
              webhook.origin(), index, binding.tenantId(), webhook.events().get(index)),
          Nodes.DEDUPLICATE);
    }
  }

  private void giveUp(ParsedWebhook webhook, DeadLetter.Reason reason, String detail) {
    Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
    forward(
        Outgoing.deadLetter(
            webhook, Nodes.RESOLVE, reason, detail, webhook.envelope().event(), now),
        Nodes.ROUTE);
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

  private void letter(Outgoing letter) {
    forward(letter, Nodes.ROUTE);
  }

  /**
   * Releases a slice.
   *
   * @return whether no webhook of the instance is parked any more
   */
  private boolean release(String instance) {
    for (int n = 0; n < SLICE; n++) {
      Optional<Origin> origin = lot.takeOldest(instance);
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
  private void again(Origin origin, InstanceBinding binding) {
    if (parser.parse(origin.toRaw()) instanceof ParseResult.Parsed parsed) {
      pass(new ParsedWebhook(origin, parsed.events()), binding);
    } else {
      forward(
          Outgoing.deadLetter(
              origin,
              Nodes.RESOLVE,
              DeadLetter.Reason.PROCESSING_FAILED,
              "a parked webhook could not be parsed again",
              null,
              Instant.ofEpochMilli(context.currentSystemTimeMs())),
          Nodes.ROUTE);
    }
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

  private void expired(Origin origin, long nowMs) {
    forward(
        Outgoing.deadLetter(
            origin,
            Nodes.RESOLVE,
            DeadLetter.Reason.UNKNOWN_INSTANCE,
            "no binding was registered for this instance while the webhook waited",
            null,
            Instant.ofEpochMilli(nowMs)),
        Nodes.ROUTE);
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

  private void forward(Carried value, String child) {
    context.forward(
        new Record<>(value.origin().key(), value, context.currentSystemTimeMs()), child);
  }

  private void gauge() {
    metrics.parked(context.taskId().partition(), lot.bytes(), lot.instanceCount());
  }
}
