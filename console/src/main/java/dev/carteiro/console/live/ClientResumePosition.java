// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import java.util.Optional;

/**
 * Where a returning client left off.
 *
 * @param last the last event it received; empty if it sent no valid id
 * @param console the console that it was connected to; "" if it does not say
 */
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
