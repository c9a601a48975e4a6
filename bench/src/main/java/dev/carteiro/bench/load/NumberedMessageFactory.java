// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;

/**
 * Gives the n-th message its instance, its id and its webhook. The messages spread over the
 * instances.
 */
public final class NumberedMessageFactory {
  /** Odd, so that each number has an id of its own; consecutive numbers have distant ids. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final int instances;
  private final ObjectNode body = WebhookSample.all().get(0).body();

  /**
   * @param instances number of instances, named as by {@link KafkaLoadWriter}
   */
  public NumberedMessageFactory(int instances) {
    this.instances = instances;
  }

  public InstanceKey instance(long number) {
    return KafkaLoadWriter.instance((int) (number % instances));
  }

  public String id(long number) {
    return "3EB0%016X".formatted(number * SPREAD);
  }

  /** Returns the webhook with the message. */
  public WebhookMixGenerator.GeneratedWebhook webhook(long number) {
    body.put("instance", instance(number).name());
    body.withObject("/data/key").put("id", id(number));
    return new WebhookMixGenerator.GeneratedWebhook((int) (number % instances), Json.write(body));
  }
}
