// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.contract.Topic;
import dev.carteiro.contract.message.MediaReference;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.sink.ConsumerRecordFixtures;
import dev.carteiro.sink.SendJobFixtures;
import dev.carteiro.sink.SinkEventFixtures;
import dev.carteiro.sink.table.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SinkRecordReaderTest {
  private final SinkRecordReader reader = new SinkRecordReader();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "[]",
        "null",
        "\"text\"",
        "{}",
        "{\"tenantId\":\"t1\",\"instance\":\"no separator\",\"messageId\":\"m\"}",
        "{\"tenantId\":\"t1\",\"instance\":\"default/acme\"}",
        "{\"instance\":\"default/acme\",\"messageId\":\"m\",\"change\":\"CREATED\"}",
        "{\"tenantId\":\"t1\",\"instance\":\"default/acme\",\"messageId\":\"m\",\"change\":\"CREATED\",\"edits\":[null]}",
        "{\"tenantId\":\"t1\",\"instance\":\"default/acme\",\"messageId\":\"m\",\"change\":\"CREATED\",\"edits\":[{}]}"
      })
  void aMessageRecordThatLacksWhatMakesARowIsUnreadable(String value) {
    // Given
    var record =
        ConsumerRecordFixtures.raw(
            Topic.MESSAGE, 0, 1, "default/acme", value.getBytes(StandardCharsets.UTF_8));

    // When / Then
    assertThatThrownBy(() -> reader.read(record)).isInstanceOf(UnreadableRecordException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "SEND_STATE | {}",
        "SEND_STATE | {\"type\":\"of a later version\"}",
        "SEND_STATE | {\"type\":\"job\",\"jobId\":\"msg_1\"}",
        "SEND_STATE | {\"type\":\"job\",\"jobId\":\"msg_1\",\"tenantId\":\"t1\",\"instance\":\"default/acme\",\"state\":\"queued\"}",
        "SEND_STATE | {\"type\":\"job\",\"jobId\":\"msg_1\",\"tenantId\":\"t1\",\"instance\":\"default/acme\",\"at\":\"2026-11-21T02:30:45Z\"}",
        "SEND_STATE | {\"type\":\"job\",\"jobId\":\"msg_1\",\"tenantId\":\"t1\",\"instance\":\"default/acme\",\"at\":\"2026-11-21T02:30:45Z\",\"state\":\"lost\"}",
        "SEND_STATE | {\"type\":\"batch\",\"tenantId\":\"t1\",\"instance\":\"default/acme\",\"at\":\"2026-11-21T02:30:45Z\",\"state\":\"RUNNING\"}",
        "SEND_RESULT | {}",
        "SEND_RESULT | {\"kind\":\"STARTED\",\"jobId\":\"msg_1\",\"tenantId\":\"t1\",\"instance\":\"default/acme\",\"at\":\"2026-11-21T02:30:45Z\"}",
        "SEND_RESULT | {\"kind\":\"STARTED\",\"dispatchId\":\"d1\",\"tenantId\":\"t1\",\"instance\":\"default/acme\",\"at\":\"2026-11-21T02:30:45Z\"}",
        "ALERT | {\"id\":\"a1\",\"state\":\"FIRING\",\"at\":\"2026-11-21T02:30:45Z\"}",
        "AUDIT | {\"id\":\"a1\",\"at\":\"2026-11-21T02:30:45Z\"}",
        "COMMAND_REPLY | {}",
        "SEND_DISPATCH | {}"
      })
  void aRecordOfSendingThatLacksWhatMakesARowIsUnreadable(Topic topic, String value) {
    // Given
    var record =
        ConsumerRecordFixtures.raw(
            topic, 0, 1, "default/acme", value.getBytes(StandardCharsets.UTF_8));

    // When / Then
    assertThatThrownBy(() -> reader.read(record)).isInstanceOf(UnreadableRecordException.class);
  }

  @Test
  void aProbesAnswerIsNoAttempt() throws Exception {
    // Given
    SinkRowBatch batch = new SinkRowBatch();
    var probed =
        SendJobFixtures.result(
            "t1", "p1", SendResult.SendResultKind.PROBED, SinkEventFixtures.T0, null);

    // When
    reader
        .read(ConsumerRecordFixtures.of(Topic.SEND_RESULT, 1, "default/acme", probed))
        .rows()
        .accept(batch);

    // Then
    assertThat(batch.rows(SendAttemptsTable.TABLE)).isEmpty();
  }

  @Test
  void onlyAJobWithATimeIsASchedule() throws Exception {
    // Given
    SinkRowBatch batch = new SinkRowBatch();
    var immediate = SendJobFixtures.job("t1", "msg_1").to(JobState.QUEUED);
    var scheduled = SendJobFixtures.schedule("t1", "schedule_1").to(JobState.SCHEDULED);

    // When
    reader
        .read(ConsumerRecordFixtures.of(Topic.SEND_STATE, 1, "default/acme", immediate))
        .rows()
        .accept(batch);
    reader
        .read(ConsumerRecordFixtures.of(Topic.SEND_STATE, 2, "default/acme", scheduled))
        .rows()
        .accept(batch);

    // Then
    assertThat(batch.rows(SendJobTables.LOG)).hasSize(2);
    assertThat(batch.rows(SendJobTables.SCHEDULES))
        .singleElement()
        .extracting(JobEvent::jobId)
        .isEqualTo("schedule_1");
  }

  @Test
  void theReasonDoesNotQuoteTheContent() {
    // Given
    var record =
        ConsumerRecordFixtures.raw(
            Topic.MESSAGE,
            0,
            1,
            "default/acme",
            "{\"tenantId\":secret words}".getBytes(StandardCharsets.UTF_8));

    // When / Then
    assertThatThrownBy(() -> reader.read(record)).hasMessageNotContaining("secret");
  }

  @Test
  void aTombstoneIsAnUnbindingOfAnInstanceAndUnreadableAsAMessage() throws Exception {
    // Given
    SinkRowBatch batch = new SinkRowBatch();

    // When
    reader
        .read(ConsumerRecordFixtures.of(Topic.INSTANCE, 1, "default/acme", null))
        .rows()
        .accept(batch);

    // Then
    assertThat(batch.rows(InstanceTables.BINDING))
        .singleElement()
        .extracting(InstanceTables.BindingRow::at)
        .isEqualTo(SinkEventFixtures.T0);
    assertThatThrownBy(
            () -> reader.read(ConsumerRecordFixtures.of(Topic.MESSAGE, 1, "default/acme", null)))
        .isInstanceOf(UnreadableRecordException.class);
  }

  @Test
  void inlinedMediaIsDecodedAndWhatIsNotBase64IsKeptAsItCame() throws Exception {
    // Given
    SinkRowBatch batch = new SinkRowBatch();
    MessageEvent good =
        SinkEventFixtures.message("t1", "good")
            .created(SinkEventFixtures.body("x", media("aGVsbG8="), null));
    MessageEvent dataUrl =
        SinkEventFixtures.message("t1", "url")
            .created(SinkEventFixtures.body("x", media("data:image/png;base64,aGVsbG8="), null));
    MessageEvent bad =
        SinkEventFixtures.message("t1", "zbad")
            .created(SinkEventFixtures.body("x", media("not base64!"), null));

    // When
    for (MessageEvent event : List.of(good, dataUrl, bad)) {
      reader
          .read(ConsumerRecordFixtures.of(Topic.MESSAGE, 1, "default/acme", event))
          .rows()
          .accept(batch);
    }

    // Then
    assertThat(batch.rows(MessageMediaTable.TABLE))
        .extracting(row -> row.decoded() + ":" + new String(row.content(), StandardCharsets.UTF_8))
        .containsExactly("true:hello", "true:hello", "false:not base64!");
  }

  @Test
  void anArchivedWebhookIsKeptWhateverItIs() throws Exception {
    // Given
    SinkRowBatch batch = new SinkRowBatch();

    // When
    for (String body :
        List.of(
            "{\"data\":{\"event\":\"inner\"},\"event\":\"messages.upsert\"}",
            "{\"event\":7}",
            "[",
            "")) {
      reader
          .read(
              ConsumerRecordFixtures.raw(
                  Topic.WEBHOOK,
                  0,
                  batch.rows(WebhookArchiveTable.TABLE).size(),
                  null,
                  body.getBytes(StandardCharsets.UTF_8)))
          .rows()
          .accept(batch);
    }

    // Then
    assertThat(batch.rows(WebhookArchiveTable.TABLE))
        .extracting(WebhookArchiveTable.WebhookRow::event)
        .containsExactly("messages.upsert", null, null, null);
  }

  @Test
  void contactsAndChatsAreReadFromArraysAndFromSingleObjects() throws Exception {
    // Given
    SinkRowBatch batch = new SinkRowBatch();

    // When
    add(
        batch,
        "contacts.upsert",
        "[{\"remoteJid\":\"a@s\",\"pushName\":\"Ana\"},{\"pushName\":\"nobody\"},7,null]");
    add(batch, "contacts.update", "{\"remoteJid\":\"b@s\",\"pushName\":null}");
    add(batch, "chats.upsert", "[{\"id\":\"c@s\",\"name\":\"Chat\",\"unreadMessages\":3}]");
    add(batch, "chats.delete", "[\"d@s\",\"\",5]");
    add(batch, "presence.update", "{\"id\":\"e@s\"}");

    // Then
    assertThat(batch.rows(ContactsTable.TABLE))
        .extracting(row -> row.contactId() + "=" + row.pushName())
        .containsExactly("a@s=Ana", "b@s=null");
    assertThat(batch.rows(ChatsTable.TABLE))
        .extracting(
            row ->
                row.chatId()
                    + "="
                    + row.name()
                    + "/"
                    + row.unreadMessages()
                    + "/"
                    + (row.deletedAt() != null))
        .containsExactly("c@s=Chat/3/false", "d@s=null/null/true");
    assertThat(batch.rows(HistoryTables.EVENTS)).hasSize(5);
  }

  private void add(SinkRowBatch batch, String event, String data) throws UnreadableRecordException {
    reader
        .read(
            ConsumerRecordFixtures.of(
                Topic.EVENT, 1, "default/acme", SinkEventFixtures.event("t1", event, event, data)))
        .rows()
        .accept(batch);
  }

  private static MediaReference media(String base64) {
    return new MediaReference(null, "image/png", null, null, 5L, null, null, null, null, base64);
  }
}
