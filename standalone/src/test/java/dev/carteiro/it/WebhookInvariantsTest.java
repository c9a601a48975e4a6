// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.EvolutionEvent;
import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageEvent.MessageChangeKind;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageStatusEvent;
import dev.carteiro.contract.message.MessageType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each checker accepts a history that keeps its promise and sees the one step that breaks it. */
class WebhookInvariantsTest {
  private static final String PHONE = "552190000001@s.whatsapp.net";
  private static final String LID = "207@lid";
  private static final InstanceKey LOJA = InstanceKey.of("loja");
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final WebhookExpectations truth = new WebhookExpectations();
  private final Map<String, List<Map<String, String>>> tables = new LinkedHashMap<>();
  private final List<StoredRunSnapshot.StoredWebhook> webhooks = new ArrayList<>();
  private final List<MessageEvent> messages = new ArrayList<>();
  private final List<MessageStatusEvent> statuses = new ArrayList<>();
  private final List<InstanceStatusEvent> connections = new ArrayList<>();
  private final List<EvolutionEvent> events = new ArrayList<>();
  private final List<DeadLetter> deadLetters = new ArrayList<>();
  private final Map<String, Long> parked = new HashMap<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();

  /**
   * Two messages, the second with a status, an edit and a reaction; an event; a connection; a dead
   * letter; one that waits.
   */
  @BeforeEach
  void aHistoryThatKeepsEveryPromise() {
    posted(
        "loja",
        "acme",
        new GeneratedFact.GeneratedMessage(
            "A", PHONE, LID, false, "one", MessageStatus.DELIVERY_ACK));
    posted(
        "loja",
        "acme",
        new GeneratedFact.GeneratedMessage("B", PHONE, LID, true, "two", MessageStatus.PENDING));
    posted("loja", "acme", new GeneratedFact.GeneratedStatus("B", MessageStatus.READ));
    posted("loja", "acme", new GeneratedFact.GeneratedEdit("B", "two, corrected", 1));
    GeneratedFact.GeneratedMessage reaction =
        new GeneratedFact.GeneratedMessage(
            "R", PHONE, LID, false, null, MessageStatus.DELIVERY_ACK);
    posted("loja", "acme", new GeneratedFact.GeneratedReaction(reaction, "B", "👍"));
    posted(
        "loja", "acme", new GeneratedFact.GeneratedEvent("contacts.update", "5531@s.whatsapp.net"));
    posted("loja", "acme", new GeneratedFact.GeneratedConnection("open", 1));
    posted(
        "loja", "acme", new GeneratedFact.GeneratedPoison("poison-1", DeadLetter.Reason.NOT_JSON));
    posted(
        "nobodys",
        null,
        new GeneratedFact.GeneratedMessage(
            "N", PHONE, LID, false, "waits", MessageStatus.DELIVERY_ACK));
    parked.put("nobodys", 1L);

    messages.add(message("A", MessageChangeKind.CREATED, 1, MessageStatus.DELIVERY_ACK));
    messages.add(message("B", MessageChangeKind.CREATED, 1, MessageStatus.PENDING));
    messages.add(message("B", MessageChangeKind.STATUS, 2, MessageStatus.READ));
    messages.add(message("B", MessageChangeKind.EDITED, 3, MessageStatus.READ));
    messages.add(message("R", MessageChangeKind.CREATED, 1, MessageStatus.DELIVERY_ACK));
    messages.add(message("B", MessageChangeKind.REACTION, 4, MessageStatus.READ));
    statuses.add(status("B", MessageStatus.READ, MessageStatus.PENDING));
    events.add(
        new EvolutionEvent(
            1,
            "e1",
            "acme",
            LOJA,
            "contacts.update",
            Json.mapper().createObjectNode().put("remoteJid", "5531@s.whatsapp.net"),
            null,
            NOON,
            null));
    connections.add(
        new InstanceStatusEvent(
            1, "c1", "acme", LOJA, "open", null, 200, null, null, null, true, NOON, null));
    deadLetters.add(letter("whatsapp-webhook-0-7-0", 7, "poison-1"));

    row(
        "messages",
        "message_id A;chat_id %s;from_me f;original_text one;text one;status DELIVERY_ACK;revision 1;reactions 0"
            .formatted(PHONE));
    row(
        "messages",
        "message_id B;chat_id %s;from_me t;original_text two;text two, corrected;status READ;revision 4;reactions 1"
            .formatted(PHONE));
    row(
        "messages",
        "message_id R;chat_id %s;from_me f;status DELIVERY_ACK;revision 1;reactions 0"
            .formatted(LID));
    row("message_status_history", "message_id B;status READ;previous PENDING");
    row("message_edits", "message_id B;edit_id 1;kind edit;text two, corrected");
    row("reactions", "message_id R;target_message_id B;emoji 👍");
    row("instance_status_history", "event_id c1;state open");
    row(
        "events",
        "event_id e1;event contacts.update;data {\"remoteJid\": \"5531@s.whatsapp.net\"}");
    row("chats", "chat_id " + PHONE);
    row("contacts", "contact_id " + PHONE);
    row("whatsapp_instances", "connection_state open");
    row("dead_letters", "tenant_id unresolved;id whatsapp-webhook-0-7-0;reason NOT_JSON");
    row("sink_offset", "topic whatsapp-message;partition 0;next_offset 6");
    ends.put(new TopicPartition("whatsapp-message", 0), 6L);
  }

