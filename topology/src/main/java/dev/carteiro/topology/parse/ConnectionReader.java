// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Jid;
import java.util.List;

/** Parses {@code connection.update}. */
final class ConnectionReader implements FactReader {

  @Override
  public List<ParsedEvent> read(Envelope envelope, JsonNode element) {
    String state = Fields.id(element, "state");
    if (state == null) {
      return List.of();
    }
    String ownJid = Fields.jid(element, "wuid");
    return List.of(
        new ConnectionChanged(
            envelope,
            state,
            reason(element.path("statusReason")),
            ownJid == null ? Jid.normal(envelope.sender()) : ownJid,
            Fields.text(element, "profileName"),
            Fields.text(element, "profilePictureUrl")));
  }

  private static Integer reason(JsonNode node) {
    Long reason = Encodings.number(node);
    return reason == null || reason != reason.intValue() ? null : (Integer) reason.intValue();
  }
}
