// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.dedup;

import dev.carteiro.contract.message.MessageType;
import dev.carteiro.topology.parse.fact.ConnectionChangeFact;
import dev.carteiro.topology.parse.fact.MessageArrivalFact;
import dev.carteiro.topology.parse.fact.MessageStatusFact;
import dev.carteiro.topology.parse.fact.WebhookFact;
import dev.carteiro.topology.record.ResolvedWebhookFact;
import dev.carteiro.topology.store.InstanceScopedKey;
import dev.carteiro.topology.store.OrderedByteStore;
import java.util.Optional;

/**
 * Lets each fact of an instance pass once within a window of broker time. Times that an event
 * states play no part: a single payload that is dated far ahead would otherwise end the window of
 * all facts.
 */
public final class FactDeduplicator {

  /**
   * The decision on a fact.
   *
   * @param passes the fact to pass on; empty if all of it was seen before
   * @param suppressed the kind of the fact that was dropped, as a metric label; empty if none was
   * @param owner the tenant that the dropped fact was first seen under; else the present tenant of
   *     the instance
   */
  public record DeduplicationDecision(
      Optional<WebhookFact> passes, Optional<String> suppressed, String owner) {}

  private final OrderedByteStore facts;
  private final long windowMs;

  public FactDeduplicator(OrderedByteStore facts, long windowMs) {
    this.facts = facts;
    this.windowMs = windowMs;
  }

  /** Decides on a fact, and stores that it was seen. */
  public DeduplicationDecision decide(ResolvedWebhookFact resolved) {
    WebhookFact event = resolved.event();
    String instance = event.envelope().instance().text();
    long brokerMs = resolved.origin().brokerTime().toEpochMilli();
    Optional<SeenFactEntry> seen = seenBefore(resolved, event.factKey());
    if (seen.isEmpty() && !isOvertakenPlaceholder(instance, event, brokerMs)) {
      return new DeduplicationDecision(Optional.of(event), Optional.empty(), resolved.tenantId());
    }
    // send.message and messages.upsert of one id are the same message, but the later one may have a
    // newer status.
    return new DeduplicationDecision(
        statusOf(event)
            .filter(status -> seenBefore(resolved, status.factKey()).isEmpty())
            .map(WebhookFact.class::cast),
        Optional.of(SeenFactView.kindOf(event.factKey())),
        seen.map(SeenFactEntry::tenantId).orElse(resolved.tenantId()));
  }

  /**
   * The entry of a fact that was seen before; empty if the fact passes. A fact that is redriven
   * always passes.
   */
  private Optional<SeenFactEntry> seenBefore(ResolvedWebhookFact resolved, String factKey) {
    long brokerMs = resolved.origin().brokerTime().toEpochMilli();
    boolean redrive = resolved.origin().isRedrive();
    byte[] key = InstanceScopedKey.of(resolved.event().envelope().instance().text(), factKey);
    byte[] found = facts.get(key);
    if (found != null) {
      SeenFactEntry entry = SeenFactEntry.decode(found);
      if (entry.isRemembered(brokerMs, windowMs(resolved.event()))) {
        if (!redrive) {
          facts.put(key, entry.repeated(brokerMs).encode());
        }
        return redrive ? Optional.empty() : Optional.of(entry);
      }
    }
    facts.put(key, SeenFactEntry.first(brokerMs, resolved.tenantId()).encode());
    return Optional.empty();
  }

  private long windowMs(WebhookFact event) {
    return event instanceof ConnectionChangeFact
        ? Math.min(windowMs, ConnectionChangeFact.REPEATED_WITHIN.toMillis())
        : windowMs;
  }

  /** Whether a placeholder comes after the message itself, and so says nothing new. */
  private boolean isOvertakenPlaceholder(String instance, WebhookFact event, long brokerMs) {
    if (!(event instanceof MessageArrivalFact message)
        || message.body().type() != MessageType.PLACEHOLDER) {
      return false;
    }
    byte[] found = facts.get(InstanceScopedKey.of(instance, "M:" + message.messageId()));
    return found != null && SeenFactEntry.isRemembered(found, brokerMs, windowMs);
  }

  private static Optional<MessageStatusFact> statusOf(WebhookFact event) {
    if (event instanceof MessageArrivalFact message && message.rawStatus() != null) {
      return Optional.of(
          new MessageStatusFact(
              message.envelope(),
              message.messageId(),
              message.body().chatId(),
              message.status(),
              message.rawStatus(),
              message.error()));
    }
    return Optional.empty();
  }
}
