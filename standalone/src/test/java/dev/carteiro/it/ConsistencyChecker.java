// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static dev.carteiro.it.ComparisonKeys.key;
import static dev.carteiro.it.ComparisonKeys.messageKey;
import static dev.carteiro.it.ComparisonKeys.token;

import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageStatusEvent;
import dev.carteiro.contract.registry.TenantRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * Is what is there once, in order, in one direction, and under its owner? Each checker returns what
 * is not, a sentence each.
 */
final class ConsistencyChecker {
  private final WebhookExpectations truth;
  private final StoredRunSnapshot evidence;
  private final Map<String, WebhookExpectations.PromisedMessage> messages;

  ConsistencyChecker(WebhookExpectations truth, StoredRunSnapshot evidence) {
    this.truth = truth;
    this.evidence = evidence;
    this.messages = truth.messages();
  }

  /** One row, and one first record, of each thing; and no thing that nobody posted. */
  List<String> nothingTwice() {
    List<String> twice = new ArrayList<>();
    twice(
        twice,
        "row of message",
        evidence.rows("messages").stream().map(ComparisonKeys::messageKey).toList());
    twice(
        twice,
        "row of reaction",
        evidence.rows("reactions").stream().map(ComparisonKeys::messageKey).toList());
    twice(
        twice,
        "row of edit",
        evidence.rows("message_edits").stream()
            .map(row -> messageKey(row) + " " + row.get("kind") + " " + row.get("text"))
            .toList());
    twice(
        twice,
        "row of status",
        evidence.rows("message_status_history").stream()
            .map(row -> messageKey(row) + " " + row.get("status"))
            .toList());
    twice(
        twice,
        "row of event",
        evidence.rows("events").stream().map(row -> token(row.get("data"))).toList());
    twice(twice, "creation record of", created().map(ComparisonKeys::key).toList());
    twice(
        twice,
        "event record of",
        evidence.events().stream().map(event -> token(event.data().toString())).toList());
    twice(
        twice,
        "status record of",
        evidence.statuses().stream().map(s -> key(s) + " " + s.status()).toList());
    twice(
        twice, "connection record", evidence.connections().stream().map(c -> c.eventId()).toList());
    created()
        .map(ComparisonKeys::key)
        .filter(key -> !messages.containsKey(key))
        .forEach(key -> twice.add("a message that nobody posted: " + key));
    evidence.rows("messages").stream()
        .map(ComparisonKeys::messageKey)
        .filter(key -> !messages.containsKey(key))
        .forEach(key -> twice.add("a row of a message that nobody posted: " + key));
    return twice;
  }

  /** Every row of every table, and every record, belongs to who owned the instance when it came. */
  List<String> nothingUnderAnotherTenant() {
    List<String> wrong = new ArrayList<>();
    for (String table :
        List.of("messages", "message_status_history", "message_edits", "reactions")) {
      evidence
          .rows(table)
          .forEach(row -> owner(wrong, table, messageKey(row), row.get("tenant_id")));
    }
    evidence
        .messages()
        .forEach(event -> owner(wrong, "topic of messages", key(event), event.tenantId()));
    evidence
        .statuses()
        .forEach(event -> owner(wrong, "topic of statuses", key(event), event.tenantId()));
    evidence
        .rows("events")
        .forEach(
            row ->
                eventOwner(
                    wrong, row.get("instance"), token(row.get("data")), row.get("tenant_id")));
    evidence
        .events()
        .forEach(
            event ->
                eventOwner(
                    wrong,
                    event.instance().name(),
                    token(event.data().toString()),
                    event.tenantId()));
    for (String table :
        List.of("instance_status_history", "chats", "contacts", "whatsapp_instances")) {
      evidence.rows(table).stream()
          .filter(row -> !owners(row.get("instance")).contains(row.get("tenant_id")))
          .forEach(
              row ->
                  wrong.add(
                      "%s holds %s, owned by %s"
                          .formatted(table, row, owners(row.get("instance")))));
    }
    evidence.rows("dead_letters").stream()
        .filter(row -> !row.get("tenant_id").equals(TenantRecord.UNRESOLVED))
        .forEach(row -> wrong.add("a dead letter that no tenant owns is filed as " + row));
    return wrong;
  }

  private void owner(List<String> wrong, String where, String key, String tenant) {
    WebhookExpectations.PromisedMessage message = truth.heardOf().get(key);
    if (message == null) {
      wrong.add("%s holds %s of %s, which nobody posted".formatted(where, key, tenant));
    } else if (!message.tenant.equals(tenant)) {
      wrong.add("%s holds %s under %s instead of %s".formatted(where, key, tenant, message.tenant));
    }
  }

  private void eventOwner(List<String> wrong, String instance, String token, String tenant) {
    WebhookExpectations.PromisedEvent event = truth.events().get(token);
    if (event == null || !event.instance().equals(instance) || !event.tenant().equals(tenant)) {
      wrong.add(
          "event %s of %s is under %s, expected %s".formatted(token, instance, tenant, event));
    }
  }

  private Set<String> owners(String instance) {
    return truth.owners().getOrDefault(instance, new TreeSet<>());
  }

