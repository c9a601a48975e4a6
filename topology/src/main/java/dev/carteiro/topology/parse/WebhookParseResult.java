// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.topology.parse.fact.WebhookFact;
import java.util.List;

/** The result of parsing one webhook: its facts, or why it is rejected. */
public sealed interface WebhookParseResult {

  /**
   * The facts that the webhook states.
   *
   * @param events at least one, in the webhook's order: a fact's index within its webhook is its
   *     position here
   */
  record ParsedFacts(List<WebhookFact> events) implements WebhookParseResult {
    public ParsedFacts {
      events = List.copyOf(events);
    }
  }

  /**
   * The webhook is rejected as a whole.
   *
   * @param detail a sentence for people, without content and without secrets
   * @param event Evolution's event name; null when it was not read
   */
  record RejectedWebhook(DeadLetter.Reason reason, String detail, String event)
      implements WebhookParseResult {}
}
