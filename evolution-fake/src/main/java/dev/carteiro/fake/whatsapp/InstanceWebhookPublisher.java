// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.fake.EvolutionFakeSettings;
import dev.carteiro.fake.faults.SeededRandomSource;
import dev.carteiro.fake.faults.WebhookFaultSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers webhooks: first to the instance's own URL and then, after that one succeeded or was
 * given up, to the global URL. Events have no order, all are sent concurrently, and retries exist
 * in memory only.
 */
public final class InstanceWebhookPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(InstanceWebhookPublisher.class);

  /** Evolution prints local time with a Z, whatever its time zone. */
  private static final DateTimeFormatter FALSE_UTC =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");

  private final EvolutionFakeSettings settings;
  private final Clock clock;
  private final DelayTimer timer;
  private final WebhookTransport transport;
  private final SeededRandomSource chance;
  private final Function<FakeInstance, WebhookFaultSettings> faults;
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong posts = new AtomicLong();
  private volatile String serverUrl = "";
  private volatile String globalUrl;
  private volatile String defaultUrl;

  public InstanceWebhookPublisher(
      EvolutionFakeSettings settings,
      Clock clock,
      DelayTimer timer,
      WebhookTransport transport,
      Function<FakeInstance, WebhookFaultSettings> faults) {
    this.settings = settings;
    this.clock = clock;
    this.timer = timer;
    this.transport = transport;
    this.faults = faults;
    this.chance = new SeededRandomSource(settings.seed());
    this.defaultUrl = settings.webhookUrl().orElse(null);
  }

  /** Sets the {@code server_url} of webhooks. */
  public void serverUrl(String url) {
    serverUrl = url;
  }

  /** Sets the global URL, which gets events after the instance's own URL; null for none. */
  public void globalUrl(String url) {
    globalUrl = url;
  }

  /** Sets the URL for instances without a webhook of their own; null for none. */
  public void defaultUrl(String url) {
    defaultUrl = url;
  }

  public InstanceWebhookSubscription targetOf(FakeInstance instance) {
    InstanceWebhookSubscription own = instance.webhook();
    String url = defaultUrl;
    return own != null || url == null
        ? own
        : InstanceWebhookSubscription.all(url, instance.createdAt());
  }

  /** Returns the number of webhooks neither delivered nor given up. */
  public int pending() {
    return pending.get();
  }

  /** Returns the number of webhooks answered with a 2xx status. */
  public long delivered() {
    return delivered.get();
  }

  /**
   * Returns the number of webhooks given up, dropped by a fault, or dropped because too many were
   * pending.
   */
  public long lost() {
    return lost.get();
  }

  /**
   * Sends an event.
   *
   * @return completes when no further attempt follows, also after a failure; only the deletion of
   *     an instance waits for it
   */
  public CompletableFuture<Void> emit(FakeInstance instance, String event, JsonNode data) {
    InstanceWebhookSubscription target = targetOf(instance);
    boolean own = target != null && target.wants(event);
    String global = FakeEventName.isGlobal(event) ? globalUrl : null;
    if (!own && global == null) {
      return CompletableFuture.completedFuture(null);
    }
    String destination =
        target != null ? target.url() : global + "/" + InstanceWebhookSubscription.suffix(event);
    byte[] body = Json.write(envelope(instance, event, data, destination));
    CompletableFuture<Void> first =
        own
            ? deliver(instance, target.urlOf(event), target.headers(), body)
            : CompletableFuture.completedFuture(null);
    return global == null
        ? first
        : first.thenCompose(nothing -> deliver(instance, global, Map.of(), body));
  }

  private ObjectNode envelope(
      FakeInstance instance, String event, JsonNode data, String destination) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("event", event).put("instance", instance.name());
    body.set("data", data);
    body.put("destination", destination);
    body.put(
        "date_time", FALSE_UTC.format(LocalDateTime.ofInstant(clock.instant(), settings.zone())));
    if (instance.shownJid() != null) {
      body.put("sender", instance.shownJid());
    }
    body.put("server_url", serverUrl);
    return body.put("apikey", settings.exposeApiKey() ? instance.token() : null);
  }

  private CompletableFuture<Void> deliver(
      FakeInstance instance, String url, Map<String, String> headers, byte[] body) {
    WebhookFaultSettings bad = faults.apply(instance);
    long count = instance.countWebhook();
    if (chance.of("drop", instance.name(), count) < bad.drop()) {
      lost.incrementAndGet();
      return CompletableFuture.completedFuture(null);
    }
    if (pending.incrementAndGet() > settings.pendingWebhooks()) {
      pending.decrementAndGet();
      lost.incrementAndGet();
      LOG.warn("webhook dropped, too many are pending limit={}", settings.pendingWebhooks());
      return CompletableFuture.completedFuture(null);
    }
    WebhookDelivery post =
        new WebhookDelivery(url, headers, body, posts.getAndAdd(WebhookRetryRule.ATTEMPTS));
    double held = chance.of("held", instance.name(), count);
    boolean reorder = chance.of("reorder", instance.name(), count) < bad.reorder();
    Duration wait =
        reorder ? Duration.ofNanos((long) (held * bad.heldBack().toNanos())) : Duration.ZERO;
    start(post, wait);
    if (chance.of("duplicate", instance.name(), count) < bad.duplicate()) {
      pending.incrementAndGet();
      start(
          new WebhookDelivery(url, headers, body, posts.getAndAdd(WebhookRetryRule.ATTEMPTS)),
          wait.plus(bad.heldBack().dividedBy(2)));
    }
    return post.done;
  }

  private void start(WebhookDelivery post, Duration wait) {
    if (wait.isZero()) {
      attempt(post, 1);
    } else {
      timer.after(wait, () -> attempt(post, 1));
    }
  }

  private void attempt(WebhookDelivery post, int number) {
    transport
        .post(post.url, post.headers, post.body)
        .whenComplete((status, failure) -> answered(post, number, status));
  }

  /**
   * @param status null without a response
   */
  private void answered(WebhookDelivery post, int attempt, Integer status) {
    boolean ok = status != null && WebhookRetryRule.isDelivered(status);
    boolean again =
        !ok
            && attempt < WebhookRetryRule.ATTEMPTS
            && (status == null || WebhookRetryRule.isRetried(status));
    if (again) {
      Duration wait =
          WebhookRetryRule.after(attempt, chance.of("jitter", post.url, post.number + attempt));
      timer.after(settings.scaled(wait), () -> attempt(post, attempt + 1));
      return;
    }
    (ok ? delivered : lost).incrementAndGet();
    if (!ok) {
      LOG.info("webhook given up attempts={} status={}", attempt, status == null ? 0 : status);
    }
    pending.decrementAndGet();
    post.done.complete(null);
  }

  /** The delivery of one body to one URL. */
  private static final class WebhookDelivery {
    private final String url;
    private final Map<String, String> headers;
    private final byte[] body;
    private final long number;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    WebhookDelivery(String url, Map<String, String> headers, byte[] body, long number) {
      this.url = url;
      this.headers = headers;
      this.body = body;
      this.number = number;
    }
  }
}
