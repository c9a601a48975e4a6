// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import dev.carteiro.contract.event.MessageBody;
import dev.carteiro.contract.event.MessageStatus;
import dev.carteiro.contract.event.MessageType;

/**
 * A message came: received, sent from the phone, sent through the API, or out of history.
 *
 * @param status what Evolution says of it; DELIVERY_ACK for a received and PENDING for a sent one when it says nothing
 * @param rawStatus Evolution's word; null when it used none
 */
public record MessageArrived(
    Envelope envelope, String messageId, MessageBody body, MessageStatus status, String rawStatus)
    implements ParsedEvent {

  @Override
  public String factKey() {
    return (body.type() == MessageType.PLACEHOLDER ? "P:" : "M:") + messageId;
  }
}
