// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bench.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;

/** Messages by their number, spread over instances: where one is, what it is called. */
public final class MessageNames {
  /** Odd, so that each number has an id of its own; ids next to each other are not neighbours. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final int instances;
  private final ObjectNode body = WebhookSample.all().get(0).body();

  /**
   * @param instances as {@link KafkaLoad} names them
   */
  public MessageNames(int instances) {
    this.instances = instances;
  }

  public InstanceKey instance(long number) {
    return KafkaLoad.instance((int) (number % instances));
  }

  public String id(long number) {
    return "3EB0%016X".formatted(number * SPREAD);
  }

  /** The webhook that brings the message. */
  public WebhookMix.Webhook webhook(long number) {
    body.put("instance", instance(number).name());
    body.withObject("/data/key").put("id", id(number));
    return new WebhookMix.Webhook((int) (number % instances), Json.write(body));
  }
}
