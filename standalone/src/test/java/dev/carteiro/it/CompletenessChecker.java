// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static dev.carteiro.it.ComparisonKeys.messageKey;
import static dev.carteiro.it.ComparisonKeys.token;

import dev.carteiro.contract.event.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Is everything there that was promised, and only as it was promised? Each checker returns what is
 * not, a sentence each.
 */
final class CompletenessChecker {
  private final WebhookExpectations truth;
  private final StoredRunSnapshot evidence;
  private final Map<String, WebhookExpectations.PromisedMessage> messages;

  CompletenessChecker(WebhookExpectations truth, StoredRunSnapshot evidence) {
    this.truth = truth;
    this.evidence = evidence;
    this.messages = truth.messages();
  }

  /** The bridge: 200 means that the body stands in Kafka, as often as it was acknowledged. */
  List<String> everyAcknowledgementIsARecord() {
    Map<String, Integer> found = new HashMap<>();
    evidence
        .webhooks()
        .forEach(
            webhook ->
                found.merge(WebhookExpectations.fingerprint(webhook.body()), 1, Integer::sum));
    List<String> lost = new ArrayList<>();
    truth
        .acknowledgements()
        .forEach(
            (body, times) -> {
              if (found.getOrDefault(body, 0) < times) {
                lost.add(
                    "acknowledged %d times but %d times in the topic: %s"
                        .formatted(times, found.getOrDefault(body, 0), truth.described(body)));
              }
            });
    return lost;
  }

  /**
   * Everything: each message with all that was said of it, each other event, each connection
   * change, as rows.
   */
  List<String> nothingAcknowledgedIsMissing() {
    List<String> missing = new ArrayList<>();
    Map<String, Map<String, String>> rows = byMessage("messages");
    Map<String, Set<String>> edits = edits();
    Map<String, Map<String, String>> reactions = byMessage("reactions");
    messages.forEach(
        (key, message) -> {
          Map<String, String> row = rows.get(key);
          if (row == null) {
            missing.add("no row of message " + message);
            return;
          }
          differs(missing, message, "status", message.status.name(), row.get("status"));
          differs(missing, message, "text", message.text(), row.get("text"));
          differs(missing, message, "original text", message.said.text(), row.get("original_text"));
          differs(
              missing, message, "direction", message.said.fromMe() ? "t" : "f", row.get("from_me"));
          differs(missing, message, "deleted", message.deleted, row.get("deleted_at") != null);
          differs(
              missing,
              message,
              "edits",
              new TreeSet<>(message.edits.values()),
              edits.getOrDefault(key, Set.of()));
          if (!Set.of(message.said.phone(), message.said.lid()).contains(row.get("chat_id"))) {
            missing.add("%s has chat %s".formatted(message, row.get("chat_id")));
          }
          if (message.reaction != null) {
            reaction(missing, message, reactions.get(key), rows);
          }
        });
    missing.addAll(missingEvents());
    missing.addAll(missingConnections());
    return missing;
  }

  private void reaction(
      List<String> missing,
      WebhookExpectations.PromisedMessage message,
      Map<String, String> row,
      Map<String, Map<String, String>> rows) {
    if (row == null) {
      missing.add("no row of reaction " + message);
      return;
    }
    differs(missing, message, "target", message.reaction.targetId(), row.get("target_message_id"));
    differs(missing, message, "emoji", message.reaction.emoji(), row.get("emoji"));
    Map<String, String> target = rows.get(message.instance + " " + message.reaction.targetId());
    if (target != null) {
      differs(missing, message, "reactions of its target", "1", target.get("reactions"));
    }
  }

  private List<String> missingEvents() {
    Map<String, String> found = new HashMap<>();
    evidence.rows("events").forEach(row -> found.put(token(row.get("data")), row.get("event")));
    return truth.events().values().stream()
        .filter(event -> !event.event().equals(found.get(event.token())))
        .map(event -> "no row of " + event)
        .toList();
  }

