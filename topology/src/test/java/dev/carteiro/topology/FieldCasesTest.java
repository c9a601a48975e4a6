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
import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.contract.message.MessageStatusEvent;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.contract.message.ParentMessageReference;
import dev.carteiro.topology.stats.StatsCounter;
import dev.carteiro.topology.stats.StatsCounterValues;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Inputs re-made from public reports, through the real parser and topology; the folder is given as
 * {@code -Dcarteiro.cases=…}, and its index says what must become of each.
 */
@EnabledIfSystemProperty(named = "carteiro.cases", matches = ".+")
class FieldCasesTest {
  private static final String TENANT = "case";
  private static final String INSTANCE = "case-inst";

  @TempDir Path state;
  private TopologyFixture topology;

  @BeforeEach
  void start() {
    topology = new TopologyFixture(state, Map.of());
    topology.bind(INSTANCE, TENANT);
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  void case01AnEditThatComesAsAMessageIsAnEditOfTheOriginal() {
    // When
    post("01");

    // Then
    List<MessageEvent> events = topology.read(Topic.MESSAGE, MessageEvent.class);
    assertThat(events)
        .extracting(MessageEvent::messageId, MessageEvent::change)
        .containsExactly(
            tuple("CASE01A", MessageChangeKind.CREATED),
            tuple("CASE01A", MessageChangeKind.EDITED));
    assertThat(events.get(1).text()).isEqualTo("Passo na loja às 16h");
    assertThat(events.get(1).body().text()).isEqualTo("Passo na loja às 15h");
    assertThat(events.get(1).editedAt()).isEqualTo("2026-11-30T12:00:40Z");
    assertThat(counts().of(StatsCounter.IN)).isEqualTo(1);
    assertThat(counts().of(StatsCounter.EDITED)).isEqualTo(1);
  }

  @Test
  void case02AnEncryptedEditMarksTheOriginalAndKeepsItsText() {
    // When
    post("02");

    // Then
    List<MessageEvent> events = topology.read(Topic.MESSAGE, MessageEvent.class);
    assertThat(events)
        .extracting(MessageEvent::messageId, MessageEvent::change, MessageEvent::text)
        .containsExactly(
            tuple("CASE02A", MessageChangeKind.CREATED, "Tem vaga na quinta?"),
            tuple("CASE02A", MessageChangeKind.EDITED, "Tem vaga na quinta?"));
    assertThat(events.get(1).editedAt()).isEqualTo("2026-11-30T12:01:30Z");
    assertThat(events.get(1).edits())
        .singleElement()
        .satisfies(edit -> assertThat(edit.text()).isNull());
    assertThat(counts().of(StatsCounter.IN)).isEqualTo(1);
  }

  @Test
  void case03AnAlbumIsAnEventAndItsPicturesAreMessagesThatNameIt() {
    // When
    post("03");

    // Then
    List<MessageEvent> events = topology.read(Topic.MESSAGE, MessageEvent.class);
    assertThat(events)
        .extracting(
            MessageEvent::messageId,
            event -> event.body().type(),
            event -> event.body().evolutionType(),
            MessageEvent::text,
            event -> event.body().media().mimetype(),
            event -> event.body().media().sizeBytes())
        .containsExactly(
            tuple(
                "CASE03B",
                MessageType.IMAGE,
                "associatedChildMessage",
                "Frente da peça",
                "image/jpeg",
                184_321L),
            tuple(
                "CASE03C",
                MessageType.IMAGE,
                "associatedChildMessage",
                null,
                "image/jpeg",
                184_322L),
            tuple(
                "CASE03D",
                MessageType.STICKER,
                "lottieStickerMessage",
                null,
                "application/was",
                20_480L));
    assertThat(events.subList(0, 2))
        .allSatisfy(
            event -> {
              assertThat(event.body().parent())
                  .isEqualTo(new ParentMessageReference("CASE03A", "media_album"));
              assertThat(event.body().media().sha256()).matches("[0-9a-f]{64}");
              assertThat(event.body().standsAlone()).isTrue();
            });
    assertThat(topology.read(Topic.EVENT, EvolutionEvent.class))
        .singleElement()
        .satisfies(event -> assertThat(event.data().at("/key/id").asText()).isEqualTo("CASE03A"));
    assertThat(counts().of(StatsCounter.IN)).isEqualTo(3);
    assertThat(counts().of(MessageType.UNKNOWN)).isZero();
  }

  @Test
  void case14WhyMetaRefusedAMessageIsKept() {
    // When
    post("14");

    // Then
    assertThat(topology.read(Topic.MESSAGE_STATUS, MessageStatusEvent.class))
        .extracting(
            MessageStatusEvent::status, MessageStatusEvent::rawStatus, MessageStatusEvent::error)
        .containsExactly(
            tuple(MessageStatus.PENDING, null, null),
            tuple(MessageStatus.SERVER_ACK, "SENT", null),
            tuple(
                MessageStatus.ERROR,
                "FAILED",
                new MessageStatusError(
                    "131047",
                    "Re-engagement message",
                    "More than 24 hours have passed since the recipient last replied.")));
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .last()
        .satisfies(
            event -> {
              assertThat(event.status()).isEqualTo(MessageStatus.ERROR);
              assertThat(event.error().code()).isEqualTo("131047");
              assertThat(event.body().fromMe()).isTrue();
            });
  }

  @Test
  void case16TheStatusOfVersion1IsRead() {
    // When
    post("16");

    // Then
    assertThat(topology.read(Topic.MESSAGE_STATUS, MessageStatusEvent.class))
        .extracting(MessageStatusEvent::messageId, MessageStatusEvent::status)
        .containsExactly(
            tuple("CASE16A", MessageStatus.PENDING),
            tuple("CASE16A", MessageStatus.DELIVERY_ACK),
            tuple("CASE16A", MessageStatus.READ));
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .last()
        .satisfies(
            event -> {
              assertThat(event.status()).isEqualTo(MessageStatus.READ);
              assertThat(event.text()).isEqualTo("Confirmado");
            });
    assertThat(topology.read(Topic.EVENT, EvolutionEvent.class)).isEmpty();
  }

  @Test
  void case22AnotherDialectIsKeptVisibly() {
    // When
    post("22");

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class)).isEmpty();
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class))
        .hasSize(2)
        .extracting(DeadLetter::reason)
        .containsOnly(DeadLetter.Reason.MISSING_INSTANCE);
  }

  @Test
  void case23TheDocumentedDialectIsKeptVisibly() {
    // When
    post("23");

    // Then
    assertThat(topology.read(Topic.EVENT, EvolutionEvent.class))
        .extracting(EvolutionEvent::event)
        .containsExactly("MESSAGE", "call");
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class)).isEmpty();
  }

  private StatsCounterValues counts() {
    return topology.counts(TENANT);
  }

  /** Posts a case's bodies in order. */
  private void post(String number) {
    List<String> bodies =
        WebhookCaseFile.bodies(Path.of(System.getProperty("carteiro.cases")), number);
    bodies.forEach(body -> topology.post(WebhookCaseFile.instance(body), body));
  }
}
