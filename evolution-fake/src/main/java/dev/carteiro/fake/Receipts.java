// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import dev.carteiro.config.FakeSettings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends the statuses of a sent message: SERVER_ACK, DELIVERY_ACK, READ. Each has a delay of its
 * own, so that they may overtake each other, as with WhatsApp.
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
   * Schedules the statuses of a message. Unless the recipient is a person, only SERVER_ACK follows.
   *
   * @param chat address of the chat in events
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

  /** Returns whether a contact reads messages; always the same for the same contact. */
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
