// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.MessageEvent;
import dev.carteiro.contract.event.MessageStatus;
import dev.carteiro.contract.event.StatusEvent;
import dev.carteiro.contract.event.TenantRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * The promises, each as a checker of what a run left behind. A checker returns what breaks its promise, a sentence each; none
 * when it is kept.
 */
final class Invariants {
  private static final int SHOWN = 5;
  private static final Map<String, Function<Invariants, List<String>>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("every acknowledged webhook is a record", Invariants::everyAcknowledgementIsARecord);
    ALL.put("nothing acknowledged is missing", Invariants::nothingAcknowledgedIsMissing);
    ALL.put("webhooks of unregistered instances wait", Invariants::theUnregisteredWait);
    ALL.put("nothing is there twice", Invariants::nothingTwice);
    ALL.put("nothing under another tenant", Invariants::nothingUnderAnotherTenant);
    ALL.put("statuses only move forward", Invariants::statusesOnlyForward);
    ALL.put("messages of an instance keep their order", Invariants::orderOfEachInstance);
    ALL.put("revisions of a message count up", Invariants::revisionsCountUp);
    ALL.put("rows agree with the topics", Invariants::rowsAgreeWithTopics);
    ALL.put("dead letters are explained", Invariants::deadLettersAreExplained);
  }

  private final Truth truth;
  private final Evidence evidence;
  private final Map<String, Truth.Message> messages;

  Invariants(Truth truth, Evidence evidence) {
    this.truth = truth;
    this.evidence = evidence;
    this.messages = truth.messages();
  }

  /** Fails with every broken promise and its first violations. */
  static void check(Truth truth, Evidence evidence) {
    Invariants invariants = new Invariants(truth, evidence);
    List<String> broken = new ArrayList<>();
    ALL.forEach(
        (promise, checker) -> {
          List<String> violations = checker.apply(invariants);
          if (!violations.isEmpty()) {
            broken.add(
                violations.stream()
                    .limit(SHOWN)
                    .collect(
                        Collectors.joining("\n    ", "BROKEN: %s (%d times)\n    ".formatted(promise, violations.size()), "")));
          }
        });
    if (!broken.isEmpty()) {
      throw new AssertionError(String.join("\n", broken));
    }
  }

  /** The bridge: 200 means that the body stands in Kafka, as often as it was acknowledged. */
  List<String> everyAcknowledgementIsARecord() {
    Map<String, Integer> found = new HashMap<>();
    evidence.webhooks().forEach(webhook -> found.merge(Truth.fingerprint(webhook.body()), 1, Integer::sum));
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

  /** Everything: each message with all that was said of it, each other event, each connection change, as rows. */
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
          differs(missing, message, "direction", message.said.fromMe() ? "t" : "f", row.get("from_me"));
          differs(missing, message, "deleted", message.deleted, row.get("deleted_at") != null);
          differs(missing, message, "edits", new TreeSet<>(message.edits.values()), edits.getOrDefault(key, Set.of()));
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
      List<String> missing, Truth.Message message, Map<String, String> row, Map<String, Map<String, String>> rows) {
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
    evidence.rows("instance_status_history").forEach(row -> found.merge(connection(row), 1L, Long::sum));
    Map<String, Long> expected = new TreeMap<>();
    List<String> missing = new ArrayList<>();
    truth
        .connections()
        .forEach(
            (instance, changes) -> {
              changes.forEach(
                  change -> expected.merge(change.tenant() + " " + instance + " " + change.state(), 1L, Long::sum));
              Truth.Connection last = changes.get(changes.size() - 1);
              evidence.rows("whatsapp_instances").stream()
                  .filter(row -> row.get("instance").equals(instance) && row.get("tenant_id").equals(last.tenant()))
                  .filter(row -> !last.state().equals(row.get("connection_state")))
                  .forEach(row -> missing.add(instance + " should be " + last.state() + ": " + row));
            });
    expected.forEach(
        (key, count) -> {
          if (!count.equals(found.get(key))) {
            missing.add("connection changes of %s: %d expected, %s found".formatted(key, count, found.get(key)));
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
              long received = evidence.webhooks().stream().filter(w -> instance.equals(w.instance())).count();
              long expected = owners.isEmpty() ? received : 0;
              if (parked != expected) {
                wrong.add("%d webhooks of %s wait, expected %d of %d".formatted(parked, instance, expected, received));
              }
            });
    return wrong;
  }

  /** One row, and one first record, of each thing; and no thing that nobody posted. */
  List<String> nothingTwice() {
    List<String> twice = new ArrayList<>();
    twice(twice, "row of message", evidence.rows("messages").stream().map(Invariants::messageKey).toList());
    twice(twice, "row of reaction", evidence.rows("reactions").stream().map(Invariants::messageKey).toList());
    twice(twice, "row of edit", evidence.rows("message_edits").stream()
        .map(row -> messageKey(row) + " " + row.get("kind") + " " + row.get("text")).toList());
    twice(twice, "row of status", evidence.rows("message_status_history").stream()
        .map(row -> messageKey(row) + " " + row.get("status")).toList());
    twice(twice, "row of event", evidence.rows("events").stream().map(row -> token(row.get("data"))).toList());
    twice(twice, "creation record of", created().map(Invariants::key).toList());
    twice(twice, "event record of", evidence.events().stream().map(event -> token(event.data().toString())).toList());
    twice(twice, "status record of", evidence.statuses().stream().map(s -> key(s) + " " + s.status()).toList());
    twice(twice, "connection record", evidence.connections().stream().map(c -> c.eventId()).toList());
    created()
        .map(Invariants::key)
        .filter(key -> !messages.containsKey(key))
        .forEach(key -> twice.add("a message that nobody posted: " + key));
    return twice;
  }

  /** Every row of every table, and every record, belongs to who owned the instance when it came. */
  List<String> nothingUnderAnotherTenant() {
    List<String> wrong = new ArrayList<>();
    for (String table : List.of("messages", "message_status_history", "message_edits", "reactions")) {
      evidence.rows(table).forEach(row -> owner(wrong, table, messageKey(row), row.get("tenant_id")));
    }
    evidence.messages().forEach(event -> owner(wrong, "topic of messages", key(event), event.tenantId()));
    evidence.statuses().forEach(event -> owner(wrong, "topic of statuses", key(event), event.tenantId()));
    evidence.rows("events").forEach(row -> eventOwner(wrong, row.get("instance"), token(row.get("data")), row.get("tenant_id")));
    evidence
        .events()
        .forEach(event -> eventOwner(wrong, event.instance().name(), token(event.data().toString()), event.tenantId()));
    for (String table : List.of("instance_status_history", "chats", "contacts", "whatsapp_instances")) {
      evidence.rows(table).stream()
          .filter(row -> !owners(row.get("instance")).contains(row.get("tenant_id")))
          .forEach(row -> wrong.add("%s holds %s, owned by %s".formatted(table, row, owners(row.get("instance")))));
    }
    evidence.rows("dead_letters").stream()
        .filter(row -> !row.get("tenant_id").equals(TenantRecord.UNRESOLVED))
        .forEach(row -> wrong.add("a dead letter that no tenant owns is filed as " + row));
    return wrong;
  }

  private void owner(List<String> wrong, String where, String key, String tenant) {
    Truth.Message message = messages.get(key);
    if (message == null) {
      wrong.add("%s holds %s of %s, which nobody posted".formatted(where, key, tenant));
    } else if (!message.tenant.equals(tenant)) {
      wrong.add("%s holds %s under %s instead of %s".formatted(where, key, tenant, message.tenant));
    }
  }

  private void eventOwner(List<String> wrong, String instance, String token, String tenant) {
    Truth.Event event = truth.events().get(token);
    if (event == null || !event.instance().equals(instance) || !event.tenant().equals(tenant)) {
      wrong.add("event %s of %s is under %s, expected %s".formatted(token, instance, tenant, event));
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
      MessageStatus before = event.status() == null ? null : ofMessages.put(key(event), event.status());
      if (before != null && event.status().compareTo(before) < 0) {
        backward.add("message %s went from %s to %s".formatted(key(event), before, event.status()));
      }
    }
    Map<String, MessageStatus> ofStatuses = new HashMap<>();
    for (StatusEvent event : evidence.statuses()) {
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
                backward.add("the row of %s is %s, its last record %s".formatted(messageKey(row), row.get("status"), last));
              }
            });
    return backward;
  }

  /** Messages posted one after the other stand in the topic one after the other. */
  List<String> orderOfEachInstance() {
    Map<String, List<String>> found = new HashMap<>();
    created().forEach(e -> found.computeIfAbsent(e.instance().name(), i -> new ArrayList<>()).add(e.messageId()));
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
            wrong.add("the stored offset of %s is %d, the topic ends at %s".formatted(partition, next, end));
          }
        });
    Map<String, MessageEvent> last = new LinkedHashMap<>();
    evidence.messages().forEach(event -> last.put(key(event), event));
    Map<String, Map<String, String>> rows = byMessage("messages");
    last.forEach(
        (key, event) -> {
          Map<String, String> row = rows.get(key);
          String revision = row == null ? null : row.get("revision");
          if (event.body() != null && !Long.toString(event.revision()).equals(revision)) {
            wrong.add("the last record of %s is revision %d, its row %s".formatted(key, event.revision(), revision));
          }
        });
    sameNumber(wrong, "events", evidence.events().stream().map(e -> e.eventId()).distinct().count());
    sameNumber(wrong, "message_status_history", evidence.statuses().stream().map(s -> key(s) + s.status()).distinct().count());
    sameNumber(wrong, "instance_status_history", evidence.connections().stream().map(c -> c.eventId()).distinct().count());
    sameNumber(wrong, "dead_letters", evidence.deadLetters().stream().map(DeadLetter::id).distinct().count());
    return wrong;
  }

  private void sameNumber(List<String> wrong, String table, long records) {
    if (evidence.rows(table).size() != records) {
      wrong.add("%d different records became %d rows of %s".formatted(records, evidence.rows(table).size(), table));
    }
  }

  /** Each has the bytes and the place of a webhook that had to become one, and each such webhook is one, once. */
  List<String> deadLettersAreExplained() {
    Map<String, Evidence.Webhook> webhooks = new HashMap<>();
    evidence.webhooks().forEach(w -> webhooks.put(w.partition() + "-" + w.offset(), w));
    List<String> wrong = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Set<String> places = new HashSet<>();
    for (DeadLetter letter : evidence.deadLetters()) {
      Evidence.Webhook webhook = webhooks.get(letter.partition() + "-" + letter.offset());
      String text = new String(letter.bytes(), StandardCharsets.UTF_8);
      Truth.Letter expected =
          truth.letters().values().stream().filter(l -> text.contains(l.token())).findFirst().orElse(null);
      if (webhook == null || !java.util.Arrays.equals(webhook.body(), letter.bytes())) {
        wrong.add("dead letter %s does not hold the webhook at its place".formatted(letter.id()));
      } else if (expected == null || expected.reason() != letter.reason()) {
        wrong.add("dead letter %s is %s, expected %s".formatted(letter.id(), letter.reason(), expected));
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

  private java.util.stream.Stream<MessageEvent> created() {
    return evidence.messages().stream().filter(event -> event.change() == MessageEvent.Change.CREATED);
  }

  private Map<String, Map<String, String>> byMessage(String table) {
    Map<String, Map<String, String>> rows = new HashMap<>();
    evidence.rows(table).forEach(row -> rows.put(messageKey(row), row));
    return rows;
  }

  private Map<String, Set<String>> edits() {
    Map<String, Set<String>> edits = new HashMap<>();
    evidence.rows("message_edits").stream()
        .filter(row -> "edit".equals(row.get("kind")))
        .forEach(row -> edits.computeIfAbsent(messageKey(row), k -> new TreeSet<>()).add(row.get("text")));
    return edits;
  }

  private static void twice(List<String> found, String what, List<String> keys) {
    Set<String> seen = new HashSet<>();
    keys.stream().filter(key -> !seen.add(key)).forEach(key -> found.add("more than one %s %s".formatted(what, key)));
  }

  private static void differs(List<String> missing, Object of, String what, Object expected, Object found) {
    if (expected == null ? found != null : !expected.equals(found)) {
      missing.add("%s of %s should be %s but is %s".formatted(what, of, expected, found));
    }
  }

  /** The address in an event's data, which no other event has. */
  private static String token(String data) {
    int end = data.indexOf("@s.whatsapp.net");
    int start = data.lastIndexOf('"', end) + 1;
    return end < 0 ? data : data.substring(start, end) + "@s.whatsapp.net";
  }

  private static String connection(Map<String, String> row) {
    return row.get("tenant_id") + " " + row.get("instance") + " " + row.get("state");
  }

  private static String messageKey(Map<String, String> row) {
    return row.get("instance") + " " + row.get("message_id");
  }

  private static String key(MessageEvent event) {
    return event.instance().name() + " " + event.messageId();
  }

  private static String key(StatusEvent event) {
    return event.instance().name() + " " + event.messageId();
  }
}
