// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.dedup;

import dev.carteiro.topology.merge.MessageFactTimes;
import dev.carteiro.topology.merge.MessageFactTimes.SeenMessageFact;
import dev.carteiro.topology.merge.MessageState;
import dev.carteiro.topology.parse.fact.ConnectionChangeFact;
import dev.carteiro.topology.parse.fact.MessageArrivalFact;
import dev.carteiro.topology.parse.fact.MessageFact;
import dev.carteiro.topology.parse.fact.MessageFactMark;
import dev.carteiro.topology.parse.fact.MessageStatusFact;
import dev.carteiro.topology.parse.fact.WebhookFact;
import dev.carteiro.topology.record.ResolvedWebhookFact;
import dev.carteiro.topology.store.InstanceScopedKey;
import dev.carteiro.topology.store.OrderedByteStore;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Lets each fact of an instance pass once within a window of broker time. Times that an event
 * states play no part: a single payload that is dated far ahead would otherwise end the window of
 * all facts.
 *
 * <p>That a fact about a message was seen stands in the entry of the message. In {@code seen-facts}
 * are all other facts, how often any fact was repeated, and facts about messages of which their
 * entry says so ({@link MessageFactTimes#elsewhere}).
 */
public final class FactDeduplicator {

  /**
   * @param passes the fact to pass on; empty if all of it was seen before
   * @param message what is known of its message, with the fact among what was seen, to be stored by
   *     who merges the fact that passes; null if none passes or it is about no message
   * @param suppressed the kind of the fact that was dropped, as a metric label; empty if none was
   * @param owner the tenant that the dropped fact was first seen under; else the present tenant of
   *     the instance
   */
  public record DeduplicationDecision(
      Optional<WebhookFact> passes,
      MessageState message,
      Optional<String> suppressed,
      String owner) {}

  private final OrderedByteStore facts;
  private final OrderedByteStore messages;
  private final long windowMs;

  public FactDeduplicator(OrderedByteStore facts, OrderedByteStore messages, long windowMs) {
    this.facts = facts;
    this.messages = messages;
    this.windowMs = windowMs;
  }

  /** Decides on a fact, and stores that it was seen, unless the decision has what is to store. */
  public DeduplicationDecision decide(ResolvedWebhookFact resolved) {
    WebhookFact event = resolved.event();
    if (event instanceof MessageFact fact) {
      return new MessageFactDecision(resolved, fact.messageId()).decide(fact);
    }
    byte[] key = key(resolved, event.factKey());
    long window =
        event instanceof ConnectionChangeFact
            ? Math.min(windowMs, ConnectionChangeFact.REPEATED_WITHIN.toMillis())
            : windowMs;
    Optional<SeenFactEntry> seen = remembered(key, brokerMs(resolved), window);
    if (seen.isEmpty()) {
      facts.put(key, SeenFactEntry.first(brokerMs(resolved), resolved.tenantId()).encode());
    } else if (!resolved.origin().isRedrive()) {
      facts.put(key, seen.get().repeated(brokerMs(resolved)).encode());
      // Entries of older versions have no tenant.
      String owner = seen.map(SeenFactEntry::tenantId).orElse(resolved.tenantId());
      return suppressed(event, Optional.empty(), null, owner);
    }
    return passes(event, null, resolved.tenantId());
  }

  private Optional<SeenFactEntry> remembered(byte[] key, long brokerMs, long window) {
    byte[] found = facts.get(key);
    return found == null || !SeenFactEntry.isRemembered(found, brokerMs, window)
        ? Optional.empty()
        : Optional.of(SeenFactEntry.decode(found));
  }

  private static DeduplicationDecision passes(
      WebhookFact event, MessageState message, String owner) {
    return new DeduplicationDecision(Optional.of(event), message, Optional.empty(), owner);
  }

  private static DeduplicationDecision suppressed(
      WebhookFact event, Optional<WebhookFact> passes, MessageState message, String owner) {
    return new DeduplicationDecision(
        passes, message, Optional.of(SeenFactView.kindOf(event.factKey())), owner);
  }

  private static long brokerMs(ResolvedWebhookFact resolved) {
    return resolved.origin().brokerTime().toEpochMilli();
  }

  private static byte[] key(ResolvedWebhookFact resolved, String identifier) {
    return InstanceScopedKey.of(resolved.event().envelope().instance().text(), identifier);
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

  private final class MessageFactDecision {
    private final ResolvedWebhookFact resolved;
    private final long brokerMs;
    private final byte[] key;
    private final MessageState before;
    private MessageFactTimes seen;

    MessageFactDecision(ResolvedWebhookFact resolved, String messageId) {
      this.resolved = resolved;
      this.brokerMs = brokerMs(resolved);
      this.key = key(resolved, messageId);
      byte[] found = messages.get(key);
      this.before = found == null ? unknown() : MessageState.decode(found);
      this.seen = before.facts();
    }

    /**
     * A message of these days that has no entry was not seen before: its entry would be there. Of
     * an older one an earlier version may have forgotten the state before the fact.
     */
    private MessageState unknown() {
      boolean recent =
          resolved.event() instanceof MessageArrivalFact arrival
              && arrival.body().sentAt() != null
              && brokerMs - arrival.body().sentAt().toEpochMilli() < windowMs / 2;
      return MessageState.unknown(
          resolved.tenantId(), recent ? MessageFactTimes.NONE : MessageFactTimes.ELSEWHERE);
    }

    DeduplicationDecision decide(MessageFact fact) {
      Optional<SeenFactEntry> known = seenBefore(fact);
      if (known.isEmpty() && !isOvertakenPlaceholder(fact)) {
        return passes(fact, before.withFacts(seen), resolved.tenantId());
      }
      // send.message and messages.upsert of one id are the same message, but the later one may have
      // a newer status.
      Optional<WebhookFact> status =
          statusOf(fact).filter(step -> seenBefore(step).isEmpty()).map(WebhookFact.class::cast);
      MessageState after = before.withFacts(seen);
      if (status.isEmpty() && seen != before.facts()) {
        messages.put(key, after.encode());
      }
      return suppressed(
          fact,
          status,
          status.isEmpty() ? null : after,
          known.map(SeenFactEntry::tenantId).orElse(resolved.tenantId()));
    }

    /**
     * The entry of a fact that was seen before, in which this repetition is counted; empty if the
     * fact passes, and is noted as seen. A fact that is redriven always passes.
     */
    private Optional<SeenFactEntry> seenBefore(MessageFact fact) {
      boolean redrive = resolved.origin().isRedrive();
      Optional<SeenFactEntry> known = remembered(fact.mark(), fact::factKey);
      if (known.isEmpty()) {
        note(fact);
      } else if (!redrive) {
        SeenFactEntry repeated = known.get().repeated(brokerMs);
        facts.put(key(resolved, fact.factKey()), repeated.encode());
      }
      return redrive ? Optional.empty() : known;
    }

    private void note(MessageFact fact) {
      Optional<MessageFactTimes> noted =
          seen.with(new SeenMessageFact(fact.mark(), brokerMs, resolved.tenantId()));
      if (noted.isEmpty()) {
        facts.put(
            key(resolved, fact.factKey()),
            SeenFactEntry.first(brokerMs, resolved.tenantId()).encode());
      }
      seen = noted.orElseGet(seen::withElsewhere);
    }

    /** The fact with that mark, if it was seen within the window, with its repetitions. */
    private Optional<SeenFactEntry> remembered(MessageFactMark mark, Supplier<String> factKey) {
      Optional<SeenFactEntry> inMessage =
          seen.find(mark)
              .map(fact -> SeenFactEntry.first(fact.firstSeenMs(), fact.tenantId()))
              .filter(entry -> entry.isRemembered(brokerMs, windowMs));
      if (inMessage.isEmpty() && !seen.elsewhere()) {
        return Optional.empty();
      }
      Optional<SeenFactEntry> stored =
          FactDeduplicator.this.remembered(key(resolved, factKey.get()), brokerMs, windowMs);
      return inMessage.isEmpty()
          ? stored
          : stored
              .filter(entry -> entry.firstSeenMs() == inMessage.get().firstSeenMs())
              .or(() -> inMessage);
    }

    /** Whether a placeholder comes after the message itself, and so says nothing new. */
    private boolean isOvertakenPlaceholder(MessageFact fact) {
      return fact instanceof MessageArrivalFact arrival
          && arrival.isPlaceholder()
          && remembered(
                  MessageFactMark.of(MessageFactMark.ARRIVAL), () -> "M:" + arrival.messageId())
              .isPresent();
    }
  }
}
