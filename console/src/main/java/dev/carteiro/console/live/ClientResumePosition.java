// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import java.util.Optional;

/** Where a returning client left off: its last event if the id is valid, and its console or "". */
record ClientResumePosition(Optional<LiveEventId> last, String console) {
  static final String SEPARATOR = "~";

  /** Parses {@code id} or {@code id~console}. */
  static ClientResumePosition parse(String text) {
    int separator = text.indexOf(SEPARATOR);
    return separator < 0
        ? new ClientResumePosition(LiveEventId.parse(text), "")
        : new ClientResumePosition(
            LiveEventId.parse(text.substring(0, separator)), text.substring(separator + 1));
  }
}
