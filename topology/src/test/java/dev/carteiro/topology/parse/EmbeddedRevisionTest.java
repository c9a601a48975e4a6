// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.topology.parse.fact.MessageArrivalFact;
import dev.carteiro.topology.parse.fact.MessageDeletionFact;
import dev.carteiro.topology.parse.fact.MessageEditFact;
import dev.carteiro.topology.parse.fact.OtherEventFact;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Edits and deletions that come inside ordinary messages with ids of their own. */
class EmbeddedRevisionTest {
  private static final Instant SENT = Instant.ofEpochSecond(1_795_228_606);
  private static final Instant EDITED = Instant.ofEpochMilli(1_795_228_611_928L);

  private static final String EDIT =
      "{'protocolMessage':{'key':{'remoteJid':'55@s.whatsapp.net','fromMe':true,'id':'K1'},'type':%s,"
          + "'editedMessage':%s,'timestampMs':%s}}";
  private static final String REVOKE =
      "{'protocolMessage':{'key':{'remoteJid':'x@lid','fromMe':false,'id':'K1'},'type':'REVOKE'}}";

  /** The content, wrapped in every way that WhatsApp and its libraries wrap. */
  static List<String> wrappings() {
    return List.of(
        "{'messageType':'protocolMessage','message':%s}",
        "{'messageType':'editedMessage','message':{'editedMessage':{'message':%s}}}",
        "{'messageType':'messageContextInfo','message':{'messageContextInfo':{},'editedMessage':{'message':%s}}}",
        "{'messageType':'unknown','message':{'ephemeralMessage':{'message':%s}}}",
        "{'messageType':'ephemeralMessage','message':{'ephemeralMessage':{'message':"
            + "{'editedMessage':{'message':%s}}}}}",
        "{'messageType':'viewOnceMessageV2','message':{'viewOnceMessageV2':{'message':%s}}}",
        "{'messageType':null,'message':{'editedMessage':{'message':{'messageContextInfo':{},'viewOnceMessage':"
            + "{'message':%s}}}}}",
        "{'key':{'id':'N','remoteJid':'5521988887777@s.whatsapp.net','fromMe':true},"
            + "'messageType':'deviceSentMessage','message':{'deviceSentMessage':{'destinationJid':'x',"
            + "'message':{'editedMessage':{'message':%s}}}}}",
        "{'messageType':'wrapperOfTomorrow','message':{'wrapperOfTomorrow':{'message':%s}}}",
        "{'messageType':'conversation','message':{'conversation':'','editedMessage':{'message':%s}}}",
        "{'messageType':'editedMessage','message':{'editedMessage':%s}}",
        "{'messageType':'ephemeralMessage','message':{'ephemeralMessage':{'editedMessage':%s}}}");
  }

  @ParameterizedTest
  @MethodSource("wrappings")
  void anEditIsOneOfTheOriginalHoweverItIsWrapped(String wrapping) {
    for (String event : List.of("messages.upsert", "send.message", "messages.set")) {
      // Given
      String edit = EDIT.formatted("14", "{'conversation':'novo'}", "'1795228611928'");
      String data = WebhookFixtures.message(wrapping.formatted(edit));

      // When
      MessageEditFact edited = WebhookFixtures.event(MessageEditFact.class, event, data);

      // Then
      assertThat(edited)
          .isEqualTo(
              new MessageEditFact(
                  edited.envelope(), "K1", "5521988887777@s.whatsapp.net", "novo", EDITED, null));
      assertThat(edited.factKey()).isEqualTo("E:K1:1795228611928");
    }
  }

