// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.dedup;

import dev.carteiro.contract.event.MessageType;
import dev.carteiro.topology.flow.ResolvedEvent;
import dev.carteiro.topology.flow.ScopedKey;
import dev.carteiro.topology.parse.ConnectionChanged;
import dev.carteiro.topology.parse.MessageArrived;
import dev.carteiro.topology.parse.ParsedEvent;
import dev.carteiro.topology.parse.StatusReported;
import java.util.Optional;

/**
 * Lets each fact of an instance pass once within a window of broker time. Times that an event
 * states play no part: a single payload that is dated far ahead would otherwise end the window of
 * all facts.
 */
public final class Deduplicator {

  /** The store of seen facts. */
  public interface Facts {
    /** The value of a key, or null. */
    byte[] get(byte[] key);

    void put(byte[] key, byte[] value);
  }

  /**
   * The decision on a fact.
   *
   * @param passes the fact to pass on; empty if all of it was seen before
   * @param suppressed the kind of the fact that was dropped, as a metric label; empty if none was
   * @param owner the tenant that the dropped fact was first seen under; else the present tenant of
   *     the instance
   */
  public record Verdict(Optional<ParsedEvent> passes, Optional<String> suppressed, String owner) {}

  private final Facts facts;
  private final long windowMs;

  public Deduplicator(Facts facts, long windowMs) {
    this.facts = facts;
    this.windowMs = windowMs;
  }

  /** Decides on a fact, and stores that it was seen. */
  public Verdict decide(ResolvedEvent resolved) {
    ParsedEvent event = resolved.event();
    String instance = event.envelope().instance().text();
    long brokerMs = resolved.origin().brokerTime().toEpochMilli();
    Optional<DedupEntry> seen = seenBefore(resolved, event.factKey());
    if (seen.isEmpty() && !isOvertakenPlaceholder(instance, event, brokerMs)) {
      return new Verdict(Optional.of(event), Optional.empty(), resolved.tenantId());
    }
    // send.message and messages.upsert of one id are the same message, but the later one may have a
    // newer status.
    return new Verdict(
        statusOf(event)
            .filter(status -> seenBefore(resolved, status.factKey()).isEmpty())
            .map(ParsedEvent.class::cast),
        Optional.of(Duplicate.kindOf(event.factKey())),
        seen.map(DedupEntry::tenantId).orElse(resolved.tenantId()));
  }

  /**
   * The entry of a fact that was seen before; empty if the fact passes. A fact that is redriven
   * always passes.
   */
  private Optional<DedupEntry> seenBefore(ResolvedEvent resolved, String factKey) {
    long brokerMs = resolved.origin().brokerTime().toEpochMilli();
    boolean redrive = resolved.origin().isRedrive();
    byte[] key = ScopedKey.of(resolved.event().envelope().instance().text(), factKey);
    byte[] found = facts.get(key);
    if (found != null) {
      DedupEntry entry = DedupEntry.decode(found);
      if (entry.isRemembered(brokerMs, windowMs(resolved.event()))) {
        if (!redrive) {
          facts.put(key, entry.repeated(brokerMs).encode());
        }
        return redrive ? Optional.empty() : Optional.of(entry);
      }
    }
    facts.put(key, DedupEntry.first(brokerMs, resolved.tenantId()).encode());
    return Optional.empty();
  }

  private long windowMs(ParsedEvent event) {
    return event instanceof ConnectionChanged
        ? Math.min(windowMs, ConnectionChanged.REPEATED_WITHIN.toMillis())
        : windowMs;
  }

  /** Whether a placeholder comes after the message itself, and so says nothing new. */
  private boolean isOvertakenPlaceholder(String instance, ParsedEvent event, long brokerMs) {
    if (!(event instanceof MessageArrived message)
        || message.body().type() != MessageType.PLACEHOLDER) {
      return false;
    }
    byte[] found = facts.get(ScopedKey.of(instance, "M:" + message.messageId()));
    return found != null && DedupEntry.isRemembered(found, brokerMs, windowMs);
  }

  private static Optional<StatusReported> statusOf(ParsedEvent event) {
    if (event instanceof MessageArrived message && message.rawStatus() != null) {
      return Optional.of(
          new StatusReported(
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
