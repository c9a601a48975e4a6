// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.bridge.webhook;

import dev.carteiro.contract.InstanceKey;
import java.util.Optional;

/**
 * Reads the gateway from the raw query of a webhook's URL. A general parser could reject a
 * malformed escape and lose the webhook.
 */
final class GatewayQueryParser {
  private static final String GATEWAY = "gateway=";

  private GatewayQueryParser() {}

  /**
   * The gateway that a webhook names; {@code default} when it names none, empty when the name is
   * not valid or two names differ. A slash ends the value, because Evolution appends {@code
   * /messages-upsert} to the whole URL, including the query, when it delivers by events.
   */
  static Optional<String> gateway(String query) {
    String found = null;
    for (String parameter : query == null ? new String[0] : query.split("&")) {
      if (parameter.startsWith(GATEWAY)) {
        String value = parameter.substring(GATEWAY.length());
        int slash = value.indexOf('/');
        String name = slash < 0 ? value : value.substring(0, slash);
        if (found != null && !found.equals(name)) {
          return Optional.empty();
        }
        found = name;
      }
    }
    if (found == null) {
      return Optional.of(InstanceKey.DEFAULT_GATEWAY);
    }
    return Optional.of(found).filter(InstanceKey::isGateway);
  }
}