  @Test
  void acceptsWhatKeepsEveryPromise() {
    assertThatCode(() -> WebhookInvariants.check(truth, evidence())).doesNotThrowAnyException();
  }

  @Test
  void namesTheBrokenPromiseAndTheFirstViolations() {
    webhooks.remove(0);

    assertThatThrownBy(() -> WebhookInvariants.check(truth, evidence()))
        .hasMessageContaining("BROKEN: every acknowledged webhook is a record (1 times)")
        .hasMessageContaining("id=A");
  }

  @Test
  void seesAnAcknowledgedWebhookThatIsNoRecord() {
    webhooks.remove(1);

    broken(
        complete(CompletenessChecker::everyAcknowledgementIsARecord),
        "acknowledged 1 times but 0 times in the topic");
  }

  @Test
  void seesAMissingMessage() {
    tables.get("messages").remove(0);

    broken(complete(CompletenessChecker::nothingAcknowledgedIsMissing), "no row of message loja A");
  }

  @Test
  void seesAMissingStatus() {
    tables.get("messages").get(1).put("status", "PENDING");

    broken(
        complete(CompletenessChecker::nothingAcknowledgedIsMissing),
        "status of loja B should be READ but is PENDING");
  }

  @Test
  void seesAMissingEdit() {
    tables.get("message_edits").clear();

    broken(
        complete(CompletenessChecker::nothingAcknowledgedIsMissing),
        "edits of loja B should be [two, corrected] but is []");
  }

  @Test
  void seesAMissingReaction() {
    tables.get("reactions").clear();

    broken(
        complete(CompletenessChecker::nothingAcknowledgedIsMissing), "no row of reaction loja R");
  }

  @Test
  void seesAMissingEvent() {
    tables.get("events").clear();

    broken(
        complete(CompletenessChecker::nothingAcknowledgedIsMissing),
        "no row of PromisedEvent[instance=loja");
  }

  @Test
  void seesAMissingConnectionChange() {
    tables.get("instance_status_history").clear();

    broken(
        complete(CompletenessChecker::nothingAcknowledgedIsMissing),
        "connection changes of acme loja open: 1 expected, null found");
  }

  @Test
  void seesAParkedWebhookThatVanished() {
    parked.clear();

    broken(
        complete(CompletenessChecker::theUnregisteredWait),
        "0 webhooks of nobodys wait, expected 1 of 1");
  }

  @Test
  void seesAParkedWebhookThatWasNotReleased() {
    parked.put("loja", 1L);

    broken(
        complete(CompletenessChecker::theUnregisteredWait), "1 webhooks of loja wait, expected 0");
  }

  @Test
  void seesASecondRow() {
    Map<String, String> again = new HashMap<>(tables.get("messages").get(0));
    again.put("tenant_id", "globex");
    tables.get("messages").add(again);

    broken(consistent(ConsistencyChecker::nothingTwice), "more than one row of message loja A");
  }

  @Test
  void seesASecondCreationRecord() {
    messages.add(message("A", MessageChangeKind.CREATED, 2, MessageStatus.DELIVERY_ACK));

    broken(consistent(ConsistencyChecker::nothingTwice), "more than one creation record of loja A");
  }

  @Test
  void seesASecondEventRecord() {
    events.add(events.get(0));

    broken(
        consistent(ConsistencyChecker::nothingTwice),
        "more than one event record of 5531@s.whatsapp.net");
  }

  @Test
  void seesARowUnderAnotherTenant() {
    tables.get("messages").get(0).put("tenant_id", "globex");

    broken(
        consistent(ConsistencyChecker::nothingUnderAnotherTenant),
        "messages holds loja A under globex instead of acme");
  }

  @Test
  void seesAnEventUnderAnotherTenant() {
    tables.get("events").get(0).put("tenant_id", "globex");

    broken(
        consistent(ConsistencyChecker::nothingUnderAnotherTenant),
        "event 5531@s.whatsapp.net of loja is under globex");
  }

  @Test
  void seesSomethingOfAnInstanceThatNobodyRegistered() {
    tables.get("contacts").get(0).put("instance", "nobodys");

    broken(consistent(ConsistencyChecker::nothingUnderAnotherTenant), "contacts holds");
  }

  @Test
  void seesAStatusThatMovesBack() {
    messages.add(message("B", MessageChangeKind.STATUS, 5, MessageStatus.SERVER_ACK));

    broken(
        consistent(ConsistencyChecker::statusesOnlyForward),
        "message loja B went from READ to SERVER_ACK");
  }

  @Test
  void seesAStatusChangeWithoutAChange() {
    statuses.add(status("B", MessageStatus.READ, MessageStatus.READ));

    broken(
        consistent(ConsistencyChecker::statusesOnlyForward),
        "status of loja B went from READ to READ");
  }

