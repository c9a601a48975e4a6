// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.topology.parse.fact.MessageDeletionFact;
import dev.carteiro.topology.parse.fact.MessageEditFact;
import dev.carteiro.topology.parse.fact.MessageStatusFact;
import dev.carteiro.topology.parse.fact.OtherEventFact;
import dev.carteiro.topology.parse.fact.WebhookFact;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageUpdateParserTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "'PENDING', PENDING",
        "'SERVER_ACK', SERVER_ACK",
        "'DELIVERY_ACK', DELIVERY_ACK",
        "'READ', READ",
        "'PLAYED', PLAYED",
        "'ERROR', ERROR",
        "0, ERROR",
        "1, PENDING",
        "2, SERVER_ACK",
        "3, DELIVERY_ACK",
        "4, READ",
        "5, PLAYED",
        "'0', ERROR",
        "'4', READ",
        "'SENT', SERVER_ACK",
        "'DELIVERED', DELIVERY_ACK",
        "'FAILED', ERROR",
        "'read', READ",
        "'Delivered', DELIVERY_ACK",
        "' played ', PLAYED"
      })
  void readsEveryVocabularyOfStatus(String status, MessageStatus expected) {
    // Given
    String data = "{'keyId':'K1','remoteJid':'c@s.whatsapp.net','status':" + status + "}";

    // When
    MessageStatusFact reported =
        WebhookFixtures.event(MessageStatusFact.class, "messages.update", data);

    // Then
    assertThat(reported.status()).isEqualTo(expected);
    assertThat(reported.rawStatus()).isEqualTo(status.replace("'", ""));
    assertThat(reported.factKey()).isEqualTo("S:K1:" + expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'keyId':'K1','status':'DELETED'}",
        "{'keyId':'K1','status':'EXPLODED'}",
        "{'keyId':'K1','status':6}",
        "{'keyId':'K1','status':null}",
        "{'keyId':'K1','status':{}}",
        "{'keyId':'K1'}",
        "{'keyId':'K1','message':null}",
        "{'keyId':'K1','message':{}}",
        "{'keyId':'K1','status':'SERVER_ACK','pollUpdates':[{'name':'A','voters':[]}]}",
        "{'keyId':'K1','pollUpdates':[{'name':'A','voters':[]}]}",
        "{'messageId':'db1','status':'READ'}"
      })
  void believesNoStatusThatEvolutionMadeUp(String data) {
    // Given

    // When
    OtherEventFact other = WebhookFixtures.event(OtherEventFact.class, "messages.update", data);

    // Then
    assertThat(other.data()).isEqualTo(WebhookFixtures.json(data));
  }

  @Test
  void believesARealStatusBesideAPoll() {
    // Given
    String data = "{'keyId':'K1','status':'READ','pollUpdates':[{'name':'A'}]}";

    // When
    WebhookFact event = WebhookFixtures.event("messages.update", data);

    // Then
    assertThat(event.factKey()).isEqualTo("S:K1:READ");
  }

  @Test
  void takesWhatsAppsIdNotTheDatabases() {
    // Given
    String data =
        "{'keyId':'K1','key':{'id':'K2'},'messageId':'db1','status':'READ','remoteJid':'55:7@s.whatsapp.net'}";

    // When
    MessageStatusFact reported =
        WebhookFixtures.event(MessageStatusFact.class, "messages.update", data);

    // Then
    assertThat(reported.messageId()).isEqualTo("K1");
    assertThat(reported.chatId()).isEqualTo("55@s.whatsapp.net");
  }

  @Test
  void takesTheKeysIdWhenThereIsNoOther() {
    // Given
    String data = "{'key':{'id':'K2','remoteJid':'55@s.whatsapp.net'},'status':'READ'}";

    // When
    MessageStatusFact reported =
        WebhookFixtures.event(MessageStatusFact.class, "messages.update", data);

    // Then
    assertThat(reported.messageId()).isEqualTo("K2");
    assertThat(reported.chatId()).isEqualTo("55@s.whatsapp.net");
  }

  @Test
  void readsAnEditAndNotItsFakedStatus() {
    // Given
    String data =
        "{'keyId':'K1','remoteJid':'c@lid','status':'SERVER_ACK','instanceId':'i-1',"
            + "'message':{'editedMessage':{'message':{'extendedTextMessage':{'text':'novo'}}}}}";

    // When
    MessageEditFact edited = WebhookFixtures.event(MessageEditFact.class, "messages.update", data);

    // Then
    assertThat(edited)
        .isEqualTo(new MessageEditFact(edited.envelope(), "K1", "c@lid", "novo", null, "i-1"));
    assertThat(edited.factKey()).matches("E:K1:t:[0-9a-f]{16}");
  }

  @Test
  void reportsAStatusBesideAnEditWhenItCannotBeFaked() {
    // Given
    String data = "{'keyId':'K1','status':'READ','message':{'conversation':'novo'}}";

    // When
    List<WebhookFact> events = WebhookFixtures.events("messages.update", data);

    // Then
    assertThat(events)
        .satisfiesExactly(
            event -> assertThat(((MessageEditFact) event).text()).isEqualTo("novo"),
            event -> assertThat(event.factKey()).isEqualTo("S:K1:READ"));
  }

  @Test
  void readsTheFlatFormOfVersion1() {
    // Given
    String data =
        "{'remoteJid':'c:3@s.whatsapp.net','fromMe':true,'id':'K1','participant':'','status':'READ',"
            + "'datetime':1796040390000,'owner':'acme'}";

    // When
    MessageStatusFact reported =
        WebhookFixtures.event(MessageStatusFact.class, "messages.update", data);

    // Then
    assertThat(reported.messageId()).isEqualTo("K1");
    assertThat(reported.chatId()).isEqualTo("c@s.whatsapp.net");
    assertThat(reported.status()).isEqualTo(MessageStatus.READ);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'keyId':'K1','status':'SERVER_ACK','message':{'protocolMessage':{'key':{'id':'K1'},'type':0}}}",
        "{'keyId':'N1','status':'SERVER_ACK','message':{'protocolMessage':{'key':{'id':'K1'},'type':'REVOKE'}}}",
        "{'keyId':'K1','message':{'ephemeralMessage':{'message':{'protocolMessage':{'type':'REVOKE'}}}}}",
        "{'keyId':'K1','status':'DELETED','message':null,'messageStubType':'REVOKE'}",
        "{'key':{'id':'K1','remoteJid':'c'},'update':{'message':null,'messageStubType':1}}"
      })
  void aMessageThatWasTakenBackIsDeletedAndNotEdited(String data) {
    assertThat(
            WebhookFixtures.event(MessageDeletionFact.class, "messages.update", data).messageId())
        .isEqualTo("K1");
  }

  @Test
  void anEditThatCarriesItsTimeIsTheOneThatOthersTellOf() {
    // Given
    String data =
        "{'keyId':'K1','status':'SERVER_ACK','message':{'editedMessage':{'message':{'protocolMessage':"
            + "{'key':{'id':'K1'},'type':14,'timestampMs':'1795228611928','editedMessage':"
            + "{'imageMessage':{'caption':'novo'}}}}}}}";

    // When
    MessageEditFact edited = WebhookFixtures.event(MessageEditFact.class, "messages.update", data);

    // Then
    assertThat(edited.factKey()).isEqualTo("E:K1:1795228611928");
    assertThat(edited.text()).isEqualTo("novo");
  }

  @Test
  void anEncryptedEditIsOneOfTheMessageThatItNames() {
    // Given
    String data =
        "{'keyId':'N1','status':'SERVER_ACK','message':{'secretEncryptedMessage':"
            + "{'targetMessageKey':{'id':'K1'},'secretEncType':2}}}";

    // When
    MessageEditFact edited = WebhookFixtures.event(MessageEditFact.class, "messages.update", data);

    // Then
    assertThat(edited.messageId()).isEqualTo("K1");
    assertThat(edited.text()).isNull();
  }

  @Test
  void readsBaileysOwnForm() {
    // Given
    String key = "{'key':{'id':'K1','remoteJid':'55@s.whatsapp.net','fromMe':true},'update':%s}";

    // When
    MessageStatusFact status =
        WebhookFixtures.event(
            MessageStatusFact.class,
            "messages.update",
            key.formatted("{'status':0,'messageStubParameters':['463']}"));
    MessageEditFact edited =
        WebhookFixtures.event(
            MessageEditFact.class,
            "messages.update",
            key.formatted("{'message':{'editedMessage':{'message':{'conversation':'x'}}}}"));

    // Then
    assertThat(status.status()).isEqualTo(MessageStatus.ERROR);
    assertThat(status.error().code()).isEqualTo("463");
    assertThat(edited.text()).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'keyId':'K1','status':'SERVER_ACK','message':{'messageContextInfo':{}}}",
        "{'keyId':'K1','status':'SERVER_ACK','message':{'pinInChatMessage':{'key':{'id':'X'},'type':1}}}",
        "{'keyId':'K1','status':'SERVER_ACK','message':{'protocolMessage':{'type':'EPHEMERAL_SETTING'}}}"
      })
  void whatIsNoNewContentIsNoEdit(String data) {
    assertThat(WebhookFixtures.event("messages.update", data)).isInstanceOf(OtherEventFact.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':'K1','status':'READ'}",
        "{'remoteJid':'c','id':'K1','fromMe':true,'datetime':1,'owner':'acme'}"
      })
  void keepsWhatSaysNoStatusOfAMessageAsAnEvent(String data) {
    assertThat(WebhookFixtures.event("messages.update", data)).isInstanceOf(OtherEventFact.class);
  }
}
