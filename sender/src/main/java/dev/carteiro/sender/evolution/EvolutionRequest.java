// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.send.SendDispatch;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A request of the Evolution API, version 2.3. A message call never has a query: there Evolution
 * lets {@code ?instanceName=} override the path after it checked the key, which would reach
 * instances of other tenants. It never uses Evolution's {@code delay}, which holds the call open.
 *
 * @param path below the server's base URL; the instance name is one encoded segment
 * @param body JSON; null for a GET
 */
public record EvolutionRequest(String path, byte[] body) {
  private static final String UNRESERVED = "-_.~";

  /** The request for a dispatch; empty when the instance's name cannot be a path segment. */
  public static Optional<EvolutionRequest> of(SendDispatch dispatch) {
    String name = dispatch.instance().name();
    if (!isSegment(name)) {
      return Optional.empty();
    }
    String instance = segment(name);
    return Optional.of(
        switch (dispatch.action()) {
          case PROBE -> state(instance);
          case PRESENCE ->
              new EvolutionRequest(
                  "/chat/sendPresence/" + instance, Json.write(presence(dispatch)));
          case SEND -> dispatch.content().accept(new MessageRequestBuilder(dispatch, instance));
        });
  }

  /** {@code GET /}: asks for the server's version. Needs no key. */
  public static EvolutionRequest root() {
    return new EvolutionRequest("/", null);
  }

  /** Asks for the connection state of an instance; empty when its name cannot be a path segment. */
  public static Optional<EvolutionRequest> connectionState(String name) {
    return isSegment(name) ? Optional.of(state(segment(name))) : Optional.empty();
  }

  /**
   * Asks for the properties of an instance; empty when its name cannot be a path segment. The one
   * request with a query: here it really is a filter.
   */
  public static Optional<EvolutionRequest> fetchInstance(String name) {
    return isSegment(name)
        ? Optional.of(
            new EvolutionRequest("/instance/fetchInstances?instanceName=" + segment(name), null))
        : Optional.empty();
  }

  private static EvolutionRequest state(String instance) {
    return new EvolutionRequest("/instance/connectionState/" + instance, null);
  }

  /** Servers and proxies resolve dot segments, even encoded ones. */
  private static boolean isSegment(String name) {
    return !name.equals(".") && !name.equals("..");
  }

  private static ObjectNode presence(SendDispatch dispatch) {
    return Json.mapper()
        .createObjectNode()
        .put("number", dispatch.number())
        .put("presence", "composing")
        .put("delay", dispatch.typingMs());
  }

  /** Percent-encodes a name, so that no character of it can end its path segment. */
  static String segment(String name) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0)) {
        encoded.append(c);
      } else {
        encoded.append('%').append("%02X".formatted((int) c));
      }
    }
    return encoded.toString();
  }

  /** Omits the body, because it contains a message. */
  @Override
  public String toString() {
    return "EvolutionRequest[path=" + path + "]";
  }
}
