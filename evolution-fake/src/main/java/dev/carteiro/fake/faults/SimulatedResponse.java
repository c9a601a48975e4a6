// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.HttpStatus;

/** The response to a request: an HTTP response, a connection reset, or no response. */
public sealed interface SimulatedResponse {

  /** An HTTP response with a JSON body; null for no body. */
  record JsonResponse(int status, JsonNode body) implements SimulatedResponse {}

  /** The connection is reset. */
  record ConnectionResetResponse() implements SimulatedResponse {
    @Override
    public int status() {
      return 0;
    }
  }

  /**
   * No response: the connection stays open until the server goes offline or 15 minutes have passed.
   */
  record HangingResponse() implements SimulatedResponse {
    @Override
    public int status() {
      return 0;
    }
  }

  /** Returns the HTTP status; 0 without an HTTP response. */
  int status();

  static SimulatedResponse of(int status, JsonNode body) {
    return new JsonResponse(status, body);
  }

  /**
   * Returns Evolution's error body with one message in an array, the form of most of its
   * exceptions.
   */
  static SimulatedResponse error(int status, String message) {
    return error(status, JsonNodeFactory.instance.arrayNode().add(message));
  }

  /** Returns Evolution's 400 for an invalid body, with the errors in an array in an array. */
  static SimulatedResponse schemaErrors(ArrayNode errors) {
    return error(400, JsonNodeFactory.instance.arrayNode().add(errors));
  }

  static SimulatedResponse error(int status, JsonNode message) {
    // Evolution's text for 500 differs from the library's.
    String error =
        status == 500 ? "Internal Server Error" : HttpStatus.forStatus(status).getMessage();
    return error(status, error, message);
  }

  static SimulatedResponse error(int status, String error, JsonNode message) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("status", status).put("error", error);
    body.putObject("response").set("message", message);
    return new JsonResponse(status, body);
  }
}
