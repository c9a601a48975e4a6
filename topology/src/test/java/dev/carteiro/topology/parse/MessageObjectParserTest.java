// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MediaReference;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageReaction;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.topology.parse.fact.MessageArrivalFact;
import dev.carteiro.topology.parse.fact.OtherEventFact;
import dev.carteiro.topology.parse.fact.WebhookFact;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageObjectParserTest {
  private static final String PHONE = "5521988887777@s.whatsapp.net";
  private static final String LID = "207000000000001@lid";
  private static final String OWN = "5511900000001@s.whatsapp.net";
  private static final Instant SENT = Instant.parse("2026-11-21T02:36:46Z");

  @Test
  void readsAnInboundMessage() {
    // Given
    String changes = "{'status':'DELIVERY_ACK','instanceId':'i-1'}";

    // When
    MessageArrivalFact arrived = WebhookFixtures.arrived(changes);

    // Then
    JsonNode raw = WebhookFixtures.json(WebhookFixtures.message(changes));
    assertThat(arrived.messageId()).isEqualTo("AAA1");
    assertThat(arrived.status()).isEqualTo(MessageStatus.DELIVERY_ACK);
    assertThat(arrived.rawStatus()).isEqualTo("DELIVERY_ACK");
    assertThat(arrived.factKey()).isEqualTo("M:AAA1");
    assertThat(arrived.body())
        .isEqualTo(
            Json.mapper()
                .convertValue(
                    Json.mapper()
                        .createObjectNode()
                        .putPOJO("chatId", PHONE)
                        .putPOJO("sender", PHONE)
                        .putPOJO("pushName", "Rita")
                        .putPOJO("type", MessageType.TEXT)
                        .putPOJO("evolutionType", "conversation")
                        .putPOJO("text", "bom dia")
                        .putPOJO("sentAt", SENT)
                        .putPOJO("receivedAt", WebhookFixtures.RECEIVED)
                        .putPOJO("source", "android")
                        .putPOJO("evolutionInstanceId", "i-1")
                        .putPOJO("raw", raw),
                    MessageBody.class));
  }

  @Test
  void readsAMessageSentThroughTheApi() {
    // Given
    String data =
        "{'key':{'id':'B1','remoteJid':'5521988887777'},'pushName':'Você','message':{'conversation':'oi',"
            + "'quoted':{'id':'Q1'}},'messageType':'conversation'}";

    // When
    MessageArrivalFact arrived =
        WebhookFixtures.event(MessageArrivalFact.class, "send.message", data);

    // Then
    MessageBody body = arrived.body();
    assertThat(body.chatId()).isEqualTo("5521988887777@s.whatsapp.net");
    assertThat(body.fromMe()).isTrue();
    assertThat(body.viaApi()).isTrue();
    assertThat(body.sender()).isEqualTo(OWN);
    assertThat(body.pushName()).isNull();
    assertThat(body.quotedMessageId()).isEqualTo("Q1");
    assertThat(body.sentAt()).isNull();
    assertThat(arrived.status()).isEqualTo(MessageStatus.PENDING);
    assertThat(arrived.rawStatus()).isNull();
  }

  @Test
  void marksMessagesOfAHistorySync() {
    // Given
    String data = "[" + WebhookFixtures.message("{}") + "]";

    // When
    MessageArrivalFact arrived =
        WebhookFixtures.event(MessageArrivalFact.class, "messages.set", data);

    // Then
    assertThat(arrived.body().history()).isTrue();
    assertThat(arrived.body().viaApi()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      nullValues = "none",
      value = {
        "'remoteJid':'5521988887777:12@s.whatsapp.net' | "
            + PHONE
            + " | none | "
            + PHONE
            + " | none",
        "'remoteJid':'5521988887777' | " + PHONE + " | none | " + PHONE + " | none",
        "'remoteJid':'5521988887777@c.us' | " + PHONE + " | none | " + PHONE + " | none",
        "'remoteJid':'120363025000000009','participant':'5521988887777' | 120363025000000009@g.us"
            + " | none | "
            + PHONE
            + " | none",
        "'remoteJid':'"
            + PHONE
            + "','senderLid':'207000000000001' | "
            + PHONE
            + " | 207000000000001@lid | "
            + PHONE
            + " | 207000000000001@lid",
        "'remoteJid':'g@g.us','participant':'"
            + LID
            + "','senderPn':'5521988887777' | g@g.us | none | "
            + LID
            + " | "
            + PHONE,
        "'remoteJid':'g@g.us','fromMe':true,'participant':'own@lid' | g@g.us | none | "
            + OWN
            + " | own@lid",
        "'remoteJid':'"
            + PHONE
            + "','remoteJidAlt':'"
            + LID
            + "' | "
            + PHONE
            + " | "
            + LID
            + " | "
            + PHONE
            + " | "
            + LID,
        "'remoteJid':'"
            + PHONE
            + "','remoteJidAlt':'"
            + PHONE
            + "' | "
            + PHONE
            + " | none | "
            + PHONE
            + " | none",
        "'remoteJid':'"
            + LID
            + "','senderPn':'"
            + PHONE
            + "' | "
            + LID
            + " | "
            + PHONE
            + " | "
            + LID
            + " | "
            + PHONE,
        "'remoteJid':'"
            + PHONE
            + "','senderLid':'"
            + LID
            + "' | "
            + PHONE
            + " | "
            + LID
            + " | "
            + PHONE
            + " | "
            + LID,
        "'remoteJid':'"
            + PHONE
            + "','previousRemoteJid':'"
            + LID
            + "' | "
            + PHONE
            + " | "
            + LID
            + " | "
            + PHONE
            + " | "
            + LID,
        "'remoteJid':'g@g.us','participant':'"
            + LID
            + "','participantAlt':'"
            + PHONE
            + "' | g@g.us | none | "
            + LID
            + " | "
            + PHONE,
        "'remoteJid':'g@g.us','participant':'5521988887777:3@s.whatsapp.net','participantLid':'"
            + LID
            + "' | g@g.us | none | "
            + PHONE
            + " | "
            + LID,
        "'remoteJid':'g@g.us' | g@g.us | none | none | none",
        "'remoteJid':'status@broadcast','participant':'"
            + PHONE
            + "' | status@broadcast | none | "
            + PHONE
            + " | none",
        "'remoteJid':'1700000000@broadcast','participant':'"
            + PHONE
            + "' | 1700000000@broadcast | none | "
            + PHONE
            + " | none",
        "'remoteJid':'n@newsletter','participant':'' | n@newsletter | none | n@newsletter | none",
        "'remoteJid':'"
            + PHONE
            + "','fromMe':true,'remoteJidAlt':'"
            + LID
            + "' | "
            + PHONE
            + " | "
            + LID
            + " | "
            + OWN
            + " | none",
        "'remoteJid':'"
            + PHONE
            + "','fromMe':true,'senderLid':'own@lid' | "
            + PHONE
            + " | none | "
            + OWN
            + " | own@lid",
        "'remoteJid':'g@g.us','fromMe':true,'participant':'own@lid','participantAlt':'"
            + OWN
            + "' | g@g.us | none | "
            + OWN
            + " | own@lid",
        "'remoteJidAlt':'" + PHONE + "' | " + PHONE + " | none | " + PHONE + " | none"
      })
  void readsWhoWroteWhere(
      String key, String chatId, String chatIdAlt, String sender, String senderAlt) {
    // Given
    String changes = "{'key':{'id':'A'," + key + "}}";

    // When
    MessageBody body = WebhookFixtures.arrived(changes).body();

    // Then
    assertThat(body.chatId()).isEqualTo(chatId);
    assertThat(body.chatIdAlt()).isEqualTo(chatIdAlt);
    assertThat(body.sender()).isEqualTo(sender);
    assertThat(body.senderAlt()).isEqualTo(senderAlt);
  }

  @Test
  void takesTheParticipantBesideTheKey() {
    // Given
    String changes = "{'key':{'id':'A','remoteJid':'g@g.us'},'participant':'" + LID + "'}";

    // When
    MessageBody body = WebhookFixtures.arrived(changes).body();

    // Then
    assertThat(body.sender()).isEqualTo(LID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'key':{'id':'A'}}",
        "{'key':{'id':'A','remoteJid':''}}",
        "{'key':{'id':'A','remoteJid':5}}"
      })
  void keepsAMessageOfNoChatAsAnEvent(String changes) {
    // Given

    // When
    WebhookFact event = WebhookFixtures.event("messages.upsert", WebhookFixtures.message(changes));

    // Then
    assertThat(event).isInstanceOf(OtherEventFact.class);
  }

  @Test
  void believesNoEndlessId() {
    // Given
    String changes = "{'key':{'id':'" + "A".repeat(257) + "','remoteJid':'c'}}";

    // When
    WebhookFact event = WebhookFixtures.event("messages.upsert", WebhookFixtures.message(changes));

    // Then
    assertThat(event).isInstanceOf(OtherEventFact.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      nullValues = "none",
      value = {
        "false | 'READ' | READ | READ",
        "true | 2 | SERVER_ACK | 2",
        "true | 'FAILED' | ERROR | FAILED",
        "false | null | DELIVERY_ACK | none",
        "true | null | PENDING | none",
        "false | 'NEW' | DELIVERY_ACK | NEW",
        "true | 'NEW' | PENDING | NEW",
        "false | {} | DELIVERY_ACK | none"
      })
  void readsTheStatusOrAssumesIt(
      boolean fromMe, String status, MessageStatus expected, String raw) {
    // Given
    String changes =
        "{'key':{'id':'A','remoteJid':'c','fromMe':" + fromMe + "},'status':" + status + "}";

    // When
    MessageArrivalFact arrived = WebhookFixtures.arrived(changes);

    // Then
    assertThat(arrived.status()).isEqualTo(expected);
    assertThat(arrived.rawStatus()).isEqualTo(raw);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      nullValues = "none",
      value = {
        "1795228606 | 2026-11-21T02:36:46Z",
        "'1795228606' | 2026-11-21T02:36:46Z",
        "{'low':1795228606,'high':0,'unsigned':true} | 2026-11-21T02:36:46Z",
        "1795228606999 | 2026-11-21T02:36:46Z",
        "-1 | none",
        "253402300799 | none",
        "'2026-11-20T23:36:46-03:00' | 2026-11-21T02:36:46Z",
        "'2026-11-20T23:36:46' | none",
        "null | none"
      })
  void takesTheTimeOfTheMessageAndOfNothingElse(String timestamp, Instant expected) {
    // Given
    String changes = "{'messageTimestamp':" + timestamp + "}";

    // When
    MessageBody body = WebhookFixtures.arrived(changes).body();

    // Then
    assertThat(body.sentAt()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'contextInfo':{'stanzaId':'Q1'}}",
        "{'contextInfo':null,'messageType':'extendedTextMessage','message':{'extendedTextMessage':{'text':'x','contextInfo':{'stanzaId':'Q1'}}}}",
        "{'message':{'conversation':'x','contextInfo':{'stanzaId':'Q1'}}}",
        "{'message':{'conversation':'x','quoted':{'id':'Q1'}}}",
        "{'message':{'conversation':'x','quoted':{'key':{'id':'Q1'}}}}",
        "{'message':{'conversation':'x','messageContextInfo':{'contextInfo':{'stanzaId':'Q1'}}}}",
        "{'messageType':'ephemeralMessage','message':{'ephemeralMessage':{'message':{'imageMessage':{'contextInfo':{'stanzaId':'Q1'}}}}}}",
        "{'messageType':'pollUpdateMessage','message':{'pollUpdateMessage':{'pollCreationMessageKey':{'id':'Q1'},'vote':{}}}}"
      })
  void findsTheMessageAnsweredTo(String changes) {
    // Given

    // When
    MessageBody body = WebhookFixtures.arrived(changes).body();

    // Then
    assertThat(body.quotedMessageId()).isEqualTo("Q1");
  }

  @Test
  void readsTheMediaOfBaileysAndTakesItsContentOutOfTheRawObject() {
    // Given
    String digest = "{" + "'0':171" + digestTail() + "}";
    String changes =
        "{'messageType':'documentMessage','message':{'documentMessage':{'url':'https://mmg.example.net/1',"
            + "'mimetype':'application/pdf','title':'t','fileName':'nf.pdf','fileSha256':"
            + digest
            + ",'fileLength':{'low':15,'high':1,'unsigned':true},'mediaKey':{'type':'Buffer','data':[1,2,255]},"
            + "'directPath':'/v/1','seconds':'7'},'base64':'AAEC'}}";

    // When
    MessageBody body = WebhookFixtures.arrived(changes).body();

    // Then
    assertThat(body.media())
        .isEqualTo(
            new MediaReference(
                "https://mmg.example.net/1",
                "application/pdf",
                "nf.pdf",
                "ab" + "00".repeat(31),
                4_294_967_311L,
                7L,
                null,
                "AQL/",
                "/v/1",
                "AAEC"));
    assertThat(body.raw().path("message").has("base64")).isFalse();
    assertThat(body.raw().path("message").path("base64Length").intValue()).isEqualTo(4);
    assertThat(body.raw().path("message").path("documentMessage").path("fileName").textValue())
        .isEqualTo("nf.pdf");
  }

  private static String digestTail() {
    StringBuilder tail = new StringBuilder();
    for (int i = 1; i < 32; i++) {
      tail.append(",'").append(i).append("':0");
    }
    return tail.toString();
  }

  @Test
  void readsTheMediaOfTheCloudChannel() {
    // Given
    String changes =
        "{'messageType':'documentMessage','message':{'documentMessage':"
            + "{'filename':'a.pdf','mime_type':'application/pdf','sha256':'q1==','id':'1003'}}}";

    // When
    MediaReference media = WebhookFixtures.arrived(changes).body().media();

    // Then
    assertThat(media)
        .isEqualTo(
            new MediaReference(
                null, "application/pdf", "a.pdf", "q1==", null, null, "1003", null, null, null));
  }

  @Test
  void readsTheMediaThatTheCloudChannelWasAskedToSend() {
    // Given
    String changes =
        "{'messageType':'imageMessage','message':{'imageMessage':{'mimetype':'image/png','fileName':'i.png',"
            + "'media':'https://example.org/i.png','id':'https://example.org/i.png','type':'link'}}}";

    // When
    MediaReference media = WebhookFixtures.arrived(changes).body().media();

    // Then
    assertThat(media)
        .isEqualTo(
            new MediaReference(
                "https://example.org/i.png",
                "image/png",
                "i.png",
                null,
                null,
                null,
                null,
                null,
                null,
                null));
  }

  @Test
  void takesContentThatTheCloudChannelWasAskedToSendOutOfTheRawObject() {
    // Given
    String changes = "{'messageType':'imageMessage','message':{'imageMessage':{'media':'AAEC'}}}";

    // When
    MessageBody body = WebhookFixtures.arrived(changes).body();

    // Then
    assertThat(body.media().base64()).isEqualTo("AAEC");
    assertThat(body.raw().path("message").path("imageMessage"))
        .isEqualTo(WebhookFixtures.json("{'base64Length':4}"));
  }

  @Test
  void prefersTheCopyThatAnyoneCanFetch() {
    // Given
    String changes =
        "{'messageType':'imageMessage','message':{'imageMessage':{'url':'https://mmg.example.net/1',"
            + "'directPath':'/v/1'},'mediaUrl':'https://cdn.example.org/1'}}";

    // When
    MediaReference media = WebhookFixtures.arrived(changes).body().media();

    // Then
    assertThat(media.url()).isEqualTo("https://cdn.example.org/1");
    assertThat(media.directPath()).isEqualTo("/v/1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'messageType':'viewOnceMessage','message':{'viewOnceMessage':{'message':{'imageMessage':{},'base64':'AAEC'}}}}",
        "{'messageType':'imageMessage','message':{'imageMessage':{'base64':'AAEC'}}}",
        "{'messageType':'imageMessage','message':{'imageMessage':{}},'base64':'AAEC'}",
        "{'messageType':'templateMessage','message':{'templateMessage':{},'base64':'AAEC'}}",
        "{'messageType':'hologramMessage','message':{'hologramMessage':{},'base64':'AAEC'}}"
      })
  void findsInlinedContentWhereverItStands(String changes) {
    // Given

    // When
    MessageBody body = WebhookFixtures.arrived(changes).body();

    // Then
    assertThat(body.media().base64()).isEqualTo("AAEC");
    assertThat(body.raw().toString()).doesNotContain("AAEC").contains("\"base64Length\":4");
  }

  @Test
  void hasNoMediaWhenNothingIsKnownOfIt() {
    // Given
    String changes = "{'messageType':'documentMessage','message':{'mediaUrl':null}}";

    // When
    MessageBody body = WebhookFixtures.arrived(changes).body();

    // Then
    assertThat(body.type()).isEqualTo(MessageType.DOCUMENT);
    assertThat(body.media()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1700000000123",
        "'1700000000123'",
        "{'low':-807049093,'high':395,'unsigned':false}"
      })
  void readsAReaction(String at) {
    // Given
    String changes =
        "{'messageType':'reactionMessage','message':{'reactionMessage':{'key':{'id':'T1'},'text':'👍',"
            + "'senderTimestampMs':"
            + at
            + "}}}";

    // When
    MessageBody body = WebhookFixtures.arrived(changes).body();

    // Then
    assertThat(body.reaction())
        .isEqualTo(
            new MessageReaction(
                "T1", PHONE, null, false, "👍", Instant.ofEpochMilli(1_700_000_000_123L)));
  }

  @Test
  void readsAReactionTakenBackWithoutATime() {
    // Given
    String changes =
        "{'messageType':'reactionMessage','message':{'reactionMessage':{'key':{'id':'T1'},'text':''}}}";

    // When
    MessageBody body = WebhookFixtures.arrived(changes).body();

    // Then
    assertThat(body.reaction())
        .isEqualTo(new MessageReaction("T1", PHONE, null, false, null, SENT));
  }

  @Test
  void namesTheReactingInstanceMeWhenNothingNamesIt() {
    // Given
    byte[] body =
        WebhookFixtures.bytes(
            "{'instance':'acme','event':'send.message','data':{'key':{'id':'A','remoteJid':'c','fromMe':true},"
                + "'message':{'reactionMessage':{'key':{'id':'T1'},'text':'👍'}},'messageType':'reactionMessage'}}");

    // When
    MessageArrivalFact arrived = (MessageArrivalFact) WebhookFixtures.events(body).get(0);

    // Then
    assertThat(arrived.body().reaction())
        .isEqualTo(new MessageReaction("T1", "me", null, true, "👍", WebhookFixtures.RECEIVED));
    assertThat(arrived.body().sender()).isNull();
  }

  @Test
  void keepsANoticeThatComesWithAnEmptyMessageAsAnEvent() {
    for (String message : new String[] {"null", "{}", "{'messageContextInfo':{}}"}) {
      // When
      WebhookFact event =
          WebhookFixtures.event(
              "messages.upsert",
              WebhookFixtures.message(
                  "{'message':"
                      + message
                      + ",'messageType':null,'messageStubType':'GROUP_PARTICIPANT_ADD'}"));

      // Then
      assertThat(event).isInstanceOf(OtherEventFact.class);
    }
  }

  @Test
  void keepsAReactionToNothingAsAnEvent() {
    // Given
    String data =
        WebhookFixtures.message(
            "{'messageType':'reactionMessage','message':{'reactionMessage':{'text':'👍'}}}");

    // When
    WebhookFact event = WebhookFixtures.event("messages.upsert", data);

    // Then
    assertThat(event).isInstanceOf(OtherEventFact.class);
  }

  @Test
  void makesAPlaceholderAnotherFactThanTheContentThatReplacesIt() {
    // Given
    String changes =
        "{'messageType':'placeholderMessage','message':{'placeholderMessage':{'type':0}}}";

    // When
    MessageArrivalFact arrived = WebhookFixtures.arrived(changes);

    // Then
    assertThat(arrived.factKey()).isEqualTo("P:AAA1");
  }

  @Test
  void takesTheInstanceIdThatStandsBesideTheArray() {
    // Given
    String data = "{'instanceId':'i-1','messages':[" + WebhookFixtures.message("{}") + "]}";

    // When
    MessageArrivalFact arrived =
        WebhookFixtures.event(MessageArrivalFact.class, "messages.upsert", data);

    // Then
    assertThat(arrived.body().evolutionInstanceId()).isEqualTo("i-1");
  }

  @Test
  void keepsTextThatDatabasesRefuse() {
    // Given
    byte[] body =
        WebhookFixtures.bytes(
            "{'instance':'acme','event':'messages.upsert','data':{'key':{'id':'A','remoteJid':'c'},"
                + "'message':{'conversation':'a\\u0000b\\ud83d'},'messageType':'conversation'}}");

    // When
    MessageArrivalFact arrived = (MessageArrivalFact) WebhookFixtures.events(body).get(0);

    // Then
    assertThat(arrived.body().text()).isEqualTo("a\u0000b\ud83d");
  }

  @Test
  void readsFifteenMebibytesOfContent() {
    // Given
    String content = "A".repeat(15 * 1024 * 1024);
    String changes =
        "{'messageType':'videoMessage','message':{'videoMessage':{},'base64':'" + content + "'}}";

    // When
    MessageBody body = WebhookFixtures.arrived(changes).body();

    // Then
    assertThat(body.media().base64()).hasSize(content.length());
    assertThat(body.raw().toString()).hasSizeLessThan(1_000);
  }
}
