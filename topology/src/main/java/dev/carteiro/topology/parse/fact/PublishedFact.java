// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.fact;

import dev.carteiro.contract.Topic;

/** A fact that is published as it is: it changes nothing that is known of messages. */
public non-sealed interface PublishedFact extends WebhookFact {

  /** The topic of its event; the topology has an edge from the route stage to it. */
  Topic topic();

  /** Its event, which is written as JSON. */
  Object event(String tenantId);

  @Override
  default void accept(WebhookFactVisitor visitor) {
    visitor.published(this);
  }
}
