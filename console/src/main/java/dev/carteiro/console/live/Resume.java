// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import java.util.Optional;

/**
 * Where a client was.
 *
 * @param last the last event it saw; empty when what it sent names none
 * @param console that it saw it on; "" when it does not say
 */
record Resume(Optional<EventId> last, String console) {
  static final String SEPARATOR = "~";

  /** Reads {@code id} or {@code id~console}. */
  static Resume parse(String text) {
    int separator = text.indexOf(SEPARATOR);
    return separator < 0
        ? new Resume(EventId.parse(text), "")
        : new Resume(EventId.parse(text.substring(0, separator)), text.substring(separator + 1));
  }
}
