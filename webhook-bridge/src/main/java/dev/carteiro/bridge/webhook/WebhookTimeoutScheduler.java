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
  private final Set<WebhookExchange> underWay = ConcurrentHashMap.newKeySet();
  private final Consumer<WebhookExchange> late;

  /**
   * @param late called with each webhook that was not removed in time
   */
  WebhookTimeoutScheduler(Scheduler scheduler, Consumer<WebhookExchange> late) {
    super(scheduler);
    this.late = late;
  }

  void add(WebhookExchange exchange) {
    underWay.add(exchange);
    schedule(exchange);
  }

  void remove(WebhookExchange exchange) {
    underWay.remove(exchange);
  }

  @Override
  protected Iterator<WebhookExchange> iterator() {
    return underWay.iterator();
  }

  @Override
  protected boolean onExpired(WebhookExchange exchange) {
    late.accept(exchange);
    return true;
  }
}