  private List<String> missingConnections() {
    Map<String, Long> found = new TreeMap<>();
    evidence
        .rows("instance_status_history")
        .forEach(row -> found.merge(connection(row), 1L, Long::sum));
    Map<String, Long> expected = new TreeMap<>();
    List<String> missing = new ArrayList<>();
    truth
        .connections()
        .forEach(
            (instance, changes) -> {
              changes.forEach(
                  change ->
                      expected.merge(
                          change.tenant() + " " + instance + " " + change.state(), 1L, Long::sum));
              WebhookExpectations.PromisedConnection last = changes.get(changes.size() - 1);
              evidence.rows("whatsapp_instances").stream()
                  .filter(
                      row ->
                          row.get("instance").equals(instance)
                              && row.get("tenant_id").equals(last.tenant()))
                  .filter(row -> !last.state().equals(row.get("connection_state")))
                  .forEach(
                      row -> missing.add(instance + " should be " + last.state() + ": " + row));
            });
    expected.forEach(
        (key, count) -> {
          if (!count.equals(found.get(key))) {
            missing.add(
                "connection changes of %s: %d expected, %s found"
                    .formatted(key, count, found.get(key)));
          }
        });
    return missing;
  }

  /** What nobody registered waits, whole; what is registered waits no more. */
  List<String> theUnregisteredWait() {
    List<String> wrong = new ArrayList<>();
    truth
        .owners()
        .forEach(
            (instance, owners) -> {
              long parked = evidence.parked().getOrDefault(instance, 0L);
              long received =
                  evidence.webhooks().stream().filter(w -> instance.equals(w.instance())).count();
              long expected = owners.isEmpty() ? received : 0;
              if (parked != expected) {
                wrong.add(
                    "%d webhooks of %s wait, expected %d of %d"
                        .formatted(parked, instance, expected, received));
              }
            });
    return wrong;
  }

  /**
   * Each has the bytes and the place of a webhook that had to become one, and each such webhook is
   * one, once.
   */
  List<String> deadLettersAreExplained() {
    Map<String, StoredRunSnapshot.StoredWebhook> webhooks = new HashMap<>();
    evidence.webhooks().forEach(w -> webhooks.put(w.partition() + "-" + w.offset(), w));
    List<String> wrong = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Set<String> places = new HashSet<>();
    for (DeadLetter letter : evidence.deadLetters()) {
      StoredRunSnapshot.StoredWebhook webhook =
          webhooks.get(letter.partition() + "-" + letter.offset());
      String text = new String(letter.bytes(), StandardCharsets.UTF_8);
      WebhookExpectations.PromisedDeadLetter expected =
          truth.letters().values().stream()
              .filter(l -> text.contains(l.token()))
              .findFirst()
              .orElse(null);
      if (webhook == null || !Arrays.equals(webhook.body(), letter.bytes())) {
        wrong.add("dead letter %s does not hold the webhook at its place".formatted(letter.id()));
      } else if (expected == null || expected.reason() != letter.reason()) {
        wrong.add(
            "dead letter %s is %s, expected %s".formatted(letter.id(), letter.reason(), expected));
      } else {
        seen.add(expected.token());
      }
      if (!places.add(letter.id())) {
        wrong.add("two dead letters " + letter.id());
      }
    }
    truth.letters().values().stream()
        .filter(letter -> !seen.contains(letter.token()))
        .forEach(letter -> wrong.add("no dead letter of " + letter));
    return wrong;
  }

  private Map<String, Set<String>> edits() {
    Map<String, Set<String>> edits = new HashMap<>();
    evidence.rows("message_edits").stream()
        .filter(row -> "edit".equals(row.get("kind")))
        .forEach(
            row ->
                edits.computeIfAbsent(messageKey(row), k -> new TreeSet<>()).add(row.get("text")));
    return edits;
  }

  private Map<String, Map<String, String>> byMessage(String table) {
    Map<String, Map<String, String>> rows = new HashMap<>();
    evidence.rows(table).forEach(row -> rows.put(messageKey(row), row));
    return rows;
  }

  private static void differs(
      List<String> missing, Object of, String what, Object expected, Object found) {
    if (!Objects.equals(expected, found)) {
      missing.add("%s of %s should be %s but is %s".formatted(what, of, expected, found));
    }
  }

  private static String connection(Map<String, String> row) {
    return row.get("tenant_id") + " " + row.get("instance") + " " + row.get("state");
  }
}
