// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.record;

import dev.carteiro.topology.parse.fact.WebhookEnvelope;
import dev.carteiro.topology.parse.fact.WebhookFact;
import java.util.List;

/**
 * A webhook that was parsed into its facts.
 *
 * @param events its facts, at least one
 */
public record ParsedWebhook(RecordOrigin origin, List<WebhookFact> events)
    implements OriginTrackedRecord, ResolveStageInput {

  public ParsedWebhook {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("a webhook holds at least one fact");
    }
    events = List.copyOf(events);
  }

  public WebhookEnvelope envelope() {
    return events.get(0).envelope();
  }

  @Override
  public void accept(ResolveInputVisitor visitor) {
    visitor.webhook(this);
  }
}
