// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Parses one element of an event's data into facts. */
interface FactReader {

  /**
   * The facts that the element states. Empty when it lacks what identifies them; the element is
   * unchanged then.
   */
  List<ParsedEvent> read(Envelope envelope, JsonNode element);
}
