// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Jid;
import java.util.List;

/**
 * {@code instance.create}, {@code instance.delete}, {@code remove.instance}, {@code
 * logout.instance}: what becomes of the instance itself. It counts as a state of the connection,
 * and is kept as the event that it is, too. The data says nothing that the envelope does not.
 */
final class LifecycleReader implements FactReader {
  private final String state;

  /**
   * @param state one of {@link dev.carteiro.contract.event.InstanceStatusEvent}'s
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