  @Test
  void seesARowThatIsBehindItsLastRecord() {
    tables.get("messages").get(1).put("status", "PENDING");

    broken(
        consistent(ConsistencyChecker::statusesOnlyForward),
        "the row of loja B is PENDING, its last record READ");
  }

  @Test
  void seesMessagesThatChangedPlaces() {
    messages.add(0, messages.remove(1));

    broken(
        consistent(ConsistencyChecker::orderOfEachInstance),
        "message 1 of loja in the topic is B, posted in this place was A");
  }

  @Test
  void seesAMissingRevision() {
    messages.remove(2);

    broken(consistent(ConsistencyChecker::revisionsCountUp), "revision 3 of loja B follows 1");
  }

  @Test
  void seesAnOffsetBeyondTheTopic() {
    tables.get("sink_offset").get(0).put("next_offset", "7");

    broken(
        consistent(ConsistencyChecker::rowsAgreeWithTopics),
        "the stored offset of whatsapp-message-0 is 7, the topic ends at 6");
  }

  @Test
  void seesARowThatLacksTheLastRecord() {
    tables.get("messages").get(1).put("revision", "3");

    broken(
        consistent(ConsistencyChecker::rowsAgreeWithTopics),
        "the last record of loja B is revision 4, its row 3");
  }

  @Test
  void seesRecordsThatBecameNoRow() {
    tables.get("message_status_history").clear();

    broken(
        consistent(ConsistencyChecker::rowsAgreeWithTopics),
        "1 different records became 0 rows of message_status_history");
  }

  @Test
  void seesADeadLetterThatNobodyCanExplain() {
    deadLetters.add(letter("whatsapp-webhook-0-0-0", 0, "other"));

    broken(
        complete(CompletenessChecker::deadLettersAreExplained),
        "does not hold the webhook at its place");
  }

  @Test
  void seesAMissingDeadLetter() {
    deadLetters.clear();

    broken(
        complete(CompletenessChecker::deadLettersAreExplained),
        "no dead letter of PromisedDeadLetter[instance=loja, token=poison-1");
  }

  private List<String> complete(Function<CompletenessChecker, List<String>> checker) {
    return checker.apply(new CompletenessChecker(truth, evidence()));
  }

  private List<String> consistent(Function<ConsistencyChecker, List<String>> checker) {
    return checker.apply(new ConsistencyChecker(truth, evidence()));
  }

  private static void broken(List<String> violations, String violation) {
    assertThat(violations)
        .isNotEmpty()
        .first(org.assertj.core.api.InstanceOfAssertFactories.STRING)
        .contains(violation);
  }

  private StoredRunSnapshot evidence() {
    return new StoredRunSnapshot(
        tables, webhooks, messages, statuses, connections, events, deadLetters, parked, ends);
  }

  private void posted(String instance, String tenant, GeneratedFact fact) {
    String text =
        fact instanceof GeneratedFact.GeneratedPoison poison ? poison.token() : fact.toString();
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    WebhookDelivery delivery =
        new WebhookDelivery(instance, tenant, "/webhooks/evolution", body, fact);
    truth.posting(delivery);
    truth.acknowledged(delivery);
    webhooks.add(new StoredRunSnapshot.StoredWebhook(0, webhooks.size(), instance, body));
  }

  /** A row of acme's instance from "column value" pairs; columns given win. */
  private void row(String table, String pairs) {
    Map<String, String> row = new HashMap<>(Map.of("tenant_id", "acme", "instance", "loja"));
    for (String pair : pairs.split(";")) {
      int space = pair.indexOf(' ');
      row.put(pair.substring(0, space), pair.substring(space + 1));
    }
    tables.computeIfAbsent(table, t -> new ArrayList<>()).add(row);
  }

  private static MessageEvent message(
      String id, MessageChangeKind change, long revision, MessageStatus status) {
    MessageBody body =
        Json.mapper()
            .convertValue(
                Json.mapper()
                    .createObjectNode()
                    .putPOJO("chatId", PHONE)
                    .putPOJO("sender", PHONE)
                    .putPOJO("type", MessageType.TEXT)
                    .putPOJO("evolutionType", "conversation")
                    .putPOJO("text", id)
                    .putPOJO("sentAt", NOON)
                    .putPOJO("receivedAt", NOON)
                    .putPOJO("source", "android"),
                MessageBody.class);
    return new MessageEvent(
        1, change, "acme", LOJA, id, revision, body, status, NOON, null, List.of(), id, null, null,
        List.of(), null, NOON);
  }

  private static MessageStatusEvent status(
      String id, MessageStatus status, MessageStatus previous) {
    return new MessageStatusEvent(
        1, "acme", LOJA, id, PHONE, status, previous, status.name(), null, true, NOON, null);
  }

  private static DeadLetter letter(String id, long offset, String text) {
    return new DeadLetter(
        1,
        id,
        "parse",
        DeadLetter.Reason.NOT_JSON,
        null,
        null,
        LOJA.text(),
        null,
        "whatsapp-webhook",
        0,
        offset,
        Map.of(),
        text.getBytes(StandardCharsets.UTF_8),
        NOON,
        null);
  }
}
