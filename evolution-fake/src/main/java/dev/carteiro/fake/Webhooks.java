// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.config.FakeSettings;
import dev.carteiro.contract.Json;
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
final class Webhooks {
  private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

  /** Evolution prints local time with a Z, whatever its time zone. */
  private static final DateTimeFormatter FALSE_UTC =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");

  private final FakeSettings settings;
  private final Clock clock;
  private final Timer timer;
  private final Transport transport;
  private final Chance chance;
  private final Function<Instance, WebhookFaults> faults;
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong posts = new AtomicLong();
  private volatile String serverUrl = "";
  private volatile String globalUrl;
  private volatile String defaultUrl;

  Webhooks(
      FakeSettings settings,
      Clock clock,
      Timer timer,
      Transport transport,
      Function<Instance, WebhookFaults> faults) {
    this.settings = settings;
    this.clock = clock;
    this.timer = timer;
    this.transport = transport;
    this.faults = faults;
    this.chance = new Chance(settings.seed());
    this.defaultUrl = settings.webhookUrl().orElse(null);
  }

  /** Sets the {@code server_url} of webhooks. */
  void serverUrl(String url) {
    serverUrl = url;
  }

  /** Sets the global URL, which gets events after the instance's own URL; null for none. */
  void globalUrl(String url) {
    globalUrl = url;
  }

  /** Sets the URL for instances without a webhook of their own; null for none. */
  void defaultUrl(String url) {
    defaultUrl = url;
  }

  WebhookTarget targetOf(Instance instance) {
    WebhookTarget own = instance.webhook();
    String url = defaultUrl;
    return own != null || url == null ? own : WebhookTarget.all(url, instance.createdAt());
  }

  /** Returns the number of webhooks neither delivered nor given up. */
  int pending() {
    return pending.get();
  }

  /** Returns the number of webhooks answered with a 2xx status. */
  long delivered() {
    return delivered.get();
  }

  /**
   * Returns the number of webhooks given up, dropped by a fault, or dropped because too many were
   * pending.
   */
  long lost() {
    return lost.get();
  }

  /**
   * Sends an event.
   *
   * @return completes when no further attempt follows, also after a failure; only the deletion of
   *     an instance waits for it
   */
  CompletableFuture<Void> emit(Instance instance, String event, JsonNode data) {
    WebhookTarget target = targetOf(instance);
    boolean own = target != null && target.wants(event);
    String global = Events.isGlobal(event) ? globalUrl : null;
    if (!own && global == null) {
      return CompletableFuture.completedFuture(null);
    }
    String destination = target != null ? target.url() : global + "/" + WebhookTarget.suffix(event);
    byte[] body = Json.write(envelope(instance, event, data, destination));
    CompletableFuture<Void> first =
        own
            ? deliver(instance, target.urlOf(event), target.headers(), body)
            : CompletableFuture.completedFuture(null);
    return global == null
        ? first
        : first.thenCompose(nothing -> deliver(instance, global, Map.of(), body));
  }

  private ObjectNode envelope(Instance instance, String event, JsonNode data, String destination) {
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
      Instance instance, String url, Map<String, String> headers, byte[] body) {
    WebhookFaults bad = faults.apply(instance);
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
    Post post = new Post(url, headers, body, posts.getAndAdd(RetryRule.ATTEMPTS));
    double held = chance.of("held", instance.name(), count);
    boolean reorder = chance.of("reorder", instance.name(), count) < bad.reorder();
    Duration wait =
        reorder ? Duration.ofNanos((long) (held * bad.heldBack().toNanos())) : Duration.ZERO;
    start(post, wait);
    if (chance.of("duplicate", instance.name(), count) < bad.duplicate()) {
      pending.incrementAndGet();
      start(
          new Post(url, headers, body, posts.getAndAdd(RetryRule.ATTEMPTS)),
          wait.plus(bad.heldBack().dividedBy(2)));
    }
    return post.done;
  }

  private void start(Post post, Duration wait) {
    if (wait.isZero()) {
      attempt(post, 1);
    } else {
      timer.after(wait, () -> attempt(post, 1));
    }
  }

  private void attempt(Post post, int number) {
    transport
        .post(post.url, post.headers, post.body)
        .whenComplete((status, failure) -> answered(post, number, status));
  }

  /**
   * @param status null without a response
   */
  private void answered(Post post, int attempt, Integer status) {
    boolean ok = status != null && RetryRule.isDelivered(status);
    boolean again =
        !ok && attempt < RetryRule.ATTEMPTS && (status == null || RetryRule.isRetried(status));
    if (again) {
      Duration wait =
          RetryRule.after(attempt, chance.of("jitter", post.url, post.number + attempt));
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
  private static final class Post {
    private final String url;
    private final Map<String, String> headers;
    private final byte[] body;
    private final long number;
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    Post(String url, Map<String, String> headers, byte[] body, long number) {
      this.url = url;
      this.headers = headers;
      this.body = body;
      this.number = number;
    }
  }
}
