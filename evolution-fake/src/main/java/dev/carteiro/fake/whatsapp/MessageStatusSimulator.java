// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import dev.carteiro.fake.EvolutionFakeSettings;
import dev.carteiro.fake.faults.SeededRandomSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends the statuses of a sent message: SERVER_ACK, DELIVERY_ACK, READ. Each has a delay of its
 * own, so that they may overtake each other, as with WhatsApp.
 */
public final class MessageStatusSimulator {
  private static final double SPREAD = 0.5;
  private static final double PERCENT = 100;

  private final EvolutionFakeSettings settings;
  private final DelayTimer timer;
  private final InstanceWebhookPublisher webhooks;
  private final SeededRandomSource chance;
  private final AtomicLong count = new AtomicLong();

  public MessageStatusSimulator(
      EvolutionFakeSettings settings, DelayTimer timer, InstanceWebhookPublisher webhooks) {
    this.settings = settings;
    this.timer = timer;
    this.webhooks = webhooks;
    this.chance = new SeededRandomSource(settings.seed());
  }

  /**
   * Schedules the statuses of a message. Unless the recipient is a person, only SERVER_ACK follows.
   *
   * @param chat address of the chat in events
   */
  public void follow(FakeInstance instance, String jid, String chat, String id) {
    String row = EvolutionIdGenerator.row();
    later(settings.serverAckAfter(), instance, chat, id, row, "SERVER_ACK");
    if (!EvolutionJidFactory.isPerson(jid)) {
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
      Duration wait, FakeInstance instance, String chat, String id, String row, String status) {
    double longer = 1 + SPREAD * chance.of(status, instance.name(), count.getAndIncrement());
    timer.after(
        settings.scaled(Duration.ofNanos((long) (wait.toNanos() * longer))),
        () ->
            webhooks.emit(
                instance,
                FakeEventName.UPDATE,
                MessageEventDataFactory.status(instance, chat, id, row, status)));
  }
}
