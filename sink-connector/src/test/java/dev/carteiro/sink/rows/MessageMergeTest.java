// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.sink.SinkEventFixtures;
import dev.carteiro.sink.table.RowValues;
import dev.carteiro.sink.table.SinkTableRounds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageMergeTest {

  @Test
  void laterRecordsAreMergedIntoTheFirstWithoutLosingItsRawObject() {
    // Given
    SinkEventFixtures.MessageEventBuilder message = SinkEventFixtures.message("t1", "m1");
    List<MessageEvent> history =
        List.of(
            message.created("hello"),
            message.status(MessageStatus.READ),
            message.edited("hello!", SinkEventFixtures.T0.plusSeconds(30)),
            message.reacted("👍"));

    // When
    RowValues row = merged(history);

    // Then
    assertThat(row.get("raw")).isNotNull();
    assertThat(row.get("text")).isEqualTo("hello!");
    assertThat(row.get("original_text")).isEqualTo("hello");
    assertThat(row.get("status")).isEqualTo("READ");
    assertThat((JsonNode) row.get("reactions")).hasSize(1);
    assertThat(row.get("revision")).isEqualTo(4L);
    assertThat(row.get("trace_id")).isEqualTo("trace-m1-1");
  }

  @Test
  void theOrderOfTheRecordsDoesNotMatter() {
    // Given
    SinkEventFixtures.MessageEventBuilder message = SinkEventFixtures.message("t1", "m1");
    List<MessageEvent> history =
        new ArrayList<>(
            List.of(
                message.created("hello"),
                message.status(MessageStatus.SERVER_ACK),
                message.edited("second", SinkEventFixtures.T0.plusSeconds(30)),
                message.status(MessageStatus.READ),
                message.edited("third", SinkEventFixtures.T0.plusSeconds(60)),
                message.reacted("👍"),
                message.deleted(SinkEventFixtures.T0.plusSeconds(90))));
    RowValues expected = merged(history);
    Random random = new Random(7);

    for (int round = 0; round < 200; round++) {
      // When
      Collections.shuffle(history, random);
      RowValues row = merged(history);

      // Then
      assertThat(values(row)).isEqualTo(values(expected));
    }
  }

  @Test
  void aForgottenMessageStillMovesForwardAndIsNotUnedited() {
    // Given
    SinkEventFixtures.MessageEventBuilder message = SinkEventFixtures.message("t1", "m1");
    List<MessageEvent> history =
        new ArrayList<>(
            List.of(
                message.created("hello"),
                message.status(MessageStatus.SERVER_ACK),
                message.edited("hello!", SinkEventFixtures.T0.plusSeconds(30))));
    SinkEventFixtures.MessageEventBuilder anew =
        SinkEventFixtures.forgotten("t1", "m1", SinkEventFixtures.T0.plusSeconds(1_000_000));
    history.addAll(
        List.of(
            anew.created("hello"),
            anew.status(MessageStatus.PENDING),
            anew.status(MessageStatus.READ),
            anew.reacted("👍"),
            anew.deleted(SinkEventFixtures.T0.plusSeconds(1_000_100))));

    // When
    RowValues row = merged(history);

    // Then
    assertThat(row.get("text")).isEqualTo("hello!");
    assertThat(row.get("edited_at")).isEqualTo(SinkEventFixtures.T0.plusSeconds(30));
    assertThat(row.get("status")).isEqualTo("READ");
    assertThat(row.get("deleted_at")).isEqualTo(SinkEventFixtures.T0.plusSeconds(1_000_100));
    assertThat((JsonNode) row.get("reactions")).hasSize(1);
  }

  @Test
  void anEditToATextThatNobodyKnowsMarksTheMessageAndKeepsItsText() {
    // Given
    MessageEvent known = SinkEventFixtures.message("t1", "m1").created("hello");
    SinkEventFixtures.MessageEventBuilder anew =
        SinkEventFixtures.forgotten("t1", "m1", SinkEventFixtures.T0.plusSeconds(1_000_000));
    MessageEvent edited = anew.edited(null, SinkEventFixtures.T0.plusSeconds(30));

    // When
    RowValues row = merged(List.of(known, edited));

    // Then
    assertThat(row.get("text")).isEqualTo("hello");
    assertThat(row.get("edited_at")).isEqualTo(SinkEventFixtures.T0.plusSeconds(30));
  }

  @Test
  void aChangeBeforeTheMessageIsWrittenOnItsOwnAndLeavesTheMessageUnchanged() {
    // Given
    SinkEventFixtures.MessageEventBuilder message = SinkEventFixtures.message("t1", "m1");
    List<MessageEvent> history =
        List.of(
            message.status(MessageStatus.SERVER_ACK),
            message.created("hello"),
            message.status(MessageStatus.READ));

    // When
    List<List<RowValues>> rounds =
        SinkTableRounds.of(
            MessagesTable.TABLE, history.stream().map(MessageMergeTest::row).toList());

    // Then
    assertThat(rounds).hasSize(2);
    assertThat(rounds.get(0).get(0).get("chat_id")).isNull();
    assertThat(rounds.get(1).get(0).get("status")).isEqualTo("READ");
  }

  @Test
  void aPlaceholderIsReplacedByTheContent() {
    // Given
    SinkEventFixtures.MessageEventBuilder message = SinkEventFixtures.message("t1", "m1");
    MessageEvent placeholder = message.created(SinkEventFixtures.body(null, null, null));
    MessageEvent content = message.created("the words");

    // When
    RowValues row = merged(List.of(placeholder, content));

    // Then
    assertThat(row.get("text")).isEqualTo("the words");
    assertThat(row.get("original_text")).isEqualTo("the words");
  }

  private static RowValues merged(List<MessageEvent> events) {
    return SinkTableRounds.merged(
        MessagesTable.TABLE, events.stream().map(MessageMergeTest::row).toList());
  }

  private static List<Object> values(RowValues row) {
    List<Object> values = new ArrayList<>();
    MessagesTable.TABLE.columns().forEach(column -> values.add(row.get(column.name())));
    return values;
  }

  private static MessagesTable.MessageRow row(MessageEvent event) {
    return new MessagesTable.MessageRow(event, event.changedAt());
  }
}
