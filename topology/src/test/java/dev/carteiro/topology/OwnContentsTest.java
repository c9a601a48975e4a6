// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.EvolutionEvent;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageEvent.MessageChangeKind;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageStatusEvent;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.topology.stats.StatsCounter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of messages that are none, and of changes of messages, on the whole topology. */
class OwnContentsTest {
  private static final String TENANT = "padaria";

  @TempDir Path state;
  private TopologyFixture topology;

  @BeforeEach
  void start() {
    topology = new TopologyFixture(state, Map.of());
    topology.bind("loja", TENANT);
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  void anEditInAGroupThatComesBeforeItsMessageIsAppliedWhenTheMessageComes() {
    // Given
    upsert(
        "E2",
        "'editedMessage':{'message':{'protocolMessage':{'key':{'id':'E1'},'type':14,"
            + "'timestampMs':1772366460000,'editedMessage':{'extendedTextMessage':{'text':'às nove'}}}}}");

    // When
    upsert("E1", "'conversation':'às oito'");
    upsert(
        "E2",
        "'editedMessage':{'message':{'protocolMessage':{'key':{'id':'E1'},'type':14,"
            + "'timestampMs':1772366460000,'editedMessage':{'extendedTextMessage':{'text':'às nove'}}}}}");

    // Then
    List<MessageEvent> events = topology.read(Topic.MESSAGE, MessageEvent.class);
    assertThat(events)
        .extracting(MessageEvent::messageId, MessageEvent::change, MessageEvent::text)
        .containsExactly(
            tuple("E1", MessageChangeKind.EDITED, "às nove"),
            tuple("E1", MessageChangeKind.CREATED, "às nove"));
    assertThat(topology.counts(TENANT).of(StatsCounter.IN)).isEqualTo(1);
    assertThat(topology.counts(TENANT).of(StatsCounter.EDITED)).isEqualTo(1);
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class)).isEmpty();
  }

  @Test
  void anEditReportedAsAnEditAndAsAMessageIsOne() {
    // Given
    upsert("E1", "'conversation':'às oito'");
    String protocol =
        "{'key':{'id':'E1','remoteJid':'g@g.us'},'type':'MESSAGE_EDIT','timestampMs':'1772366460000',"
            + "'editedMessage':{'conversation':'às nove'}}";

    // When
    post("messages.edited", protocol);
    upsert(
        "E2",
        "'ephemeralMessage':{'message':{'editedMessage':{'message':{'protocolMessage':"
            + protocol
            + "}}}}");

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .last()
        .satisfies(event -> assertThat(event.edits()).hasSize(1));
  }

  @Test
  void aTextThatIsKnownComesBeforeAnEncryptedEditAndStaysAfterIt() {
    // Given
    upsert("E1", "'conversation':'um'");
    upsert(
        "E2",
        "'protocolMessage':{'key':{'id':'E1'},'type':14,'timestampMs':1772366460000,"
            + "'editedMessage':{'conversation':'dois'}}");

    // When
    upsert(
        "E3",
        "'secretEncryptedMessage':{'targetMessageKey':{'id':'E1'},'secretEncType':'MESSAGE_EDIT'}");

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .last()
        .satisfies(
            event -> {
              assertThat(event.text()).isEqualTo("dois");
              assertThat(event.editedAt()).isEqualTo("2026-03-01T12:20:34Z");
              assertThat(event.edits()).hasSize(2);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'pinInChatMessage':{'key':{'id':'X'},'type':1}",
        "'encReactionMessage':{'targetMessageKey':{'id':'X'},'encPayload':'AA=='}",
        "'keepInChatMessage':{'key':{'id':'X'},'keepType':1}",
        "'senderKeyDistributionMessage':{'groupId':'g@g.us'}",
        "'messageContextInfo':{},'fastRatchetKeySenderKeyDistributionMessage':{}",
        "'protocolMessage':{'type':3,'ephemeralExpiration':86400}",
        "'albumMessage':{'expectedImageCount':4}",
        "'groupStatusMentionMessage':{'message':{'protocolMessage':{'type':25,'key':{'id':'X'}}}}"
      })
  void whatOnlySpeaksAboutOthersIsKeptAndNoMessage(String content) {
    // When
    upsert("N1", content);

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class)).isEmpty();
    assertThat(topology.read(Topic.EVENT, EvolutionEvent.class))
        .singleElement()
        .satisfies(event -> assertThat(event.data().at("/key/id").asText()).isEqualTo("N1"));
    assertThat(topology.counts(TENANT).isNone()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'pollUpdateMessage':{'pollCreationMessageKey':{'id':'X'},'vote':{'encPayload':'AA=='}}",
        "'pollUpdateMessage':{'pollCreationMessageKey':{'id':'X'},'vote':{'selectedOptions':['B']}}",
        "'reactionMessage':{'key':{'id':'X'},'text':'👍'}",
        "'associatedChildMessage':{'message':{'imageMessage':{},'messageContextInfo':{'messageAssociation':"
            + "{'associationType':'HD_IMAGE_DUAL_UPLOAD','parentMessageKey':{'id':'X'}}}}}"
      })
  void whatIsTiedToAnotherIsKeptBesideItAndCountsByItsTypeOnly(String content) {
    // When
    upsert("N1", content);

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .anySatisfy(
            event -> {
              assertThat(event.messageId()).isEqualTo("N1");
              assertThat(event.body().standsAlone()).isFalse();
            });
    assertThat(topology.counts(TENANT).of(StatsCounter.IN)).isZero();
    assertThat(topology.counts(TENANT).byType().values()).containsExactly(1L);
  }

  @Test
  void anUnknownKindIsAMessageCountedByItsName() {
    // When
    upsert("N1", "'hologramMessage':{'depth':3}");

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .singleElement()
        .satisfies(event -> assertThat(event.body().type()).isEqualTo(MessageType.UNKNOWN));
    assertThat(topology.count("unknown.message.type", "type", "hologramMessage")).isEqualTo(1);
    assertThat(topology.counts(TENANT).of(StatsCounter.IN)).isEqualTo(1);
  }

  @Test
  void aFlatStatusOfVersion1MovesOnAMessageOfVersion2() {
    // Given
    post(
        "send.message",
        "{'key':{'remoteJid':'55@s.whatsapp.net','fromMe':true,'id':'V1'},'message':{'conversation':'oi'},"
            + "'messageType':'conversation','messageTimestamp':1772366400,'instanceId':'i-1','status':'PENDING'}");

    // When
    for (String word : new String[] {"SERVER_ACK", "DELIVERY_ACK"}) {
      post(
          "messages.update",
          "{'remoteJid':'55@s.whatsapp.net','fromMe':true,'id':'V1','participant':'','status':'"
              + word
              + "','datetime':1772366402000,'owner':'loja'}");
    }
    post(
        "messages.update",
        "{'keyId':'V1','remoteJid':'55@s.whatsapp.net','fromMe':true,'status':'READ','instanceId':'i-1'}");

    // Then
    assertThat(topology.read(Topic.MESSAGE_STATUS, MessageStatusEvent.class))
        .extracting(MessageStatusEvent::status)
        .containsExactly(
            MessageStatus.PENDING,
            MessageStatus.SERVER_ACK,
            MessageStatus.DELIVERY_ACK,
            MessageStatus.READ);
  }

  @Test
  void anAcknowledgementAfterARefusalTakesItsReasonAway() {
    // Given
    post(
        "messages.update",
        "{'keyId':'R1','remoteJid':'c','status':'ERROR','messageStubParameters':['463','restricted']}");

    // When
    post("messages.update", "{'keyId':'R1','remoteJid':'c','status':'DELIVERY_ACK'}");

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .extracting(event -> event.error() == null ? null : event.error().code())
        .containsExactly("463", null);
  }

  private void upsert(String id, String content) {
    post(
        "messages.upsert",
        "{'key':{'remoteJid':'g@g.us','participant':'7@lid','fromMe':false,'id':'"
            + id
            + "'},'pushName':'Ana','message':{"
            + content
            + "},'messageTimestamp':"
            + (TopologyFixture.START.getEpochSecond()
                + Integer.parseInt(id.substring(1)) * 411L
                + 1)
            + "}");
  }

  private void post(String event, String data) {
    topology.post(
        "loja",
        ("{'event':'" + event + "','instance':'loja','data':" + data + ",'date_time':'d'}")
            .replace('\'', '"'));
  }
}
