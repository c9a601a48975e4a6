// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.message.MessageStatus;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What must be found in the end, given which webhooks were acknowledged: what the bridge answered
 * 200 to once is promised. Threads may report to it at once; it is read when they are done.
 */
final class WebhookExpectations {
  /** A message, by all that was acknowledged of it. */
  static final class PromisedMessage {
    final String instance;
    final String id;

    /** The owner when it was first heard of. */
    final String tenant;

    /** Null as long as only words about it were acknowledged. */
    GeneratedFact.GeneratedMessage said;

    MessageStatus status;
    boolean deleted;
    final Map<Integer, String> edits = new TreeMap<>();
    GeneratedFact.GeneratedReaction reaction;

    private PromisedMessage(String instance, String id, String tenant) {
      this.instance = instance;
      this.id = id;
      this.tenant = tenant;
    }

    String text() {
      return edits.isEmpty()
          ? said.text()
          : edits.values().stream().reduce((older, newer) -> newer).orElseThrow();
    }

    @Override
    public String toString() {
      return instance + " " + id;
    }
  }

  /** Another event. */
  record PromisedEvent(String instance, String tenant, String event, String token) {}

  /** A change of a connection. */
  record PromisedConnection(String instance, String tenant, String state, int number) {}

  /** What must be a dead letter. */
  record PromisedDeadLetter(String instance, String token, DeadLetter.Reason reason) {}

  private final Map<String, PromisedMessage> messages = new LinkedHashMap<>();
  private final Map<String, LinkedHashSet<String>> order = new LinkedHashMap<>();
  private final Map<String, PromisedEvent> events = new LinkedHashMap<>();
  private final Map<String, Map<Integer, PromisedConnection>> connections = new LinkedHashMap<>();
  private final Map<String, PromisedDeadLetter> letters = new LinkedHashMap<>();
  private final Map<String, TreeSet<String>> owners = new LinkedHashMap<>();
  private final Map<String, Integer> acknowledgements = new HashMap<>();
  private final Map<String, String> whereAcknowledged = new HashMap<>();

  /**
   * A delivery is about to be posted, after everything of its instance that was posted before was
   * acknowledged.
   */
  synchronized void posting(WebhookDelivery delivery) {
    GeneratedFact.GeneratedMessage said = said(delivery.fact());
    if (said != null) {
      order.computeIfAbsent(delivery.instance(), i -> new LinkedHashSet<>()).add(said.id());
    }
  }

  /** The bridge answered 200. */
  synchronized void acknowledged(WebhookDelivery delivery) {
    String fingerprint = fingerprint(delivery.body());
    acknowledgements.merge(fingerprint, 1, Integer::sum);
    whereAcknowledged.putIfAbsent(fingerprint, delivery.instance() + " " + delivery.fact());
    owners.computeIfAbsent(delivery.instance(), i -> new TreeSet<>());
    if (delivery.tenant() == null) {
      return;
    }
    owners.get(delivery.instance()).add(delivery.tenant());
    GeneratedFact fact = delivery.fact();
    if (fact instanceof GeneratedFact.GeneratedMessage said) {
      say(delivery, said);
    } else if (fact instanceof GeneratedFact.GeneratedReaction reacted) {
      say(delivery, reacted.message());
      message(delivery, reacted.message().id()).reaction = reacted;
      message(delivery, reacted.targetId());
    } else if (fact instanceof GeneratedFact.GeneratedStatus reported) {
      raise(message(delivery, reported.id()), reported.status());
    } else if (fact instanceof GeneratedFact.GeneratedEdit edited) {
      message(delivery, edited.id()).edits.put(edited.order(), edited.text());
    } else if (fact instanceof GeneratedFact.GeneratedDeletion deleted) {
      message(delivery, deleted.id()).deleted = true;
    } else if (fact instanceof GeneratedFact.GeneratedEvent happened) {
      events.putIfAbsent(
          happened.token(),
          new PromisedEvent(
              delivery.instance(), delivery.tenant(), happened.event(), happened.token()));
    } else if (fact instanceof GeneratedFact.GeneratedConnection connected) {
      connections
          .computeIfAbsent(delivery.instance(), i -> new TreeMap<>())
          .putIfAbsent(
              connected.number(),
              new PromisedConnection(
                  delivery.instance(), delivery.tenant(), connected.state(), connected.number()));
    } else if (fact instanceof GeneratedFact.GeneratedPoison poison) {
      letters.put(
          poison.token(),
          new PromisedDeadLetter(delivery.instance(), poison.token(), poison.reason()));
    } else {
      throw new IllegalStateException("no expectation for " + fact.getClass());
    }
  }

  private void say(WebhookDelivery delivery, GeneratedFact.GeneratedMessage said) {
    PromisedMessage message = message(delivery, said.id());
    if (message.said == null) {
      message.said = said;
    }
    raise(message, said.status());
  }

  private static void raise(PromisedMessage message, MessageStatus status) {
    if (message.status == null || status.compareTo(message.status) > 0) {
      message.status = status;
    }
  }

  private PromisedMessage message(WebhookDelivery delivery, String id) {
    return messages.computeIfAbsent(
        delivery.instance() + " " + id,
        key -> new PromisedMessage(delivery.instance(), id, delivery.tenant()));
  }

  private static GeneratedFact.GeneratedMessage said(GeneratedFact fact) {
    if (fact instanceof GeneratedFact.GeneratedMessage said) {
      return said;
    }
    return fact instanceof GeneratedFact.GeneratedReaction reacted ? reacted.message() : null;
  }

  /**
   * Instance and message id → the message, even if it was only spoken of: a run may end before it
   * is said.
   */
  synchronized Map<String, PromisedMessage> heardOf() {
    return messages;
  }

  /** Of those that were {@link #heardOf}, those that were said. */
  synchronized Map<String, PromisedMessage> messages() {
    Map<String, PromisedMessage> said = new LinkedHashMap<>();
    messages.forEach(
        (key, message) -> {
          if (message.said != null) {
            said.put(key, message);
          }
        });
    return said;
  }

  /**
   * Instance → ids of its messages in the order in which they were first posted, one after the
   * other.
   */
  synchronized Map<String, List<String>> order() {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    order.forEach((instance, ids) -> lists.put(instance, List.copyOf(ids)));
    return lists;
  }

  /** Token → event. */
  synchronized Map<String, PromisedEvent> events() {
    return events;
  }

  /** Instance → its connection changes in order. */
  synchronized Map<String, List<PromisedConnection>> connections() {
    Map<String, List<PromisedConnection>> inOrder = new LinkedHashMap<>();
    connections.forEach(
        (instance, byNumber) -> inOrder.put(instance, List.copyOf(byNumber.values())));
    return inOrder;
  }

  /** Token → dead letter. */
  synchronized Map<String, PromisedDeadLetter> letters() {
    return letters;
  }

  /** Instance → every tenant that ever owned it; none for the one that nobody registers. */
  synchronized Map<String, TreeSet<String>> owners() {
    return owners;
  }

  /** Fingerprint of a body → how many deliveries of it were acknowledged. */
  synchronized Map<String, Integer> acknowledgements() {
    return acknowledgements;
  }

  /** What a body said, by its fingerprint. */
  synchronized String described(String fingerprint) {
    return whereAcknowledged.get(fingerprint);
  }

  /** Of a body with its apikey taken out, because the bridge masks that. */
  static String fingerprint(byte[] body) {
    return Sha256Fingerprint.of(
        new String(body, StandardCharsets.UTF_8)
            .replaceAll("\"apikey\":\"[^\"]*\"", "\"apikey\":\"\""));
  }
}
