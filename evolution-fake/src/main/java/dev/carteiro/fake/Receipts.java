// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import dev.carteiro.config.FakeSettings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What WhatsApp says of a message that was sent: taken, delivered, read. Each by a wait of its own,
 * so that they may overtake each other, as they do.
 */
final class Receipts {
  private static final double SPREAD = 0.5;
  private static final double PERCENT = 100;

  private final FakeSettings settings;
  private final Timer timer;
  private final Webhooks webhooks;
  private final Chance chance;
  private final AtomicLong count = new AtomicLong();

  Receipts(FakeSettings settings, Timer timer, Webhooks webhooks) {
    this.settings = settings;
    this.timer = timer;
    this.webhooks = webhooks;
    this.chance = new Chance(settings.seed());
  }

  /**
   * Statuses of a message to come. Those of groups never become webhooks beyond the server's own.
   *
   * @param chat as events name it
   */
  void follow(Instance instance, String jid, String chat, String id) {
    String row = Ids.row();
    later(settings.serverAckAfter(), instance, chat, id, row, "SERVER_ACK");
    if (!Jids.isPerson(jid)) {
      return;
    }
    later(settings.deliveryAckAfter(), instance, chat, id, row, "DELIVERY_ACK");
    if (reads(jid)) {
      later(settings.readAfter(), instance, chat, id, row, "READ");
    }
  }

  /** Whether a contact ever reads; always the same of one. */
  boolean reads(String jid) {
    return chance.of("reads", jid, 0) * PERCENT < settings.readPercent();
  }

  private void later(
      Duration wait, Instance instance, String chat, String id, String row, String status) {
    double longer = 1 + SPREAD * chance.of(status, instance.name(), count.getAndIncrement());
    timer.after(
        settings.scaled(Duration.ofNanos((long) (wait.toNanos() * longer))),
        () ->
            webhooks.emit(
                instance, Events.UPDATE, MessageData.status(instance, chat, id, row, status)));
  }
}
