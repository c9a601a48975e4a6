// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.topology.parse.fact.MessageDeletionFact;
import dev.carteiro.topology.parse.fact.MessageEditFact;
import dev.carteiro.topology.parse.fact.OtherEventFact;
import dev.carteiro.topology.parse.fact.WebhookFact;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Edits and deletions. */
class MessageRevisionParserTest {
  private static final Instant EDITED = Instant.parse("2026-11-21T02:36:51.928Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "messages.edited | 'MESSAGE_EDIT' | '1795228611928' | {'conversation':'novo'}",
        "messages.edited | 'MESSAGE_EDIT' | '1795228611928' | {'extendedTextMessage':{'text':'novo'}}",
        "messages.edited | 14 | 1795228611928 | {'imageMessage':{'caption':'novo'}}",
        "messages.edited | 'MESSAGE_EDIT' | {'low':-67717800,'high':417} | {'message':{'conversation':'novo'}}",
        "messages.edited | 14 | 1795228611928 | {'message':{'protocolMessage':{'editedMessage':{'conversation':'novo'}}}}",
        "messages.edited | null | 1795228611928 | {'conversation':'novo'}",
        "send.message.update | 14 | 1795228611928 | {'extendedTextMessage':{'text':'novo'}}",
        "SEND_MESSAGE_UPDATE | '14' | 1795228611928 | {'ephemeralMessage':{'message':{'conversation':'novo'}}}"
      })
  void readsEveryFormOfAnEdit(String name, String type, String at, String content) {
    // Given
    String data =
        "{'key':{'id':'K1','remoteJid':'55:2@s.whatsapp.net','fromMe':true},'type':"
            + type
            + ",'timestampMs':"
            + at
            + ",'editedMessage':"
            + content
            + "}";

    // When
    MessageEditFact edited = WebhookFixtures.event(MessageEditFact.class, name, data);

    // Then
    assertThat(edited)
        .isEqualTo(
            new MessageEditFact(
                edited.envelope(), "K1", "55@s.whatsapp.net", "novo", EDITED, null));
    assertThat(edited.factKey()).isEqualTo("E:K1:1795228611928");
  }

  @Test
  void acceptsAnEditWithoutAnyText() {
    // Given
    String data =
        "{'key':{'id':'K1'},'type':'MESSAGE_EDIT','editedMessage':{'imageMessage':{'mimetype':'image/png'}}}";

    // When
    MessageEditFact edited = WebhookFixtures.event(MessageEditFact.class, "messages.edited", data);

    // Then
    assertThat(edited.text()).isNull();
    assertThat(edited.editedAt()).isNull();
    assertThat(edited.factKey()).matches("E:K1:t:[0-9a-f]{16}");
  }

  @Test
  void tellsEditsWithoutTimeApartByTheirText() {
    // Given
    String data = "{'key':{'id':'K1'},'type':14,'editedMessage':{'conversation':'%s'}}";

    // When
    String key = WebhookFixtures.event("messages.edited", data.formatted("a")).factKey();

    // Then
    assertThat(key)
        .isEqualTo(WebhookFixtures.event("messages.edited", data.formatted("a")).factKey())
        .isNotEqualTo(WebhookFixtures.event("messages.edited", data.formatted("b")).factKey());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "messages.edited | {'key':{'id':'K1','remoteJid':'c@lid','fromMe':true},'type':'REVOKE'}",
        "messages.edited | {'key':{'id':'K1','remoteJid':'c@lid'},'type':0}",
        "messages.delete | {'id':'K1','remoteJid':'c@lid','fromMe':false,'participant':'','status':'DELETED'}",
        "messages.delete | {'id':'db7','key':{'id':'K1','remoteJid':'c@lid'},'message':{'conversation':'x'},'status':'DELETED'}",
        "messages.delete | {'keys':[{'id':'K1','remoteJid':'c@lid'}]}",
        "messages.delete | [{'keys':[{'id':'K1','remoteJid':'c@hosted.lid'}]}]",
        "MESSAGES_DELETE | [{'id':'K1','remoteJid':'c:3@lid'}]"
      })
  void readsEveryFormOfADeletion(String name, String data) {
    // Given

    // When
    MessageDeletionFact deleted = WebhookFixtures.event(MessageDeletionFact.class, name, data);

    // Then
    assertThat(deleted)
        .isEqualTo(new MessageDeletionFact(deleted.envelope(), "K1", "c@lid", null, null));
    assertThat(deleted.factKey()).isEqualTo("D:K1");
  }

  @Test
  void keepsTheInstanceIdThatADeletionNames() {
    // Given
    String data = "{'id':'db7','key':{'id':'K1'},'instanceId':'i-2'}";

    // When
    MessageDeletionFact deleted =
        WebhookFixtures.event(MessageDeletionFact.class, "messages.delete", data);

    // Then
    assertThat(deleted.evolutionInstanceId()).isEqualTo("i-2");
    assertThat(deleted.envelope().evolutionInstanceIds()).containsExactly("i-2");
  }

  @Test
  void findsTheInstanceIdBesideAListInsideAList() {
    // Given
    String data = "[{'instanceId':'i-2','keys':[{'id':'K1','remoteJid':'c@lid'}]}]";

    // When
    MessageDeletionFact deleted =
        WebhookFixtures.event(MessageDeletionFact.class, "messages.delete", data);

    // Then
    assertThat(deleted.envelope().evolutionInstanceIds()).containsExactly("i-2");
  }

  @Test
  void keepsAnEmptyListInsideAList() {
    // Given
    String data = "[{'id':'K1','remoteJid':'c@lid'},{'keys':[],'why':'x'}]";

    // When
    List<WebhookFact> facts = WebhookFixtures.events("messages.delete", data);

    // Then
    assertThat(facts).hasSize(2);
    assertThat(((OtherEventFact) facts.get(1)).data().path("why").textValue()).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'EPHEMERAL_SETTING','ephemeralExpiration':86400}",
        "{'key':{'id':'K1'},'type':'EPHEMERAL_SETTING'}",
        "{'type':'APP_STATE_SYNC_KEY_SHARE','appStateSyncKeyShare':{}}",
        "{'key':{'id':'K1'},'type':3}",
        "{'key':{'id':'K1'},'type':'MESSAGE_EDIT'}",
        "{'key':{'id':'K1'},'type':'MESSAGE_EDIT','editedMessage':'x'}",
        "{'type':'REVOKE'}",
        "{'key':{'id':'K1'}}"
      })
  void passesOtherProtocolMessagesOn(String data) {
    // Given

    // When
    OtherEventFact other = WebhookFixtures.event(OtherEventFact.class, "messages.edited", data);

    // Then
    assertThat(other.data()).isEqualTo(WebhookFixtures.json(data));
  }
}
