// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import com.fasterxml.jackson.core.JacksonException;
import dev.carteiro.contract.Json;
import java.util.List;
import java.util.Optional;

/**
 * The first frame of a WebSocket client that cannot set headers. The name of the console that
 * welcomed it before allows resuming at the exact position.
 */
record ClientHelloFrame(
    String type,
    String apiKey,
    String tenant,
    String lastEventId,
    String console,
    List<String> events,
    List<String> instances) {

  static Optional<ClientHelloFrame> parse(String frame) {
    try {
      return Optional.ofNullable(Json.mapper().readValue(frame, ClientHelloFrame.class))
          .filter(hello -> "hello".equals(hello.type) && hello.apiKey != null);
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "Hello[tenant=" + tenant + "]";
  }
}
