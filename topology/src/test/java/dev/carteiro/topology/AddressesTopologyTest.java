// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageReceiptEvent;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageStatusEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One person under several addresses, members of groups, and a clock that lies. */
class AddressesTopologyTest {
  private static final String GROUP = "120363025000000009@g.us";
  private static final String PHONE = "5521988887777@s.whatsapp.net";
  private static final String LID = "207000000000001@lid";

  @TempDir Path state;
  private TopologyFixture topology;

  @BeforeEach
  void start() {
    topology = new TopologyFixture(state, Map.of());
    topology.bind("loja", "a");
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  void aReactionInAGroupIsTakenBackUnderTheOtherAddress() {
    // Given
    message("M1", "'remoteJid':'" + GROUP + "','participant':'551140000000@s.whatsapp.net'");
    reaction(
        "R1", "'participant':'207000000000001:7@lid','participantPn':'" + PHONE + "'", "👍", 1);

    // When
    reaction("R2", "'participant':'" + PHONE + "','participantLid':'" + LID + "'", "", 2);

    // Then
    List<MessageEvent> target =
        topology.read(Topic.MESSAGE, MessageEvent.class).stream()
            .filter(event -> event.messageId().equals("M1"))
            .toList();
    assertThat(target).extracting(event -> event.reactions().size()).containsExactly(0, 1, 0);
  }

  @Test
  void aReactionThatWasTakenBackBeforeItCameIsNotInForce() {
    // Given
    message("M1", "'remoteJid':'" + GROUP + "','participant':'551140000000@s.whatsapp.net'");

    // When
    reaction("R2", "'participant':'" + PHONE + "','participantAlt':'" + LID + "'", "", 2);
    reaction("R1", "'participant':'" + LID + "'", "👍", 1);

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .filteredOn(event -> event.messageId().equals("M1"))
        .allSatisfy(event -> assertThat(event.reactions()).isEmpty());
  }

  @Test
  void aReactionInADirectChatIsTakenBackThoughNoEventGivesBothAddresses() {
    // Given
    message("M1", "'remoteJid':'" + PHONE + "'");
    direct("R1", LID, false, "👍", 1);
    direct("R2", PHONE, true, "🙏", 2);

    // When
    direct("R3", PHONE, false, "", 3);

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .filteredOn(event -> event.messageId().equals("M1"))
        .extracting(event -> event.reactions().size())
        .containsExactly(0, 1, 2, 1);
  }

  @Test
  void whatIsNotTheInstancesOwnPhoneIsTheChatsOtherAddress() {
    // When
    topology.post(
        "loja",
        ("{'event':'messages.upsert','instance':'loja','sender':'551140000000@s.whatsapp.net','data':"
                + "{'key':{'remoteJid':'"
                + LID
                + "','fromMe':true,'id':'M1','senderPn':'"
                + PHONE
                + "'},"
                + TEXT
                + "}")
            .replace('\'', '"'));

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .extracting(event -> event.body().chatIdAlt(), event -> event.body().senderAlt())
        .containsExactly(tuple(PHONE, null));
  }

  @Test
  void anEchoThatNamesTheChatByBareDigitsStandsInTheChatOfTheAnswers() {
    // When
    post("send.message", "{'key':{'fromMe':true,'id':'E1','remoteJid':'5521988887777'}," + TEXT);
    message("M1", "'remoteJid':'" + PHONE + "'");

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .extracting(event -> event.body().chatId())
        .containsExactly(PHONE, PHONE);
  }

  @Test
  void eachMembersReceiptIsToldOnceAndTheMessagesStatusStaysItsOwn() {
    // Given
    post("send.message", "{'key':{'fromMe':true,'id':'G1','remoteJid':'" + GROUP + "'}," + TEXT);
    String receipts =
        "[{'key':{'remoteJid':'%1$s','id':'G1','fromMe':true,'participant':'%2$s'},"
            + "'receipt':{'userJid':'%2$s','receiptTimestamp':1772366401}},"
            + "{'key':{'remoteJid':'%1$s','id':'G1','fromMe':true},"
            + "'receipt':{'userJid':'5531977776666:3@s.whatsapp.net','receiptTimestamp':1772366402,"
            + "'readTimestamp':{'low':1772366403,'high':0,'unsigned':true}}}]";

    // When
    for (int n = 0; n < 2; n++) {
      post("message-receipt.update", receipts.formatted(GROUP, LID));
    }

    // Then
    assertThat(topology.read(Topic.MESSAGE_STATUS, MessageReceiptEvent.class))
        .filteredOn(event -> event.participant() != null)
        .extracting(
            MessageReceiptEvent::participant,
            MessageReceiptEvent::reached,
            event -> event.at().toString())
        .containsExactly(
            tuple(LID, MessageStatus.DELIVERY_ACK, "2026-03-01T12:00:01Z"),
            tuple(
                "5531977776666@s.whatsapp.net", MessageStatus.DELIVERY_ACK, "2026-03-01T12:00:02Z"),
            tuple("5531977776666@s.whatsapp.net", MessageStatus.READ, "2026-03-01T12:00:03Z"));
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .extracting(MessageEvent::status)
        .containsExactly(MessageStatus.PENDING);
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class)).isEmpty();
  }

  @Test
  void aStatusWithItsParticipantMovesTheMessageAsBeforeAndIsTheMembersReceipt() {
    // Given
    post("send.message", "{'key':{'fromMe':true,'id':'G1','remoteJid':'" + GROUP + "'}," + TEXT);

    // When
    update("'keyId':'G1','fromMe':true,'participant':'" + LID + "','status':'READ'");
    update(
        "'keyId':'G1','fromMe':true,'participant':'5531977776666@s.whatsapp.net','status':'READ'");

    // Then
    List<MessageReceiptEvent> told = topology.read(Topic.MESSAGE_STATUS, MessageReceiptEvent.class);
    assertThat(told)
        .filteredOn(event -> event.participant() != null)
        .extracting(MessageReceiptEvent::participant, MessageReceiptEvent::reached)
        .containsExactly(
            tuple(LID, MessageStatus.READ),
            tuple("5531977776666@s.whatsapp.net", MessageStatus.READ));
    assertThat(told).filteredOn(event -> event.participant() == null).hasSize(2);
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .last()
        .satisfies(event -> assertThat(event.status()).isEqualTo(MessageStatus.READ));
  }

  @Test
  void theAuthorBesideWhatWasReadHereIsNoReceipt() {
    // Given
    message("M1", "'remoteJid':'" + GROUP + "','participant':'" + LID + "'");

    // When
    update("'keyId':'M1','fromMe':false,'participant':'" + LID + "','status':'READ'");

    // Then
    assertThat(topology.read(Topic.MESSAGE_STATUS, MessageStatusEvent.class))
        .extracting(MessageStatusEvent::status)
        .containsExactly(MessageStatus.READ);
  }

  @Test
  void aConnectionThatClosedInTheHourThatComesTwiceIsClosed() {
    // Given
    connection("open", "2026-11-01T01:50:00.000Z");
    topology.pass(Duration.ofMinutes(40), Duration.ofMinutes(10));

    // When
    connection("close", "2026-11-01T01:30:00.000Z");
    connection("close", "2026-11-01T01:30:00.000Z");

    // Then
    assertThat(topology.read(Topic.INSTANCE_STATUS, InstanceStatusEvent.class))
        .extracting(InstanceStatusEvent::state, InstanceStatusEvent::current)
        .containsExactly(tuple("open", true), tuple("close", true));
  }

  private static final String TEXT =
      "'message':{'conversation':'oi'},'messageType':'conversation','messageTimestamp':1772366400}";

  private void message(String id, String key) {
    post("messages.upsert", "{'key':{'fromMe':false,'id':'" + id + "'," + key + "}," + TEXT);
  }

  private void update(String fields) {
    post("messages.update", "{'remoteJid':'" + GROUP + "'," + fields + "}");
  }

  private void reaction(String id, String sender, String emoji, int second) {
    post(
        "messages.upsert",
        "{'key':{'remoteJid':'%s','fromMe':false,'id':'%s',%s},'messageType':'reactionMessage',"
                .formatted(GROUP, id, sender)
            + "'message':{'reactionMessage':{'key':{'id':'M1'},'text':'%s','senderTimestampMs':%d}}}"
                .formatted(emoji, 1_772_366_400_000L + second * 1_000L));
  }

  private void direct(String id, String chat, boolean fromMe, String emoji, int second) {
    post(
        "messages.upsert",
        "{'key':{'remoteJid':'%s','fromMe':%s,'id':'%s'},'messageType':'reactionMessage',"
                .formatted(chat, fromMe, id)
            + "'message':{'reactionMessage':{'key':{'id':'M1'},'text':'%s','senderTimestampMs':%d}}}"
                .formatted(emoji, 1_772_366_400_000L + second * 1_000L));
  }

  private void connection(String connection, String dateTime) {
    topology.post(
        "loja",
        "{\"event\":\"connection.update\",\"instance\":\"loja\",\"data\":{\"state\":\"%s\",\"statusReason\":200},\"date_time\":\"%s\"}"
            .formatted(connection, dateTime));
  }

  private void post(String event, String data) {
    topology.post(
        "loja",
        "{\"event\":\"%s\",\"instance\":\"loja\",\"data\":%s,\"date_time\":\"2026-03-01T12:00:00.000Z\"}"
            .formatted(event, data.replace('\'', '"')));
  }
}
