// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Jid;
import dev.carteiro.topology.parse.fact.ConnectionChangeFact;
import dev.carteiro.topology.parse.fact.OtherEventFact;
import dev.carteiro.topology.parse.fact.WebhookEnvelope;
import dev.carteiro.topology.parse.fact.WebhookFact;
import java.util.List;

/**
 * Parses {@code instance.create}, {@code instance.delete}, {@code remove.instance} and {@code
 * logout.instance}. Each is a state of the connection and, in addition, the event itself. The data
 * says nothing that the envelope does not say.
 */
final class InstanceLifecycleParser implements EventElementParser {
  private final String state;

  /**
   * @param state one of the states of {@link dev.carteiro.contract.event.InstanceStatusEvent}
   */
  InstanceLifecycleParser(String state) {
    this.state = state;
  }

  @Override
  public List<WebhookFact> read(WebhookEnvelope envelope, JsonNode element) {
    return List.of(
        new ConnectionChangeFact(envelope, state, null, Jid.normal(envelope.sender()), null, null),
        new OtherEventFact(envelope, element));
  }
}
