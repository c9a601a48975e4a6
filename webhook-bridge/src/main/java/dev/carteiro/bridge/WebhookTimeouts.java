// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge;

import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Ends webhooks whose time is up. One timer looks after all of them: a task for each would cost
 * more than it guards, as nearly none is ever late.
 */
final class WebhookTimeouts extends CyclicTimeouts<WebhookExchange> {
  private final Set<WebhookExchange> underWay = ConcurrentHashMap.newKeySet();
  private final Consumer<WebhookExchange> late;

  /**
   * @param late gets each webhook that was not removed in time
   */
  WebhookTimeouts(Scheduler scheduler, Consumer<WebhookExchange> late) {
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
