// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.topology.parse.fact.WebhookFact;
import java.util.List;
import java.util.function.Consumer;

/** The result of parsing one webhook: its facts, or why it is rejected. */
public sealed interface WebhookParseResult {

  void match(Consumer<ParsedFacts> parsed, Consumer<RejectedWebhook> rejected);

  /**
   * @param events at least one, in the webhook's order: a fact's index within its webhook is its
   *     position here
   */
  record ParsedFacts(List<WebhookFact> events) implements WebhookParseResult {
    public ParsedFacts {
      events = List.copyOf(events);
    }

    @Override
    public void match(Consumer<ParsedFacts> parsed, Consumer<RejectedWebhook> rejected) {
      parsed.accept(this);
    }
  }

  /**
   * @param detail a sentence for people, without content and without secrets
   * @param event Evolution's event name; null when it was not read
   */
  record RejectedWebhook(DeadLetter.Reason reason, String detail, String event)
      implements WebhookParseResult {
    @Override
    public void match(Consumer<ParsedFacts> parsed, Consumer<RejectedWebhook> rejected) {
      rejected.accept(this);
    }
  }
}
