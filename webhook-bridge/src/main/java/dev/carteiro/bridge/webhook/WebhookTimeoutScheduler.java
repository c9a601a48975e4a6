// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.webhook;

import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.util.thread.Scheduler;

/** Answers webhooks whose time limit has passed, with one timer: nearly none is late. */
final class WebhookTimeoutScheduler extends CyclicTimeouts<WebhookExchange> {
  private final Set<WebhookExchange> pending = ConcurrentHashMap.newKeySet();

  WebhookTimeoutScheduler(Scheduler scheduler) {
    super(scheduler);
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
    exchange.timeUp();
    return true;
  }
}
