// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What {@code whatsapp-send-message} and {@code whatsapp-schedule-message} carry. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = SendCommand.class, name = "send"),
  @JsonSubTypes.Type(value = ControlCommand.class, name = "control")
})
public sealed interface OutboxCommand permits SendCommand, ControlCommand {

  /** The trace id of the request that made it. */
  String traceId();
}
