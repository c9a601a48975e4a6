// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.HttpStatus;

/** What a client gets. */
sealed interface Answer {

  /** A status and a body; no body when null. */
  record Plain(int status, JsonNode body) implements Answer {}

  /** The connection is reset. */
  record Reset() implements Answer {}

  /** Nothing, for as long as the client or this server lives. */
  record Silence() implements Answer {}

  /** The status that was sent; 0 for none. */
  default int status() {
    return this instanceof Plain plain ? plain.status() : 0;
  }

  static Answer of(int status, JsonNode body) {
    return new Plain(status, body);
  }

  /** Evolution's error with one message in an array, as most of its exceptions have it. */
  static Answer error(int status, String message) {
    return error(status, JsonNodeFactory.instance.arrayNode().add(message));
  }

  /** What its schema validation says: an array in an array. */
  static Answer schemaErrors(ArrayNode errors) {
    return error(400, JsonNodeFactory.instance.arrayNode().add(errors));
  }

  static Answer error(int status, JsonNode message) {
    // The library's own word for 500 is another one.
    String error =
        status == 500 ? "Internal Server Error" : HttpStatus.forStatus(status).getMessage();
    return error(status, error, message);
  }

  static Answer error(int status, String error, JsonNode message) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("status", status).put("error", error);
    body.putObject("response").set("message", message);
    return new Plain(status, body);
  }
}
