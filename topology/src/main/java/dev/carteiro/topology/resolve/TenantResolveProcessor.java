// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.resolve;

import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.registry.InstanceBindingMerger;
import dev.carteiro.topology.parse.fact.ConnectionChangeFact;
import dev.carteiro.topology.record.ParsedWebhook;
import dev.carteiro.topology.record.RecordOrigin;
import dev.carteiro.topology.record.ResolveStageInput;
import dev.carteiro.topology.record.ResolvedWebhookFact;
import dev.carteiro.topology.stage.OrderedStoreAdapter;
import dev.carteiro.topology.stage.StageProcessor;
import dev.carteiro.topology.stage.StageTimer;
import dev.carteiro.topology.store.CachedBindingStore;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Finds the tenant of each webhook, or parks the webhook until its instance is registered. When the
 * binding comes, the parked webhooks are released in order, in slices; later webhooks queue behind
 * them.
 */
final class TenantResolveProcessor extends StageProcessor<ResolveStageInput>
    implements ResolveStageInput.ResolveInputVisitor {
  private static final Duration TICK = Duration.ofMillis(100);

  /** Webhooks that one slice releases or expires: some 10 ms of a stream thread. */
  private static final int SLICE = 200;

  /** A tick starts no further slice after this time. */
  private static final long BUDGET_NANOS = Duration.ofMillis(30).toNanos();

  private final ResolveStage stage;
  private OrderedStoreAdapter bindingStore;
  private CachedBindingStore bindings;
  private ParkedWebhookStore parked;
  private StageTimer timer;

  /**
   * Bound instances whose queues are not empty yet; null until the first use, which finds those
   * that were left when the task moved here.
   */
  private Deque<String> releasing;

  private long nextExpiryMs;

  TenantResolveProcessor(ResolveStage stage) {
    super(stage);
    this.stage = stage;
  }

  @Override
  protected void start() {
    bindingStore = store(ResolveStage.BINDING_STORE);
    bindings = new CachedBindingStore(bindingStore);
    parked =
        new ParkedWebhookStore(
            store(ResolveStage.PARKED_QUEUE_STORE),
            store(ResolveStage.PARKED_WEBHOOK_STORE),
            stage.limits);
    // A task that Kafka Streams revives after an abort starts this processor again.
    releasing = null;
    timer = every(TICK, this::tick);
  }

  @Override
  public void close() {
    stage.parked.remove(partition());
  }

  @Override
  public void process(Record<String, ResolveStageInput> record) {
    timer.wake();
    record.value().accept(this);
  }

  @Override
  public void binding(String instance, InstanceBinding binding, Optional<Set<String>> fields) {
    InstanceBinding before = bindings.of(instance).orElse(null);
    InstanceBinding after = InstanceBindingMerger.after(before, binding, fields);
    bindings.put(instance, after);
    if (WebhookIdentityValidator.isAnother(before, after)) {
      forward(recreated(instance, after));
    }
    if (binding != null && parked.holds(instance) && !release(instance)) {
      queue().addLast(instance);
    }
  }

  /**
   * The connection fact of an instance that was deleted and created again, in case no event of
   * Evolution reported it: the state of the earlier instance is over.
   */
  private ResolvedWebhookFact recreated(String instance, InstanceBinding binding) {
    long now = nowMs();
    RecordOrigin origin = origin(instance, now, Map.of(), null);
    return new ResolvedWebhookFact(
        origin,
        0,
        binding.tenantId(),
        ConnectionChangeFact.recreated(
            binding.instance(),
            binding.evolutionInstanceId(),
            "offset " + origin.offset(),
            origin.brokerTime()));
  }

  @Override
  public void webhook(ParsedWebhook webhook) {
    String instance = webhook.envelope().instance().text();
    Optional<InstanceBinding> binding = bindings.of(instance);
    if (binding.isPresent() && !parked.holds(instance)) {
      pass(webhook, binding.get());
    } else {
      park(instance, webhook, binding.isPresent());
    }
  }

  private void park(String instance, ParsedWebhook webhook, boolean bound) {
    long now = nowMs();
    if (parked.park(instance, webhook.origin(), now, bound)) {
      nextExpiryMs = Math.min(nextExpiryMs, now + stage.limits.ttlMs());
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
              webhook.origin(), index, binding.tenantId(), webhook.events().get(index)));
    }
  }

  private void giveUp(ParsedWebhook webhook, DeadLetter.Reason reason, String detail) {
    refuse(webhook, reason, detail, webhook.envelope().event());
  }

  private long tick(long nowMs) {
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
    return queue.isEmpty() ? nextExpiryMs : nowMs;
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
      bindingStore.unreadable(key, bindingStore.get(key), e);
      return false;
    }
  }

  /**
   * @return whether no webhook of the instance is parked any more
   */
  private boolean release(String instance) {
    for (int n = 0; n < SLICE; n++) {
      Optional<RecordOrigin> origin = parked.takeOldest(instance);
      if (origin.isEmpty()) {
        gauge();
        return true;
      }
      bindings.of(instance).ifPresent(binding -> reparse(origin.get(), binding));
    }
    gauge();
    return !parked.holds(instance);
  }

  /** Parses a parked webhook again and passes it on. Only its bytes are stored, not its facts. */
  private void reparse(RecordOrigin origin, InstanceBinding binding) {
    stage
        .parser
        .parse(origin.toRaw())
        .match(
            parsed -> pass(new ParsedWebhook(origin, parsed.events()), binding),
            rejected ->
                refuse(
                    origin,
                    DeadLetter.Reason.PROCESSING_FAILED,
                    "a parked webhook could not be parsed again",
                    null));
  }

  private void expire(long nowMs) {
    int left = SLICE;
    for (String instance : parked.instances(instance -> !isBound(instance))) {
      while (left > 0 && parked.isOldestExpired(instance, nowMs)) {
        parked.takeOldest(instance).ifPresent(this::expired);
        left--;
      }
    }
    gauge();
    nextExpiryMs = left == 0 ? nowMs : parked.nextExpiryMs().orElse(Long.MAX_VALUE);
  }

  private void expired(RecordOrigin origin) {
    refuse(
        origin,
        DeadLetter.Reason.UNKNOWN_INSTANCE,
        "no binding was registered for this instance while the webhook waited",
        null);
  }

  private Deque<String> queue() {
    if (releasing == null) {
      releasing = new ArrayDeque<>(parked.instances(this::isBound));
      nextExpiryMs = parked.nextExpiryMs().orElse(Long.MAX_VALUE);
    }
    return releasing;
  }

  private void gauge() {
    stage.parked.set(partition(), parked.totals());
  }
}
