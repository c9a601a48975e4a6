// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import dev.carteiro.contract.event.DeadLetter;
import java.util.List;

/** What reading a webhook comes to. */
public sealed interface ParseResult {

  /**
   * It was understood.
   *
   * @param events its facts in order, at least one
   */
  record Parsed(List<ParsedEvent> events) implements ParseResult {
    public Parsed {
      events = List.copyOf(events);
    }
  }

  /**
   * It could not be addressed or read at all.
   *
   * @param detail one sentence without any content
   * @param event the event's name where it was readable; else null
   */
  record Rejected(DeadLetter.Reason reason, String detail, String event) implements ParseResult {}
}
