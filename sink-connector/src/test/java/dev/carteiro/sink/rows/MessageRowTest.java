// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.sink.SinkEventFixtures;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageRowTest {

  @Test
  void laterRecordsAreFoldedOverTheFirstWithoutLosingItsRawObject() {
    // Given
    SinkEventFixtures.MessageEventBuilder message = SinkEventFixtures.message("t1", "m1");
    List<MessageEvent> history =
        List.of(
            message.created("hello"),
            message.status(MessageStatus.READ),
            message.edited("hello!", SinkEventFixtures.T0.plusSeconds(30)),
            message.reacted("👍"));

    // When
    MessageRow row = fold(history);

    // Then
    assertThat(row.raw()).isNotNull();
    assertThat(row.text()).isEqualTo("hello!");
    assertThat(row.body().text()).isEqualTo("hello");
    assertThat(row.status()).isEqualTo(MessageStatus.READ);
    assertThat(row.reactions()).hasSize(1);
    assertThat(row.revision()).isEqualTo(4);
    assertThat(row.traceId()).isEqualTo("trace-m1-1");
  }

  @Test
  void theOrderOfTheRecordsDoesNotMatter() {
    // Given
    SinkEventFixtures.MessageEventBuilder message = SinkEventFixtures.message("t1", "m1");
    List<MessageEvent> history =
        new ArrayList<>(
            List.of(
                message.status(MessageStatus.SERVER_ACK),
                message.created("hello"),
                message.edited("second", SinkEventFixtures.T0.plusSeconds(30)),
                message.status(MessageStatus.READ),
                message.edited("third", SinkEventFixtures.T0.plusSeconds(60)),
                message.reacted("👍"),
                message.deleted(SinkEventFixtures.T0.plusSeconds(90))));
    MessageRow expected = fold(history);
    Random random = new Random(7);

    for (int round = 0; round < 200; round++) {
      // When
      Collections.shuffle(history, random);
      MessageRow row = fold(history);

      // Then
      assertThat(row).isEqualTo(expected);
    }
  }

  @Test
  void aForgottenMessageStillMovesForwardAndIsNotUnedited() {
    // Given
    SinkEventFixtures.MessageEventBuilder message = SinkEventFixtures.message("t1", "m1");
    MessageRow known =
        fold(
            List.of(
                message.created("hello"),
                message.status(MessageStatus.SERVER_ACK),
                message.edited("hello!", SinkEventFixtures.T0.plusSeconds(30))));
    SinkEventFixtures.MessageEventBuilder anew =
        SinkEventFixtures.forgotten("t1", "m1", SinkEventFixtures.T0.plusSeconds(1_000_000));

    // When
    MessageRow row =
        known
            .and(row(anew.created("hello")))
            .and(row(anew.status(MessageStatus.PENDING)))
            .and(row(anew.status(MessageStatus.READ)))
            .and(row(anew.reacted("👍")))
            .and(row(anew.deleted(SinkEventFixtures.T0.plusSeconds(1_000_100))));

    // Then
    assertThat(row.text()).isEqualTo("hello!");
    assertThat(row.editedAt()).isEqualTo(SinkEventFixtures.T0.plusSeconds(30));
    assertThat(row.status()).isEqualTo(MessageStatus.READ);
    assertThat(row.deletedAt()).isEqualTo(SinkEventFixtures.T0.plusSeconds(1_000_100));
    assertThat(row.reactions()).hasSize(1);
  }

  @Test
  void anEditToATextThatNobodyKnowsMarksTheMessageAndKeepsItsText() {
    // Given
    MessageRow known = fold(List.of(SinkEventFixtures.message("t1", "m1").created("hello")));
    SinkEventFixtures.MessageEventBuilder anew =
        SinkEventFixtures.forgotten("t1", "m1", SinkEventFixtures.T0.plusSeconds(1_000_000));
    MessageRow edited = fold(List.of(anew.edited(null, SinkEventFixtures.T0.plusSeconds(30))));

    // When / Then
    for (MessageRow row : List.of(known.and(edited), edited.and(known))) {
      assertThat(row.text()).isEqualTo("hello");
      assertThat(row.editedAt()).isEqualTo(SinkEventFixtures.T0.plusSeconds(30));
    }
  }

  @Test
  void aPlaceholderIsReplacedByTheContent() {
    // Given
    SinkEventFixtures.MessageEventBuilder message = SinkEventFixtures.message("t1", "m1");
    MessageEvent placeholder = message.created(SinkEventFixtures.body(null, null, null));
    MessageEvent content = message.created("the words");

    // When
    MessageRow row = fold(List.of(placeholder, content));

    // Then
    assertThat(row.text()).isEqualTo("the words");
    assertThat(row.body().text()).isEqualTo("the words");
  }

  private static MessageRow fold(List<MessageEvent> events) {
    return events.stream().map(MessageRowTest::row).reduce(MessageRow::and).orElseThrow();
  }

  private static MessageRow row(MessageEvent event) {
    return MessageRow.of(event, SinkEventFixtures.T0);
  }
}
