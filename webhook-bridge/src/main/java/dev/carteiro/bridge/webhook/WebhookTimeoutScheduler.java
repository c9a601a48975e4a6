// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.webhook;

import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Answers webhooks whose time limit has passed. One timer serves all webhooks, because a scheduled
 * task for each webhook would be expensive and nearly no webhook is late.
 */
final class WebhookTimeoutScheduler extends CyclicTimeouts<WebhookExchange> {
  private final Set<WebhookExchange> pending = ConcurrentHashMap.newKeySet();
  private final Consumer<WebhookExchange> onTimeout;

  /**
   * @param onTimeout called with each webhook that was not removed in time
   */
  WebhookTimeoutScheduler(Scheduler scheduler, Consumer<WebhookExchange> onTimeout) {
    super(scheduler);
    this.onTimeout = onTimeout;
  }

  void add(WebhookExchange exchange) {
    pending.add(exchange);
    schedule(exchange);
  }

  void remove(WebhookExchange exchange) {
    pending.remove(exchange);
  }

  @Override
  protected Iterator<WebhookExchange> iterator() {
    return pending.iterator();
  }

  @Override
  protected boolean onExpired(WebhookExchange exchange) {
    onTimeout.accept(exchange);
    return true;
  }
}
