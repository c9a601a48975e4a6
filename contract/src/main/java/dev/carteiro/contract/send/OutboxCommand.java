// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.function.Function;

/** A record of {@code whatsapp-send-message} or {@code whatsapp-schedule-message}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
public sealed interface OutboxCommand permits SendMessageCommand, ControlCommand {

  String traceId();

  <T> T fold(Function<SendMessageCommand, T> send, Function<ControlCommand, T> control);
}
