// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AuditEvent;
import dev.carteiro.contract.message.MessageStatusError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendRecordJsonTest {
  private static final InstanceKey ACME = InstanceKey.of("acme");
  private static final Instant AT = Instant.parse("2026-03-01T12:00:00.123Z");

  @ParameterizedTest
  @MethodSource("records")
  void aRecordIsReadAsItWasWrittenAlsoByAReaderThatKnowsLess(Object record, Class<?> readAs)
      throws IOException {
    // Given
    String json = text(record).replaceFirst("\\{", "{\"addedLater\":{\"x\":[1]},");

    // When
    Object read = Json.read(json.getBytes(StandardCharsets.UTF_8), readAs);

    // Then
    assertThat(read).isEqualTo(record);
  }

  static Stream<Arguments> records() {
    return Stream.of(
        Arguments.of(send(new OutboundMessageContent.TextContent()), OutboxCommand.class),
        Arguments.of(
            send(
                new OutboundMessageContent.MediaContent(
                    "image", "https://x/y.png", "image/png", null)),
            OutboxCommand.class),
        Arguments.of(
            send(new OutboundMessageContent.AudioContent("aGVsbG8=")), OutboxCommand.class),
        Arguments.of(
            send(
                new OutboundMessageContent.LocationContent(
                    -23.5505, -46.6333, "Sé", "Praça da Sé")),
            OutboxCommand.class),
        Arguments.of(
            send(
                new OutboundMessageContent.ContactContent(
                    List.of(
                        new OutboundMessageContent.ContactCard(
                            "Ana", "5511999999999", null, null, null)))),
            OutboxCommand.class),
        Arguments.of(
            send(new OutboundMessageContent.ReactionContent("3EB0", true, "")),
            OutboxCommand.class),
        Arguments.of(
            send(new OutboundMessageContent.PollContent(0, List.of("a", "b"))),
            OutboxCommand.class),
        Arguments.of(
            new ControlCommand(
                1,
                "c1",
                ControlCommand.ControlAction.RESCHEDULE,
                "schedule_1",
                null,
                "key",
                AT,
                AT,
                "t"),
            OutboxCommand.class),
        Arguments.of(
            new CommandReply(
                1,
                "c1",
                "schedule_1",
                CommandReply.CommandOutcome.CONFLICT,
                CommandReply.ALREADY_SENT,
                JobState.SENT,
                null,
                AT),
            CommandReply.class),
        Arguments.of(
            new SendDispatch(
                1,
                SendDispatch.DispatchAction.SEND,
                "d1",
                "msg_1",
                1,
                "t1",
                ACME,
                Lane.HIGH,
                "5511999999999",
                "Olá 😀",
                new OutboundMessageContent.TextContent(),
                0,
                null,
                AT,
                AT.plusSeconds(30),
                "t"),
            SendDispatch.class),
        Arguments.of(
            new SendResult(
                1,
                "d1",
                "msg_1",
                1,
                "t1",
                ACME,
                Lane.MONITORING,
                SendResult.SendResultKind.TRANSIENT,
                AT,
                null,
                "RATE_LIMITED",
                "slow down",
                429,
                "http://evolution:8080",
                12L,
                60_000L,
                null,
                null,
                "s1",
                "t",
                false),
            SendResult.class),
        Arguments.of(job(send(new OutboundMessageContent.TextContent())), SendStateEvent.class),
        Arguments.of(job(null), SendStateEvent.class),
        Arguments.of(
            new BatchEvent(
                1, "batch_1", "t1", ACME, BatchEvent.BatchState.PAUSED, 3, AT, "key", "t"),
            SendStateEvent.class),
        Arguments.of(
            new AlertEvent(
                1,
                "a1",
                AlertEvent.AlertRuleId.EVOLUTION_OFFLINE,
                AlertEvent.AlertState.FIRING,
                null,
                null,
                "evolution",
                "it does not answer",
                AT),
            AlertEvent.class),
        Arguments.of(
            new AuditEvent(1, "u1", "key", AuditEvent.REDRIVEN, "dl-1", "t1", null, AT),
            AuditEvent.class));
  }

  @Test
  void aSendCommandHasTheFieldsThatOthersRead() throws IOException {
    // When
    var json = Json.mapper().readTree(Json.write(send(new OutboundMessageContent.TextContent())));

    // Then
    assertThat(json.path("kind").textValue()).isEqualTo("send");
    assertThat(json.path("userId").textValue()).isEqualTo("key");
    assertThat(json.path("instanceName").textValue()).isEqualTo("acme");
    assertThat(json.path("instance").textValue()).isEqualTo("default/acme");
    assertThat(json.path("phoneNumber").textValue()).isEqualTo("5511999999999");
    assertThat(json.path("message").textValue()).isEqualTo("Olá!");
    assertThat(json.path("timestamp").textValue()).isEqualTo("2026-03-01T12:00:00.123Z");
    assertThat(json.path("scheduledFor").textValue()).isEqualTo("2026-03-01T13:00:00.123Z");
    assertThat(json.path("priority").textValue()).isEqualTo("normal");
    assertThat(json.path("content").path("type").textValue()).isEqualTo("text");
  }

  @Test
  void aContentHasItsOwnFieldsOnly() {
    // When / Then
    assertThat(text(new OutboundMessageContent.TextContent())).isEqualTo("{\"type\":\"text\"}");
    assertThat(text(new OutboundMessageContent.MediaContent("image", "QUJD", null, null)))
        .isEqualTo("{\"type\":\"media\",\"mediaType\":\"image\",\"media\":\"QUJD\"}");
    assertThat(text(new OutboundMessageContent.AudioContent("QUJD")))
        .isEqualTo("{\"type\":\"audio\",\"audio\":\"QUJD\"}");
  }

  @Test
  void everyContentIsWrittenWithTheNameOfItsType() {
    // When
    List<OutboundMessageContent> contents =
        records()
            .map(arguments -> arguments.get()[0])
            .filter(SendMessageCommand.class::isInstance)
            .map(command -> ((SendMessageCommand) command).content())
            .toList();

    // Then
    assertThat(contents)
        .allSatisfy(
            content ->
                assertThat(Json.mapper().valueToTree(content).path("type").textValue())
                    .isEqualTo(content.type().text()));
    assertThat(contents)
        .extracting(content -> (Object) content.getClass())
        .containsExactlyInAnyOrder(
            (Object[]) OutboundMessageContent.class.getPermittedSubclasses());
    assertThat(contents)
        .extracting(OutboundMessageContent::type)
        .containsExactlyInAnyOrder(OutboundMessageContent.OutboundContentType.values());
  }

  @Test
  void inlinedMediaAreLeftOutAndUrlsStay() {
    // When / Then
    assertThat(new OutboundMessageContent.AudioContent("QUJD").slim())
        .isEqualTo(new OutboundMessageContent.AudioContent(null));
    assertThat(new OutboundMessageContent.MediaContent("image", "QUJD", null, "a.png").slim())
        .isEqualTo(new OutboundMessageContent.MediaContent("image", null, null, "a.png"));
    assertThat(new OutboundMessageContent.AudioContent("https://h/a").slim())
        .isEqualTo(new OutboundMessageContent.AudioContent("https://h/a"));
    assertThat(new OutboundMessageContent.AudioContent("QUJD").slimJson())
        .hasToString("{\"type\":\"audio\",\"audioLength\":4}");
  }

  @Test
  void stateEventsSayWhatTheyAre() {
    // When / Then
    assertThat(text(job(null)))
        .contains("\"type\":\"job\"")
        .contains("\"state\":\"retrying\"")
        .contains("\"previous\":\"dispatched\"")
        .doesNotContain("\"command\"");
    assertThat(
            text(
                new BatchEvent(
                    1, "batch_1", "t1", ACME, BatchEvent.BatchState.RUNNING, 3, AT, null, "t")))
        .contains("\"type\":\"batch\"")
        .contains("\"state\":\"RUNNING\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"kind\":\"forget\"}", "{\"kind\":null}", "[]", "7"})
  void whatIsNoCommandIsNotReadAsOne(String json) {
    // When / Then
    assertThatThrownBy(() -> Json.read(json.getBytes(StandardCharsets.UTF_8), OutboxCommand.class))
        .isInstanceOf(IOException.class);
  }

  private static SendMessageCommand send(OutboundMessageContent content) {
    return new SendMessageCommand(
        1,
        "schedule_1",
        "schedule_1",
        "t1",
        "key",
        ACME,
        "acme",
        "5511999999999",
        "Olá!",
        content,
        AT,
        AT.plusSeconds(3600),
        Lane.NORMAL,
        2,
        AT.plusSeconds(7200),
        "order-1",
        "batch_1",
        0,
        2,
        "f",
        "t");
  }

  private static JobEvent job(SendMessageCommand command) {
    return new JobEvent(
        1,
        "schedule_1",
        "t1",
        ACME,
        3,
        JobState.RETRYING,
        JobState.DISPATCHED,
        "RATE_LIMITED",
        "slow down",
        new MessageStatusError("463", "account restricted", null),
        AT,
        AT.plusSeconds(3600),
        AT.plusSeconds(60),
        1,
        0,
        Lane.MAINTENANCE,
        "d1",
        null,
        null,
        "batch_1",
        command,
        "t");
  }

  private static String text(Object record) {
    return new String(Json.write(record), StandardCharsets.UTF_8);
  }
}