  @ParameterizedTest
  @MethodSource("wrappings")
  void aDeletionIsOneOfTheOriginalHoweverItIsWrapped(String wrapping) {
    // Given
    String data = WebhookFixtures.message(wrapping.formatted(REVOKE));

    // When
    MessageDeletionFact deleted =
        WebhookFixtures.event(MessageDeletionFact.class, "messages.upsert", data);

    // Then
    assertThat(deleted.messageId()).isEqualTo("K1");
    assertThat(deleted.chatId()).isEqualTo("5521988887777@s.whatsapp.net");
    assertThat(deleted.deletedAt()).isEqualTo(SENT);
    assertThat(deleted.factKey()).isEqualTo("D:K1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      nullValues = "none",
      value = {
        "'MESSAGE_EDIT' | {'extendedTextMessage':{'text':'novo'}} | novo",
        "null | {'imageMessage':{'caption':'legenda'}} | legenda",
        "14 | {'message':{'documentWithCaptionMessage':{'message':{'documentMessage':{'caption':'nota'}}}}} | nota",
        "'14' | {'videoMessage':{'mimetype':'video/mp4'}} | none"
      })
  void theTextOfAnEditMayBeOfAnyKind(String type, String content, String text) {
    // Given
    String message =
        "{'messageType':'editedMessage','instanceId':'i-1','message':{'editedMessage':{'message':"
            + EDIT.formatted(type, content, "{'low':-67717800,'high':417}")
            + "}}}";

    // When
    MessageEditFact edited =
        WebhookFixtures.event(
            MessageEditFact.class, "messages.upsert", WebhookFixtures.message(message));

    // Then
    assertThat(edited.text()).isEqualTo(text);
    assertThat(edited.editedAt()).isEqualTo(EDITED);
    assertThat(edited.evolutionInstanceId()).isEqualTo("i-1");
  }

  @Test
  void anEditWithoutATimeOfItsOwnWasMadeWhenItWasSent() {
    // Given
    String message =
        "{'key':{'id':'N','remoteJid':'g@g.us','participant':'7@lid'},'message':"
            + EDIT.formatted("14", "{'conversation':'novo'}", "null")
            + "}";

    // When
    MessageEditFact edited =
        WebhookFixtures.event(
            MessageEditFact.class, "messages.upsert", WebhookFixtures.message(message));

    // Then
    assertThat(edited.chatId()).isEqualTo("g@g.us");
    assertThat(edited.editedAt()).isEqualTo(SENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'protocolMessage':{'type':14,'editedMessage':{'conversation':'x'}}}",
        "{'protocolMessage':{'key':{'id':'K1'},'type':14}}",
        "{'protocolMessage':{'key':{'id':'K1'},'type':'MESSAGE_EDIT','editedMessage':'x'}}",
        "{'protocolMessage':{'type':'REVOKE'}}",
        "{'protocolMessage':{}}"
      })
  void whatNamesNoMessageIsKeptAsAnEvent(String content) {
    // Given
    String data =
        WebhookFixtures.message("{'messageType':'protocolMessage','message':" + content + "}");

    // When / Then
    assertThat(WebhookFixtures.event("messages.upsert", data)).isInstanceOf(OtherEventFact.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2",
        "'MESSAGE_EDIT'",
        "'2'",
        "{'low':2,'high':0}",
        "1",
        "'EVENT_EDIT'",
        "4",
        "'POLL_EDIT'"
      })
  void anEncryptedEditMarksTheOriginal(String type) {
    // Given
    String secret =
        "{'secretEncryptedMessage':{'targetMessageKey':{'id':'K1','fromMe':true,'remoteJid':'x'},"
            + "'encPayload':{'0':1},'encIv':'AA==','secretEncType':"
            + type
            + "}}";

    for (String wrapping : wrappings()) {
      // When
      MessageEditFact edited =
          WebhookFixtures.event(
              MessageEditFact.class,
              "messages.upsert",
              WebhookFixtures.message(wrapping.formatted(secret)));

      // Then
      assertThat(edited)
          .isEqualTo(
              new MessageEditFact(
                  edited.envelope(), "K1", "5521988887777@s.whatsapp.net", null, SENT, null));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'targetMessageKey':{'id':'K1'},'secretEncType':3}",
        "{'targetMessageKey':{'id':'K1'},'secretEncType':'POLL_ADD_OPTION'}",
        "{'targetMessageKey':{'id':'K1'},'secretEncType':0}",
        "{'targetMessageKey':{'id':'K1'}}",
        "{'targetMessageKey':{},'secretEncType':2}",
        "{'secretEncType':2}"
      })
  void otherEncryptedChangesAreEvents(String secret) {
    // Given
    String data = WebhookFixtures.message("{'message':{'secretEncryptedMessage':" + secret + "}}");

    // When / Then
    assertThat(WebhookFixtures.event("messages.upsert", data)).isInstanceOf(OtherEventFact.class);
  }

  @Test
  void anEditMayComeWholeWhereOnlyTheChangeWasToBeExpected() {
    // Given
    String data =
        "{'key':{'id':'N','remoteJid':'c@lid'},'message':{'editedMessage':{'message':"
            + EDIT.formatted("14", "{'conversation':'novo'}", "1795228611928")
            + "}}}";

    // When
    MessageEditFact edited =
        WebhookFixtures.event(MessageEditFact.class, "send.message.update", data);

    // Then
    assertThat(edited.messageId()).isEqualTo("K1");
    assertThat(edited.text()).isEqualTo("novo");
  }

  @Test
  void anEditMayStandWhereItsWrapperIsToBeExpected() {
    // Given
    String data =
        WebhookFixtures.message(
            "{'messageType':'editedMessage','message':{'editedMessage':{'key':{'id':'K1'},"
                + "'editedMessage':{'conversation':'novo'},'timestampMs':'1795228611928'}}}");

    // When
    MessageEditFact edited = WebhookFixtures.event(MessageEditFact.class, "messages.upsert", data);

    // Then
    assertThat(edited.factKey()).isEqualTo("E:K1:1795228611928");
    assertThat(edited.text()).isEqualTo("novo");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{%s}",
        "{'id':'N','editedMessage':{'message':{%s}}}",
        "{'id':'N','editedMessage':{%s}}",
        "{'key':{'id':'N','remoteJid':'c@lid'},'message':{%s},'messageTimestamp':1795228611}"
      })
  void aChangeMayComeWrappedInTheEventOfChanges(String data) {
    // When
    MessageEditFact edited =
        WebhookFixtures.event(
            MessageEditFact.class,
            "messages.edited",
            data.formatted(
                "'protocolMessage':{'key':{'id':'K1'},'type':14,'editedMessage':{'conversation':'x'}}"));
    MessageEditFact encrypted =
        WebhookFixtures.event(
            MessageEditFact.class,
            "messages.edited",
            data.formatted(
                "'secretEncryptedMessage':{'targetMessageKey':{'id':'K1'},'secretEncType':2}"));

    // Then
    assertThat(edited.messageId()).isEqualTo("K1");
    assertThat(edited.text()).isEqualTo("x");
    assertThat(encrypted.messageId()).isEqualTo("K1");
    assertThat(encrypted.text()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "'REVOKE'"})
  void theNoticeOfADeletionDeletesTheMessageItself(String stub) {
    // Given
    String data =
        WebhookFixtures.message(
            "{'message':null,'messageType':null,'messageStubType':" + stub + "}");

    // When
    MessageDeletionFact deleted =
        WebhookFixtures.event(MessageDeletionFact.class, "messages.upsert", data);

    // Then
    assertThat(deleted.messageId()).isEqualTo("AAA1");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "40,Voice call: missed",
        "'CALL_MISSED_VIDEO',Video call: missed",
        "45,Voice call: missed",
        "46,Video call: missed"
      })
  void theNoticeOfAMissedCallIsACall(String stub, String text) {
    // When
    MessageArrivalFact arrived =
        WebhookFixtures.arrived(
            "{'message':null,'messageType':null,'messageStubType':" + stub + "}");

    // Then
    assertThat(arrived.body().type().text()).isEqualTo("call");
    assertThat(arrived.body().text()).isEqualTo(text.replace(":", ","));
  }

  @ParameterizedTest
  @ValueSource(strings = {"27", "'GROUP_CHANGE_SUBJECT'", "68"})
  void otherNoticesAreEvents(String stub) {
    // Given
    String data =
        WebhookFixtures.message(
            "{'message':null,'messageType':null,'messageStubParameters':['x'],'messageStubType':"
                + stub
                + "}");

    // When / Then
    assertThat(WebhookFixtures.event("messages.upsert", data)).isInstanceOf(OtherEventFact.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "'CIPHERTEXT'", "0", "null"})
  void whatCouldNotBeDecryptedYetIsAPlaceholder(String stub) {
    // When
    MessageArrivalFact arrived =
        WebhookFixtures.arrived(
            "{'message':null,'messageType':null,'messageStubType':" + stub + "}");

    // Then
    assertThat(arrived.body().type().text()).isEqualTo("placeholder");
  }
}
