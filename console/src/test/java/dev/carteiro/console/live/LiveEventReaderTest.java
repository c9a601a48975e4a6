// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.message.MediaReference;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageEvent.MessageChangeKind;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.contract.message.ParentMessageReference;
import dev.carteiro.contract.send.BatchEvent;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.OutboundMessageContent;
import dev.carteiro.contract.send.SendMessageCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LiveEventReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:01Z");

  @ParameterizedTest
  @CsvSource({
    "CREATED, message.new",
    "STATUS, message.status",
    "EDITED, message.edited",
    "DELETED, message.edited",
    "REACTION, message.edited"
  })
  void aChangeOfAMessageIsAnEvent(MessageChangeKind change, String type) throws IOException {
    // Given
    byte[] value =
        Json.write(LiveEventFixture.message(change, LiveEventFixture.body("Olá"), "Olá"));

    // When
    JsonNode event = json(read(Topic.MESSAGE, value).orElseThrow());

    // Then
    assertThat(event.path("type").asText()).isEqualTo(type);
    assertThat(event.path("tenantId").asText()).isEqualTo("a");
    assertThat(event.path("instance").asText()).isEqualTo("default/of-a");
    assertThat(event.path("at").asText()).isEqualTo("2026-11-21T12:00:01Z");
    JsonNode data = event.path("data");
    assertThat(data.path("change").asText()).isEqualToIgnoringCase(change.name());
    assertThat(data.path("messageId").asText()).isEqualTo("3EB0");
    assertThat(data.path("chatId").asText()).isEqualTo("5511999999999@s.whatsapp.net");
    assertThat(data.path("senderName").asText()).isEqualTo("Ana");
    assertThat(data.path("text").asText()).isEqualTo("Olá");
    assertThat(data.path("type").asText()).isEqualTo("text");
    assertThat(data.path("status").asText()).isEqualTo("DELIVERY_ACK");
    assertThat(data.path("fromMe").isBoolean()).isTrue();
    assertThat(data.has("truncated")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"REACTION, ", "POLL_VOTE, ", "IMAGE, hd_image_dual_upload"})
  void whatOnlySpeaksAboutAnotherMessageIsNoNewOne(MessageType type, String relation)
      throws IOException {
    // Given
    MessageBody body = LiveEventFixture.body("👍");
    MessageBody about =
        Json.mapper()
            .convertValue(
                Json.mapper()
                    .createObjectNode()
                    .putPOJO("chatId", body.chatId())
                    .putPOJO("sender", body.sender())
                    .putPOJO("type", type)
                    .putPOJO("evolutionType", "x")
                    .putPOJO("text", body.text())
                    .putPOJO(
                        "parent",
                        relation == null ? null : new ParentMessageReference("A", relation)),
                MessageBody.class);

    // When / Then
    assertThat(
            read(
                Topic.MESSAGE,
                Json.write(LiveEventFixture.message(MessageChangeKind.CREATED, about, "👍"))))
        .isEmpty();
    assertThat(
            read(
                Topic.MESSAGE,
                Json.write(LiveEventFixture.message(MessageChangeKind.STATUS, about, "👍"))))
        .isPresent();
  }

  @Test
  void theRawWebhookAndInlinedMediaAreNotPartOfIt() throws IOException {
    // Given
    MessageBody body = LiveEventFixture.body("caption");
    MessageBody withMedia =
        Json.mapper()
            .convertValue(
                Json.mapper()
                    .createObjectNode()
                    .putPOJO("chatId", body.chatId())
                    .putPOJO("sender", body.sender())
                    .putPOJO("type", MessageType.IMAGE)
                    .putPOJO("evolutionType", "imageMessage")
                    .putPOJO("text", "caption")
                    .putPOJO(
                        "media",
                        new MediaReference(
                            null, "image/png", null, null, 3L, null, null, "KEY", null, "QUJD"))
                    .putPOJO("raw", body.raw()),
                MessageBody.class);

    // When
    LiveEvent event =
        read(
                Topic.MESSAGE,
                Json.write(
                    LiveEventFixture.message(MessageChangeKind.CREATED, withMedia, "caption")))
            .orElseThrow();

    // Then
    assertThat(text(event)).doesNotContain("RAW", "QUJD", "KEY").contains("\"hasMedia\":true");
  }

  @Test
  void aLongTextIsCutBetweenCharacters() throws IOException {
    // Given
    String text = "x" + "😀".repeat(2_500);

    // When
    JsonNode data =
        json(read(
                    Topic.MESSAGE,
                    Json.write(
                        LiveEventFixture.message(
                            MessageChangeKind.CREATED, LiveEventFixture.body(text), text)))
                .orElseThrow())
            .path("data");

    // Then
    assertThat(data.path("text").asText()).isEqualTo("x" + "😀".repeat(499));
    assertThat(data.path("truncated").asBoolean()).isTrue();
  }

  @Test
  void aStatusOfAMessageThatWasNotSeenIsToldAsFarAsItIsKnown() throws IOException {
    // Given
    byte[] value = Json.write(LiveEventFixture.message(MessageChangeKind.STATUS, null, null));

    // When
    JsonNode data = json(read(Topic.MESSAGE, value).orElseThrow()).path("data");

    // Then
    assertThat(data.path("status").asText()).isEqualTo("DELIVERY_ACK");
    assertThat(data.has("chatId")).isFalse();
    assertThat(data.has("fromMe")).isFalse();
  }

  @Test
  void aJobTellsItsRecipientButNotItsMessage() throws IOException {
    // Given
    SendMessageCommand command =
        new SendMessageCommand(
            1,
            "job",
            null,
            "a",
            "key",
            InstanceKey.of("of-a"),
            "of-a",
            "5511999999999",
            "the text",
            new OutboundMessageContent.TextContent(),
            NOW,
            null,
            Lane.HIGH,
            0,
            null,
            null,
            null,
            null,
            null,
            null,
            "trace");
    JobEvent job =
        new JobEvent(
            1,
            "job",
            "a",
            InstanceKey.of("of-a"),
            1,
            JobState.QUEUED,
            null,
            null,
            null,
            null,
            NOW,
            null,
            null,
            0,
            0,
            Lane.HIGH,
            null,
            null,
            null,
            null,
            command,
            "trace");

    // When
    LiveEvent event =
        read(
                Topic.SEND_STATE,
                Json.mapper()
                    .writerFor(dev.carteiro.contract.send.SendStateEvent.class)
                    .writeValueAsBytes(job))
            .orElseThrow();

    // Then
    assertThat(json(event).at("/data/to").asText()).isEqualTo("5511999999999");
    assertThat(json(event).at("/data/state").asText()).isEqualTo("queued");
    assertThat(json(event).at("/data/lane").asText()).isEqualTo("high");
    assertThat(event.type()).isEqualTo(LiveEventType.JOB_STATE);
    assertThat(text(event)).doesNotContain("the text");
  }

  @Test
  void batchesConnectionsAndAlertsAreEvents() throws IOException {
    // Given
    BatchEvent batch =
        new BatchEvent(
            1, "b1", "a", InstanceKey.of("x"), BatchEvent.BatchState.PAUSED, 3, NOW, null, null);
    AlertEvent alert =
        new AlertEvent(
            1,
            "id",
            AlertEvent.AlertRuleId.EVOLUTION_OFFLINE,
            AlertEvent.AlertState.FIRING,
            null,
            null,
            "host",
            "It does not answer",
            NOW);

    // When
    LiveEvent first = read(Topic.SEND_STATE, Json.write(batch)).orElseThrow();
    LiveEvent second = read(Topic.INSTANCE_STATUS, connection(true)).orElseThrow();
    LiveEvent third = read(Topic.ALERT, Json.write(alert)).orElseThrow();

    // Then
    assertThat(json(first).at("/data/state").asText()).isEqualTo("paused");
    assertThat(json(second).at("/data/state").asText()).isEqualTo("close");
    assertThat(json(third).at("/data/rule").asText()).isEqualTo("EVOLUTION_OFFLINE");
    assertThat(third.tenantId()).isNull();
  }

  @Test
  void anOvertakenConnectionStateIsNoNews() throws IOException {
    // Given
    // When
    Optional<LiveEvent> event = read(Topic.INSTANCE_STATUS, connection(false));
    // Then
    assertThat(event).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "{}", "[]", "{\"change\":\"NO_SUCH\"}"})
  void aRecordThatIsNotWhatItShouldBeIsRefused(String value) {
    // Given
    // When
    // Then
    assertThatThrownBy(() -> read(Topic.MESSAGE, value.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class);
  }

  @Test
  void theIdIsTheSameOnEveryConsole() throws IOException {
    // Given
    byte[] value = connection(true);
    // When
    LiveEvent one = read(Topic.INSTANCE_STATUS, value).orElseThrow();
    LiveEvent other =
        new LiveEventReader().read(record(Topic.INSTANCE_STATUS, value), true).orElseThrow();
    // Then
    assertThat(one.id())
        .isEqualTo(other.id())
        .isEqualTo(new LiveEventId('i', 7, 42, NOW.toEpochMilli()));
    assertThat(one.json()).isEqualTo(other.json());
  }

  private static byte[] connection(boolean current) {
    return Json.write(
        new InstanceStatusEvent(
            1,
            "e",
            "a",
            InstanceKey.of("x"),
            "close",
            "open",
            401,
            null,
            null,
            null,
            current,
            NOW,
            null));
  }

  private static Optional<LiveEvent> read(Topic topic, byte[] value) throws IOException {
    return new LiveEventReader().read(record(topic, value), false);
  }

  private static ConsumerRecord<byte[], byte[]> record(Topic topic, byte[] value) {
    return new ConsumerRecord<>(
        topic.topicName(),
        7,
        42,
        NOW.toEpochMilli(),
        TimestampType.CREATE_TIME,
        0,
        value.length,
        null,
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  private static JsonNode json(LiveEvent event) throws IOException {
    return Json.mapper().readTree(event.json());
  }

  private static String text(LiveEvent event) {
    return new String(event.json(), StandardCharsets.UTF_8);
  }
}
