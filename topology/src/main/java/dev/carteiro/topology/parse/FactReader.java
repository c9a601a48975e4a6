// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Reads one element of an event's data. */
interface FactReader {

  /**
   * The facts it states; empty when it lacks what identifies them, and then the element is left as
   * it was.
   */
  List<ParsedEvent> read(Envelope envelope, JsonNode element);
}
