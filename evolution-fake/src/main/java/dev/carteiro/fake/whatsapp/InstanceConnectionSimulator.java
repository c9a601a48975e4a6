// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/**
 * Changes an instance's connection state and sends the webhook {@code connection.update} for each
 * change.
 */
public final class InstanceConnectionSimulator {
  /** Time from connecting to open in recorded traffic. */
  public static final Duration UNTIL_OPEN = Duration.ofMillis(500);

  private static final int FINE = 200;

  private final InstanceWebhookPublisher webhooks;

  public InstanceConnectionSimulator(InstanceWebhookPublisher webhooks) {
    this.webhooks = webhooks;
  }

  public void connecting(FakeInstance instance) {
    instance.state("connecting");
    webhooks.emit(instance, FakeEventName.CONNECTION, data(instance, "connecting", FINE));
  }

  public void open(FakeInstance instance) {
    instance.state("open");
    ObjectNode open = JsonNodeFactory.instance.objectNode();
    open.put("instance", instance.name()).put("wuid", instance.ownJid());
    open.put("profileName", instance.name());
    open.put("profilePictureUrl", "https://pps.whatsapp.net/v/t61.24694-24/lab.jpg");
    webhooks.emit(
        instance, FakeEventName.CONNECTION, open.put("state", "open").put("statusReason", FINE));
  }

  /**
   * @param reason WhatsApp's code: 401 (logged out), 402, 403 or 406; Evolution sends no webhook
   *     for a temporary loss
   */
  public void close(FakeInstance instance, int reason) {
    instance.state("close");
    webhooks.emit(instance, FakeEventName.CONNECTION, data(instance, "close", reason));
  }

  private static ObjectNode data(FakeInstance instance, String state, int reason) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("instance", instance.name())
        .put("state", state)
        .put("statusReason", reason);
  }
}
