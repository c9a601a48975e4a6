// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Jid;
import dev.carteiro.topology.parse.fact.ConnectionChangeFact;
import dev.carteiro.topology.parse.fact.OtherEventFact;
import dev.carteiro.topology.parse.fact.WebhookEnvelope;
import dev.carteiro.topology.parse.fact.WebhookFact;
import dev.carteiro.topology.parse.json.EvolutionValueDecoder;
import dev.carteiro.topology.parse.json.JsonFieldReader;
import java.util.List;

/** Parses the events about an instance's connection. */
final class ConnectionEventParser {
  private ConnectionEventParser() {}

  static List<WebhookFact> update(WebhookEnvelope envelope, JsonNode element) {
    String state = JsonFieldReader.id(element, "state");
    if (state == null) {
      return List.of();
    }
    String ownJid = JsonFieldReader.jid(element, "wuid");
    return List.of(
        new ConnectionChangeFact(
            envelope,
            state,
            reason(element.path("statusReason")),
            ownJid == null ? Jid.normal(envelope.sender()) : ownJid,
            JsonFieldReader.text(element, "profileName"),
            JsonFieldReader.text(element, "profilePictureUrl")));
  }

  private static Integer reason(JsonNode node) {
    Long reason = EvolutionValueDecoder.number(node);
    return reason == null || reason != reason.intValue() ? null : (Integer) reason.intValue();
  }

  /**
   * The parser of {@code instance.create}, {@code instance.delete}, {@code remove.instance} and
   * {@code logout.instance}. Each is a state of the connection and, in addition, the event itself.
   * The data says nothing that the envelope does not say.
   *
   * @param state one of the states of {@link dev.carteiro.contract.event.InstanceStatusEvent}
   */
  static EventElementParser lifecycle(String state) {
    return (envelope, element) ->
        List.of(
            new ConnectionChangeFact(
                envelope, state, null, Jid.normal(envelope.sender()), null, null),
            OtherEventFact.of(envelope, element));
  }
}
