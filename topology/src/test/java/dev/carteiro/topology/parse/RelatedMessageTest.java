// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.contract.message.ParentMessageReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that belong to others, or answer them. */
class RelatedMessageTest {
  private static final String ASSOCIATION =
      "'messageContextInfo':{'messageAssociation':{'associationType':%s,'parentMessageKey':{'id':'P1'}}}";

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "1,media_album,true",
        "'MEDIA_ALBUM',media_album,true",
        "10,hd_image_dual_upload,false",
        "'HD_VIDEO_DUAL_UPLOAD',hd_video_dual_upload,false",
        "12,motion_photo,false",
        "19,hevc_video_dual_upload,false",
        "16,status_question,true",
        "99,type_99,true",
        "null,unknown,true"
      })
  void aChildNamesItsParent(String type, String relation, boolean standsAlone) {
    // Given
    String association = ASSOCIATION.formatted(type);

    for (String message :
        new String[] {
          "{'associatedChildMessage':{'message':{'imageMessage':{'caption':'1'},"
              + association
              + "}}}",
          "{'imageMessage':{'caption':'1'}," + association + "}",
          "{" + association + ",'associatedChildMessage':{'message':{'videoMessage':{}}}}"
        }) {
      // When
      MessageBody body =
          WebhookFixtures.arrived(
                  "{'messageType':'associatedChildMessage','message':" + message + "}")
              .body();

      // Then
      assertThat(body.parent()).isEqualTo(new ParentMessageReference("P1", relation));
      assertThat(body.standsAlone()).isEqualTo(standsAlone);
      assertThat(body.slim().parent()).isEqualTo(body.parent());
    }
  }

  @Test
  void aPictureOfAnEventIsAPartOfItThoughItNamesNone() {
    // When
    MessageBody body =
        WebhookFixtures.arrived(
                "{'messageType':'eventCoverImage','message':{'eventCoverImage':{'message':{'imageMessage':{}}}}}")
            .body();

    // Then
    assertThat(body.type()).isEqualTo(MessageType.IMAGE);
    assertThat(body.parent()).isEqualTo(new ParentMessageReference(null, "event_cover_image"));
    assertThat(body.standsAlone()).isFalse();
  }

  @Test
  void anOrdinaryMessageBelongsToNone() {
    assertThat(WebhookFixtures.arrived("{}").body().parent()).isNull();
    assertThat(WebhookFixtures.arrived("{}").body().standsAlone()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'pollUpdateMessage':{'pollCreationMessageKey':{'id':'Q1'},'vote':{'encPayload':{'0':1}}}",
        "'declinePaymentRequestMessage':{'key':{'id':'Q1'}}",
        "'cancelPaymentRequestMessage':{'key':{'id':'Q1'}}",
        "'sendPaymentMessage':{'requestMessageKey':{'id':'Q1'}}",
        "'orderMessage':{'orderRequestMessageId':{'id':'Q1'}}",
        "'questionResponseMessage':{'key':{'id':'Q1'},'text':'x'}",
        "'statusQuestionAnswerMessage':{'key':{'id':'Q1'},'text':'x'}",
        "'statusQuotedMessage':{'originalStatusId':{'id':'Q1'},'text':'x'}",
        "'commentMessage':{'targetMessageKey':{'id':'Q1'},'message':{'conversation':'x'}}",
        "'buttonsResponseMessage':{'selectedButtonId':'b','contextInfo':{'stanzaId':'Q1'}}",
        "'listResponseMessage':{'title':'t','contextInfo':{'stanzaId':'Q1'}}",
        "'templateButtonReplyMessage':{'selectedId':'b','contextInfo':{'stanzaId':'Q1'}}",
        "'interactiveResponseMessage':{'body':{'text':'x'},'contextInfo':{'stanzaId':'Q1'}}",
        "'groupInviteMessage':{'groupName':'g','contextInfo':{'stanzaId':'Q1'}}",
        "'productMessage':{'product':{'title':'p'},'contextInfo':{'stanzaId':'Q1'}}",
        "'requestPaymentMessage':{'noteMessage':{'extendedTextMessage':{'text':'x','contextInfo':{'stanzaId':'Q1'}}}}",
        "'templateMessage':{'interactiveMessageTemplate':{'body':{'text':'x'},'contextInfo':{'stanzaId':'Q1'}}}",
        "'viewOnceMessage':{'contextInfo':{'stanzaId':'Q1'},'message':{'imageMessage':{}}}",
        "'extendedTextMessage':{'text':'x','contextInfo':{'stanzaID':'Q1'}}"
      })
  void anAnswerNamesWhatItAnswers(String content) {
    // Given
    String plain = "{'messageType':null,'message':{" + content + "}}";
    String wrapped =
        "{'messageType':null,'message':{'ephemeralMessage':{'message':{" + content + "}}}}";

    // When / Then
    assertThat(WebhookFixtures.arrived(plain).body().quotedMessageId()).isEqualTo("Q1");
    assertThat(WebhookFixtures.arrived(wrapped).body().quotedMessageId()).isEqualTo("Q1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'contextInfo':{'stanzaId':'Q1'}}",
        "{'quoted':{'key':{'id':'Q1'}}}",
        "{'quoted':{'id':'Q1','remoteJid':'x'}}",
        "{'context':{'from':'55','id':'Q1'}}",
        "{'message':{'conversation':'x','contextInfo':{'stanzaId':'Q1'}}}"
      })
  void aTextMayNameWhatItAnswersBesideItself(String fields) {
    assertThat(WebhookFixtures.arrived(fields).body().quotedMessageId()).isEqualTo("Q1");
  }

  @Test
  void aVoteThatNobodyCanReadIsTiedToItsPollAndNoMessageOfItsOwn() {
    // When
    MessageBody body =
        WebhookFixtures.arrived(
                "{'messageType':'pollUpdateMessage','message':{'pollUpdateMessage':"
                    + "{'pollCreationMessageKey':{'id':'Q1'},'vote':{'encPayload':{'0':1},'encIv':{'0':2}}}}}")
            .body();

    // Then
    assertThat(body.type()).isEqualTo(MessageType.POLL_VOTE);
    assertThat(body.text()).isNull();
    assertThat(body.standsAlone()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'messageType':'hologramMessage','message':{'hologramMessage':{}}} | hologramMessage",
        "{'messageType':'ephemeralMessage','message':{'ephemeralMessage':{'message':{'hologramMessage':{'a':1}}}}} | hologramMessage",
        "{'messageType':'unknown','message':{'hologramMessage':{'a':1}}} | hologramMessage"
      })
  void anUnknownKindIsCalledByWhatsAppsNameOfIt(String changes, String name) {
    // When
    MessageBody body = WebhookFixtures.arrived(changes).body();

    // Then
    assertThat(body.type()).isEqualTo(MessageType.UNKNOWN);
    assertThat(body.evolutionType()).isEqualTo(name);
  }
}