  /** Each record says more than the one before, and the row says the most. */
  List<String> statusesOnlyForward() {
    List<String> backward = new ArrayList<>();
    Map<String, MessageStatus> ofMessages = new HashMap<>();
    for (MessageEvent event : evidence.messages()) {
      MessageStatus before =
          event.status() == null ? null : ofMessages.put(key(event), event.status());
      if (before != null && event.status().compareTo(before) < 0) {
        backward.add("message %s went from %s to %s".formatted(key(event), before, event.status()));
      }
    }
    Map<String, MessageStatus> ofStatuses = new HashMap<>();
    for (MessageStatusEvent event : evidence.statuses()) {
      MessageStatus before = ofStatuses.put(key(event), event.status());
      boolean follows = before == null || before.compareTo(event.status()) < 0;
      if (!follows || event.previous() != null && event.previous().compareTo(event.status()) >= 0) {
        backward.add(
            "status of %s went from %s to %s, said to be from %s"
                .formatted(key(event), before, event.status(), event.previous()));
      }
    }
    evidence
        .rows("messages")
        .forEach(
            row -> {
              MessageStatus last = ofMessages.get(messageKey(row));
              if (last != null && !last.name().equals(row.get("status"))) {
                backward.add(
                    "the row of %s is %s, its last record %s"
                        .formatted(messageKey(row), row.get("status"), last));
              }
            });
    return backward;
  }

  /** Messages posted one after the other stand in the topic one after the other. */
  List<String> orderOfEachInstance() {
    Map<String, List<String>> found = new HashMap<>();
    created()
        .forEach(
            e ->
                found
                    .computeIfAbsent(e.instance().name(), i -> new ArrayList<>())
                    .add(e.messageId()));
    List<String> wrong = new ArrayList<>();
    truth
        .order()
        .forEach(
            (instance, posted) -> {
              List<String> read = found.getOrDefault(instance, List.of());
              Set<String> present = new HashSet<>(read);
              List<String> expected = posted.stream().filter(present::contains).toList();
              for (int i = 0; i < Math.min(expected.size(), read.size()); i++) {
                if (!expected.get(i).equals(read.get(i))) {
                  wrong.add(
                      "message %d of %s in the topic is %s, posted in this place was %s"
                          .formatted(i + 1, instance, read.get(i), expected.get(i)));
                  return;
                }
              }
            });
    return wrong;
  }

  /** 1, 2, 3 … without gap. */
  List<String> revisionsCountUp() {
    Map<String, Long> last = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    for (MessageEvent event : evidence.messages()) {
      Long before = last.put(key(event), event.revision());
      if (event.revision() != (before == null ? 0 : before) + 1) {
        wrong.add("revision %d of %s follows %s".formatted(event.revision(), key(event), before));
      }
    }
    return wrong;
  }

  /** The sink: what stands before its offsets is in the rows, and nothing stands behind them. */
  List<String> rowsAgreeWithTopics() {
    List<String> wrong = new ArrayList<>();
    Map<TopicPartition, Long> stored = new HashMap<>();
    evidence
        .rows("sink_offset")
        .forEach(
            row ->
                stored.put(
                    new TopicPartition(row.get("topic"), Integer.parseInt(row.get("partition"))),
                    Long.parseLong(row.get("next_offset"))));
    stored.forEach(
        (partition, next) -> {
          Long end = evidence.ends().get(partition);
          if (end == null || next > end) {
            wrong.add(
                "the stored offset of %s is %d, the topic ends at %s"
                    .formatted(partition, next, end));
          }
        });
    Map<String, MessageEvent> last = new LinkedHashMap<>();
    evidence.messages().forEach(event -> last.put(key(event), event));
    Map<String, Map<String, String>> rows = new HashMap<>();
    evidence.rows("messages").forEach(row -> rows.put(messageKey(row), row));
    last.forEach(
        (key, event) -> {
          Map<String, String> row = rows.get(key);
          String revision = row == null ? null : row.get("revision");
          if (event.body() != null && !Long.toString(event.revision()).equals(revision)) {
            wrong.add(
                "the last record of %s is revision %d, its row %s"
                    .formatted(key, event.revision(), revision));
          }
        });
    sameNumber(
        wrong, "events", evidence.events().stream().map(e -> e.eventId()).distinct().count());
    sameNumber(
        wrong,
        "message_status_history",
        evidence.statuses().stream().map(s -> key(s) + s.status()).distinct().count());
    sameNumber(
        wrong,
        "instance_status_history",
        evidence.connections().stream().map(c -> c.eventId()).distinct().count());
    sameNumber(
        wrong,
        "dead_letters",
        evidence.deadLetters().stream().map(DeadLetter::id).distinct().count());
    return wrong;
  }

  private void sameNumber(List<String> wrong, String table, long records) {
    if (evidence.rows(table).size() != records) {
      wrong.add(
          "%d different records became %d rows of %s"
              .formatted(records, evidence.rows(table).size(), table));
    }
  }

  private Stream<MessageEvent> created() {
    return evidence.messages().stream()
        .filter(event -> event.change() == MessageEvent.MessageChangeKind.CREATED);
  }

  private static void twice(List<String> found, String what, List<String> keys) {
    Set<String> seen = new HashSet<>();
    keys.stream()
        .filter(key -> !seen.add(key))
        .forEach(key -> found.add("more than one %s %s".formatted(what, key)));
  }
}
