// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Fingerprint;
import dev.carteiro.contract.Json;
import java.util.List;

/**
 * Anything that is none of the other facts, kept as it came.
 *
 * @param data never a Java null; JSON null when the webhook had none
 */
public record OtherEvent(Envelope envelope, JsonNode data) implements ParsedEvent {

  private record Identity(String event, String dateTime, JsonNode data) {}

  @Override
  public String factKey() {
    Identity identity = new Identity(envelope.event(), envelope.dateTime(), data);
    return "X:" + envelope.event() + ":" + Fingerprint.of(Json.write(List.of(identity))).substring(0, 32);
  }
}
