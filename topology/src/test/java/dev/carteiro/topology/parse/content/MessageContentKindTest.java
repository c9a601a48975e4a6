// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.topology.parse.WebhookFixtures;
import dev.carteiro.topology.parse.content.MessageContentKind.ContentRole;
import dev.carteiro.topology.parse.fact.OtherEventFact;
import dev.carteiro.topology.parse.fact.WebhookFact;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageContentKindTest {

  @Test
  void everyFieldOfWhatsAppsDefinitionHasItsLine() {
    // When
    TreeSet<String> missing = new TreeSet<>();
    fields().filter(name -> MessageContentKind.of(name) == null).forEach(missing::add);

    // Then
    assertThat(fields()).hasSize(111);
    assertThat(missing).isEmpty();
  }

  @Test
  void whatIsAMessageSaysWhatItIs() {
    fields()
        .map(MessageContentKind::of)
        .forEach(
            kind ->
                assertThat(kind.type() != null && kind.text() != null)
                    .isEqualTo(kind.role() == ContentRole.MESSAGE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "albumMessage",
        "chat",
        "encCommentMessage",
        "encEventResponseMessage",
        "encReactionMessage",
        "keepInChatMessage",
        "messageHistoryBundle",
        "messageHistoryNotice",
        "pinInChatMessage",
        "pollAddOptionMessage",
        "requestPhoneNumberMessage",
        "scheduledCallEditMessage",
        "splitPaymentUpdateMessage",
        "statusNotificationMessage",
        "statusStickerInteractionMessage",
        "stickerSyncRmrMessage",
        "senderKeyDistributionMessage",
        "fastRatchetKeySenderKeyDistributionMessage",
        "groupRootKeyShare",
        "rootSecretDistributeMessage",
        "statusLinkPreviewMetadata"
      })
  void whatOnlySpeaksAboutOthersIsAnEventInAnyWrapper(String name) {
    // Given
    String content = "{'" + name + "':{'key':{'id':'T1','remoteJid':'c@lid'},'text':'x'}}";
    List<String> wrappings =
        List.of(
            "{'messageType':'" + name + "','message':" + content + "}",
            "{'messageType':null,'message':" + content + "}",
            "{'messageType':'messageContextInfo','message':{'messageContextInfo':{},"
                + content.substring(1)
                + "}",
            "{'messageType':'ephemeralMessage','message':{'ephemeralMessage':{'message':"
                + content
                + "}}}",
            "{'key':{'id':'A','remoteJid':'c@lid','fromMe':true},'message':{'deviceSentMessage':{'message':{"
                + "'ephemeralMessage':{'message':"
                + content
                + "}}}}}");

    for (String wrapping : wrappings) {
      for (String event : List.of("messages.upsert", "send.message")) {
        // When
        WebhookFact fact = WebhookFixtures.event(event, WebhookFixtures.message(wrapping));

        // Then
        assertThat(fact).as("%s in %s", event, wrapping).isInstanceOf(OtherEventFact.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EPHEMERAL_SETTING",
        "3",
        "HISTORY_SYNC_NOTIFICATION",
        "APP_STATE_SYNC_KEY_SHARE",
        "6",
        "PEER_DATA_OPERATION_REQUEST_MESSAGE",
        "BOT_FEEDBACK_MESSAGE",
        "STATUS_MENTION_MESSAGE",
        "LIMIT_SHARING",
        "GROUP_MEMBER_LABEL_CHANGE",
        "99"
      })
  void wordsBetweenDevicesAreEvents(String type) {
    // Given
    String message =
        "{'messageType':'protocolMessage','message':{'protocolMessage':{'key':{'id':'T1'},'type':'"
            + type
            + "'}}}";

    // When
    WebhookFact fact = WebhookFixtures.event("messages.upsert", WebhookFixtures.message(message));

    // Then
    assertThat(fact).isInstanceOf(OtherEventFact.class);
  }

  private static Stream<String> fields() {
    return WebhookFixtures.lines("message-definition.txt").stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(" ")[1]);
  }
}
