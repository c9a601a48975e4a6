// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.fake.faults.SendFault;
import dev.carteiro.fake.whatsapp.FakeInstance;
import java.time.Instant;

/**
 * A request under way: its body and instance, the fault that it meets, and the id of the message
 * that it delivers.
 */
final class FakeApiRequest {
  private final long id;
  private final Instant at;
  private final String method;
  private final String path;
  private final JsonNode body;
  private final FakeInstance instance;
  private volatile SendFault fault = SendFault.NONE;
  private volatile String providerId;

  /**
   * @param instance null when the path names none
   */
  FakeApiRequest(
      long id, Instant at, String method, String path, JsonNode body, FakeInstance instance) {
    this.id = id;
    this.at = at;
    this.method = method;
    this.path = path;
    this.body = body;
    this.instance = instance;
  }

  long id() {
    return id;
  }

  JsonNode body() {
    return body;
  }

  FakeInstance instance() {
    return instance;
  }

  void met(SendFault met) {
    fault = met;
  }

  void delivered(String id) {
    providerId = id;
  }

  HandledRequest handled(int status) {
    String name = instance == null ? null : instance.name();
    return new HandledRequest(id, at, method, path, name, fault, status, providerId);
  }
}
