// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Jid;
import java.util.List;

/**
 * Parses {@code instance.create}, {@code instance.delete}, {@code remove.instance} and {@code
 * logout.instance}. Each is a state of the connection and, in addition, the event itself. The data
 * says nothing that the envelope does not say.
 */
final class LifecycleReader implements FactReader {
  private final String state;

  /**
   * @param state one of the states of {@link dev.carteiro.contract.event.InstanceStatusEvent}
   */
  LifecycleReader(String state) {
    this.state = state;
  }

  @Override
  public List<ParsedEvent> read(Envelope envelope, JsonNode element) {
    return List.of(
        new ConnectionChanged(envelope, state, null, Jid.normal(envelope.sender()), null, null),
        new OtherEvent(envelope, element));
  }
}
