// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.topology.parse.fact.WebhookEnvelope;
import dev.carteiro.topology.parse.fact.WebhookFact;
import java.util.List;

/** Parses one element of an event's data into facts. */
interface EventElementParser {

  /**
   * The facts that the element states. Empty when it lacks what identifies them; the element is
   * unchanged then.
   */
  List<WebhookFact> read(WebhookEnvelope envelope, JsonNode element);
}
