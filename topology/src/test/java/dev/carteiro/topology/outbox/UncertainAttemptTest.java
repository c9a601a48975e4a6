// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.contract.send.CommandReply.CommandOutcome;
import dev.carteiro.contract.send.ControlCommand.ControlAction;
import dev.carteiro.contract.send.JobEvent;
import dev.carteiro.contract.send.JobState;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.OutboundMessageContent;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendMessageCommand;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import dev.carteiro.topology.SendRecordSamples;
import dev.carteiro.topology.outbox.job.OutboxKeyCodec;
import dev.carteiro.topology.outbox.job.SendJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attempts of which nobody can say at once whether they reached WhatsApp. */
class UncertainAttemptTest {
  private static final Duration ECHO_WINDOW = Duration.ofMinutes(5);

  private PartitionOutboxFixture outbox = new PartitionOutboxFixture();

  @Test
  void anEchoBeforeTheOutcomeIsTheAcceptance() {
    // Given
    SendDispatch dispatch = begun("one", "Olá!");

    // When
    echo(EchoEventSample.of("M1", "Olá!", outbox.instant()));

    // Then
    assertThat(outbox.history("one"))
        .containsExactly(JobState.QUEUED, JobState.DISPATCHED, JobState.ACCEPTED);
    assertThat(last("one").messageId()).isEqualTo("M1");
    assertThat(last("one").attempt()).isEqualTo(1);
    assertThat(outbox.pace().inFlight().slots()).as("its place is free").isZero();
    outbox.accepted(dispatch, "M1");
    assertThat(outbox.history("one")).hasSize(3);
    assertThat(outbox.pace().inFlight().all()).isEmpty();
  }

  @Test
  void anEchoSettlesAnUncertainAttempt() {
    // Given
    uncertain("one", "Olá!");

    // When
    echo(EchoEventSample.of("M1", "Olá!", outbox.instant()));

    // Then
    outbox.pass(Duration.ofHours(1));
    assertThat(outbox.history("one")).endsWith(JobState.UNKNOWN, JobState.ACCEPTED);
    assertThat(outbox.dispatched()).isEmpty();
  }

  @Test
  void whatWaitedForAnEchoGoesOnAtOnceWhenItComes() {
    // Given
    uncertain("one", "Olá!");
    outbox.text("two", "Tudo bem?");
    assertThat(outbox.dispatched()).isEmpty();

    // When
    echo(EchoEventSample.of("M1", "Olá!", outbox.instant()));

    // Then
    assertThat(outbox.onlyDispatch().jobId()).isEqualTo(SendRecordSamples.id("two"));
  }

  @Test
  void withoutAnEchoAPersonDecides() {
    // Given
    uncertain("one", "Olá!");

    // When
    outbox.pass(ECHO_WINDOW);

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.MANUAL);
    assertThat(outbox.alerts())
        .extracting(AlertEvent::state)
        .containsExactly(AlertEvent.AlertState.FIRING);
    assertThat(outbox.dispatched()).isEmpty();
  }

  @Test
  void withoutAnEchoItIsSentAgainWhenThatIsThePolicy() {
    // Given
    outbox = new PartitionOutboxFixture("OUTBOX_UNKNOWN_POLICY", "retry");
    uncertain("one", "Olá!");

    // When
    SendDispatch second = outbox.passToDispatch(ECHO_WINDOW);

    // Then
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.clientMessageId()).isNull();
  }

  @Test
  void withoutAnEchoItIsSentAgainUnderTheSameIdWhenTheGatewayTakesOne() {
    // Given
    outbox.bind(SendRecordSamples.TENANT, null, false, true);
    SendDispatch first = begun("one", "Olá!");
    outbox.outcome(first, SendResultKind.UNKNOWN, "TIMEOUT");

    // When
    SendDispatch second = outbox.passToDispatch(ECHO_WINDOW);

    // Then
    assertThat(second.clientMessageId()).isEqualTo(first.clientMessageId()).startsWith("3EB0");
    assertThat(second.attempt()).isEqualTo(2);
  }

  @Test
  void anIdThatTheAttemptDidNotCarryMakesNoRepetitionSafe() {
    // Given
    uncertain("one", "Olá!");

    // When
    outbox.bind(SendRecordSamples.TENANT, null, false, true);
    outbox.pass(ECHO_WINDOW.plusMinutes(1));

    // Then
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(outbox.state("one")).isEqualTo(JobState.MANUAL);
  }

  @Test
  void aClaimThatExpiredIsBelievedOfAnAttemptThatNobodyClaimedOnly() {
    // Given
    SendDispatch underWay = begun("one", "Olá!");
    outbox.outcome(underWay, SendResultKind.EXPIRED, null);
    assertThat(outbox.state("one")).isEqualTo(JobState.DISPATCHED);
    outbox.outcome(underWay, SendResultKind.UNKNOWN, "TIMEOUT");

    // When
    outbox.outcome(underWay, SendResultKind.EXPIRED, null);
    outbox.pass(Duration.ofMinutes(1));

    // Then
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(outbox.state("one")).isEqualTo(JobState.UNKNOWN);
    assertThat(outbox.counted("result.repeated")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"android", "ios"})
  void whatAPersonTypesOnThePhoneIsNoEcho(String device) {
    // Given
    uncertain("one", "Olá!");

    // When
    echo(EchoEventSample.of("M1", "Olá!", outbox.instant()).typedOn(device));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.UNKNOWN);
  }

  @Test
  void whatIsTypedElsewhereIsNoEchoOfAnAttemptUnderWay() {
    // Given
    begun("one", "Olá!");

    // When
    echo(EchoEventSample.of("M1", "Olá!", outbox.instant()).typedOn("web"));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.DISPATCHED);
  }

  @Test
  void theSameTextInOtherHandsIsNoEcho() {
    // Given
    uncertain("one", "Olá!");
    EchoEventSample echo = EchoEventSample.of("M1", "Olá!", outbox.instant());

    // When
    echo(echo.tenant("tenant-b"));
    echo(echo.chat("5511888880002@s.whatsapp.net", null));
    echo(echo.chat("77@lid", "5511888880002@s.whatsapp.net"));
    echo(echo.type(MessageType.TEXT, "Olá"));
    echo(echo.type(MessageType.IMAGE, "Olá!"));
    echo(EchoEventSample.of("M0", "Olá!", outbox.instant().minus(Duration.ofMinutes(3))));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.UNKNOWN);
    assertThat(outbox.counted("echo.of.others")).isEqualTo(6);
  }

  @Test
  void aMessageOfMuchLaterIsNoEcho() {
    // Given
    uncertain("one", "Olá!");
    outbox.pass(Duration.ofDays(2));

    // When
    echo(EchoEventSample.of("M1", "Olá!", outbox.instant()).typedOn("web"));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.MANUAL);
  }

  @Test
  void aLateEchoSettlesWhatWaitsForAPerson() {
    // Given
    Instant sent = outbox.instant();
    uncertain("one", "Olá!");
    outbox.pass(Duration.ofMinutes(20));

    // When
    echo(EchoEventSample.of("M1", "Olá!", sent));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.ACCEPTED);
    assertThat(outbox.alerts())
        .extracting(AlertEvent::state)
        .containsExactly(AlertEvent.AlertState.FIRING, AlertEvent.AlertState.RESOLVED);
  }

  @ParameterizedTest
  @CsvSource({
    "5511999990001, 551199990001@s.whatsapp.net",
    "551199990001, 5511999990001@s.whatsapp.net",
    "+5511999990001, 5511999990001:12@s.whatsapp.net",
    "5215512345678, 525512345678@s.whatsapp.net",
    "5491123456789, 541123456789@s.whatsapp.net",
    "120363041234567890@g.us, 120363041234567890@g.us"
  })
  void theRecipientIsKnownInAllItsForms(String asked, String echoed) {
    // Given
    SendDispatch dispatch =
        begun(SendRecordSamples.text("one", asked, "Olá!", Lane.NORMAL, outbox.instant()));
    outbox.outcome(dispatch, SendResultKind.UNKNOWN, "TIMEOUT");

    // When
    echo(EchoEventSample.of("M1", "Olá!", outbox.instant()).chat(echoed, null));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.ACCEPTED);
  }

  @Test
  void aPrivacyIdIsEnoughWhenOnlyOneMessageSaysSo() {
    // Given
    uncertain("one", "Olá!");

    // When
    echo(EchoEventSample.of("M1", "Olá!", outbox.instant()).chat("77@lid", null));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.ACCEPTED);
  }

  @Test
  void aPrivacyIdIsNotEnoughWhenSeveralMessagesSaySo() {
    // Given
    uncertain("one", "Olá!");
    SendDispatch other =
        begun(
            SendRecordSamples.text("two", "5511888880002", "Olá!", Lane.NORMAL, outbox.instant()));
    outbox.outcome(other, SendResultKind.UNKNOWN, "TIMEOUT");

    // When
    echo(EchoEventSample.of("M1", "Olá!", outbox.instant()).chat("77@lid", null));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.UNKNOWN);
    assertThat(outbox.state("two")).isEqualTo(JobState.UNKNOWN);
  }

  @Test
  void aPrivacyIdIsNoGroup() {
    // Given
    SendDispatch dispatch =
        begun(SendRecordSamples.text("one", "120363@g.us", "Olá!", Lane.NORMAL, outbox.instant()));
    outbox.outcome(dispatch, SendResultKind.UNKNOWN, "TIMEOUT");

    // When
    echo(EchoEventSample.of("M1", "Olá!", outbox.instant()).chat("77@lid", null));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.UNKNOWN);
  }

  @Test
  void mediaWithoutCaptionIsKnownByItsKind() {
    // Given
    SendDispatch dispatch =
        begun(
            new SendCommandVariant(SendRecordSamples.text("one", null, outbox.instant()))
                .content(
                    new OutboundMessageContent.MediaContent("image", "http://x/y.png", null, null))
                .build());
    outbox.outcome(dispatch, SendResultKind.UNKNOWN, "TIMEOUT");

    // When
    echo(EchoEventSample.of("M1", null, outbox.instant()).type(MessageType.IMAGE, null));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.ACCEPTED);
  }

  @Test
  void aCaptionThatTheChannelDropsIsNotMissed() {
    // Given
    SendDispatch dispatch = begun(picture("one", "Sua nota fiscal"));
    outbox.outcome(dispatch, SendResultKind.UNKNOWN, "RESET");

    // When
    echo(EchoEventSample.of("M1", null, outbox.instant()).type(MessageType.IMAGE, null));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.ACCEPTED);
    assertThat(outbox.jobs.entries.keySet()).noneMatch(key -> key[0] == 'E');
  }

  @Test
  void aPictureWithOtherWordsOrToOthersOrByAPersonIsNotTheCaptionedOnes() {
    // Given
    SendDispatch dispatch = begun(picture("one", "Sua nota fiscal"));
    outbox.outcome(dispatch, SendResultKind.UNKNOWN, "RESET");
    EchoEventSample bare =
        EchoEventSample.of("M1", null, outbox.instant()).type(MessageType.IMAGE, null);

    // When
    echo(bare.type(MessageType.IMAGE, "Outra coisa"));
    echo(bare.type(MessageType.TEXT, null));
    echo(bare.type(MessageType.STICKER, null));
    echo(bare.chat("5511888880002@s.whatsapp.net", null));
    echo(bare.chat("77@lid", null));
    echo(bare.typedOn("web"));
    echo(bare.typedOn("android"));
    echo(bare.tenant("tenant-b"));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.UNKNOWN);
  }

  @Test
  void aPictureWithoutWordsIsThatWhichHasNone() {
    // Given
    SendDispatch captioned = begun(picture("one", "Sua nota fiscal"));
    outbox.outcome(captioned, SendResultKind.UNKNOWN, "RESET");
    SendMessageCommand bare =
        new SendCommandVariant(
                SendRecordSamples.text(
                    "two", SendRecordSamples.ANA, null, Lane.HIGH, outbox.instant()))
            .content(new OutboundMessageContent.MediaContent("image", "http://x/z.png", null, null))
            .build();
    outbox.outcome(begun(bare), SendResultKind.UNKNOWN, "RESET");

    // When
    echo(EchoEventSample.of("M1", null, outbox.instant()).type(MessageType.IMAGE, null));

    // Then
    assertThat(outbox.state("two")).isEqualTo(JobState.ACCEPTED);
    assertThat(outbox.state("one")).isEqualTo(JobState.UNKNOWN);
  }

  @Test
  void aPictureThatMayBeOneOfTwoCaptionedOnesSettlesNeither() {
    // Given
    outbox.outcome(begun(picture("one", "Nota 1")), SendResultKind.UNKNOWN, "RESET");
    SendMessageCommand other =
        new SendCommandVariant(
                SendRecordSamples.text(
                    "two", SendRecordSamples.ANA, "Nota 2", Lane.HIGH, outbox.instant()))
            .content(new OutboundMessageContent.MediaContent("image", "http://x/z.png", null, null))
            .build();
    outbox.outcome(begun(other), SendResultKind.UNKNOWN, "RESET");

    // When
    echo(EchoEventSample.of("M1", null, outbox.instant()).type(MessageType.IMAGE, null));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.UNKNOWN);
    assertThat(outbox.state("two")).isEqualTo(JobState.UNKNOWN);
  }

  @Test
  void whatAPersonDecidesIsNotSettledByAPictureWithoutWords() {
    // Given
    SendDispatch dispatch = begun(picture("one", "Sua nota fiscal"));
    outbox.outcome(dispatch, SendResultKind.UNKNOWN, "RESET");
    Instant sent = outbox.instant();
    outbox.pass(ECHO_WINDOW);

    // When
    echo(EchoEventSample.of("M1", null, sent).type(MessageType.IMAGE, null));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.MANUAL);
    echo(EchoEventSample.of("M2", null, sent).type(MessageType.IMAGE, "Sua nota fiscal"));
    assertThat(outbox.state("one")).isEqualTo(JobState.ACCEPTED);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "linha 1\\r\\nlinha 2,linha 1\\nlinha 2",
        "linha 1  \\nlinha 2\\t,linha 1\\nlinha 2",
        "preço: R$ 10,preço: R$\\u00a010",
        "cafe\\u0301,caf\\u00e9",
        "amei \\u2764\\ufe0f,amei \\u2764",
        "\\ufeffOlá\\u200b!,Olá!",
        "a\\u0000b,ab",
        "nego\\u00adcia\\u00e7\\u00e3o,negocia\\u00e7\\u00e3o",
        "pre\\u200c\\u00e7o \\u2066R$ 10\\u2069,pre\\u00e7o R$ 10",
        "\\u202bOi\\u202c,Oi",
        "1\\ufe0f\\u20e3,1\\u20e3",
        "\\n\\nOi *voc\\u00ea* @5521988887777\\n,Oi *voce\\u0302* @5521988887777",
        "x\\ud83d,x\\ufffd"
      })
  void whatTheWayChangesWithoutChangingWhatIsSaidIsNoDifference(String asked, String echoed) {
    // Given
    uncertain("one", unescaped(asked));

    // When
    echo(EchoEventSample.of("M1", unescaped(echoed), outbox.instant()));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.ACCEPTED);
  }

  @Test
  void whatJoinsEmojiIsSaid() {
    // Given
    uncertain("one", "\ud83d\udc68\u200d\ud83d\udc67");

    // When
    echo(EchoEventSample.of("M1", "\ud83d\udc68\ud83d\udc67", outbox.instant()));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.UNKNOWN);
  }

  @Test
  void whatHasNothingButInvisibleCharactersIsNotTheSameAsNothing() {
    // Given
    uncertain("one", "\u200b");

    // When
    echo(EchoEventSample.of("M1", null, outbox.instant()).type(MessageType.STICKER, null));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.UNKNOWN);
  }

  @Test
  void jobsOfBeforeAnUpgradeAreFoundByWhatTheySaidInTheFormOfThatTime() {
    // Given
    String text = "linha 1\r\nlinha 2";
    uncertain("one", text);
    SendJob job = outbox.job(SendRecordSamples.id("one"));
    String former = dev.carteiro.contract.Sha256Fingerprint.of("text\n" + text).substring(0, 16);
    outbox.jobs.put(
        OutboxKeyCodec.content(PartitionOutboxFixture.LOJA, former),
        outbox.jobs.get(
            OutboxKeyCodec.content(PartitionOutboxFixture.LOJA, job.identity().contentDigest())));
    outbox.jobs.put(
        OutboxKeyCodec.content(PartitionOutboxFixture.LOJA, job.identity().contentDigest()), null);

    // When
    echo(EchoEventSample.of("M1", text, outbox.instant()));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.ACCEPTED);
  }

  @Test
  void theEchoOfALaterMessageThatSaysTheSameIsNotTakenForTheEarlierOnes() {
    // Given
    uncertain("one", "Olá!");
    outbox.pass(ECHO_WINDOW);
    SendDispatch second = begun("two", "Olá!");

    // When
    echo(EchoEventSample.of("M2", "Olá!", outbox.instant()));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.MANUAL);
    assertThat(outbox.state("two")).isEqualTo(JobState.ACCEPTED);
    outbox.accepted(second, "M2");
    assertThat(outbox.state("one")).isEqualTo(JobState.MANUAL);
  }

  @Test
  void anEchoOfBeforeTheLaterAttemptBeganIsTheEarlierOnes() {
    // Given
    uncertain("normal", "Olá!");
    outbox.pass(Duration.ofSeconds(31));
    begun(
        SendRecordSamples.text("high", SendRecordSamples.ANA, "Olá!", Lane.HIGH, outbox.instant()));

    // When
    echo(EchoEventSample.of("M1", "Olá!", PartitionOutboxFixture.START.plusSeconds(29)));

    // Then
    assertThat(outbox.state("normal")).isEqualTo(JobState.ACCEPTED);
    assertThat(outbox.state("high")).isEqualTo(JobState.DISPATCHED);
  }

  @Test
  void theOutcomesMessageIdIsBelievedMoreThanTheEchos() {
    // Given
    SendDispatch dispatch = begun("one", "Olá!");
    echo(EchoEventSample.of("other", "Olá!", outbox.instant()).chat("77@lid", null));

    // When
    outbox.accepted(dispatch, "mine");

    // Then
    assertThat(last("one").messageId()).isEqualTo("mine");
    outbox.run(
        () ->
            outbox.outbox.message(
                EchoEventSample.status("mine", MessageStatus.READ, outbox.instant()), outbox.now));
    assertThat(outbox.state("one")).isEqualTo(JobState.READ);
  }

  @ParameterizedTest
  @EnumSource(
      value = SendResultKind.class,
      names = {"NOT_SENT", "EXPIRED"})
  void whatNeverLeftIsNotBelievedSentBecauseOfAnothersMessage(SendResultKind neverLeft) {
    // Given
    outbox.text("one", "Olá!");
    SendDispatch dispatch = outbox.onlyDispatch();
    echo(EchoEventSample.of("other", "Olá!", outbox.instant()));

    // When
    outbox.outcome(dispatch, neverLeft, "CODE");

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.FAILED);
    assertThat(last("one").reason()).isEqualTo("ECHO_OF_ANOTHER");
    status("other", MessageStatus.READ);
    assertThat(outbox.state("one")).isEqualTo(JobState.FAILED);
  }

  @Test
  void anEchoGoesBackToTheMessageWhoseOutcomeNamesIt() {
    // Given
    outbox = new PartitionOutboxFixture("OUTBOX_IN_FLIGHT", "2");
    SendDispatch normal = begun("normal", "Olá!");
    SendDispatch high =
        begun(
            SendRecordSamples.text(
                "high", SendRecordSamples.ANA, "Olá!", Lane.HIGH, outbox.instant()));
    echo(EchoEventSample.of("M", "Olá!", outbox.instant()));
    SendDispatch other = outbox.state("normal") == JobState.ACCEPTED ? high : normal;
    String mistaken = other == high ? "normal" : "high";

    // When
    outbox.accepted(other, "M");

    // Then
    assertThat(outbox.job(other.jobId()).messageId()).isEqualTo("M");
    assertThat(outbox.state(mistaken)).isEqualTo(JobState.FAILED);
    status("M", MessageStatus.READ);
    assertThat(outbox.job(other.jobId()).state()).isEqualTo(JobState.READ);
  }

  @Test
  void anAttemptWithoutAnOutcomeIsUncertainAfterItsDeadline() {
    // Given
    begun("one", "Olá!");

    // When
    outbox.pass(Duration.ofMinutes(2));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.UNKNOWN);
    assertThat(last("one").reason()).isEqualTo("NO_OUTCOME");
    assertThat(last("one").attempt()).isEqualTo(1);
  }

  @Test
  void anOutcomeAfterTheDeadlineStillCounts() {
    // Given
    SendDispatch dispatch = begun("one", "Olá!");
    outbox.pass(Duration.ofMinutes(3));

    // When
    outbox.accepted(dispatch, "M1");

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.ACCEPTED);
    assertThat(last("one").attempt()).isEqualTo(1);
  }

  @Test
  void anAttemptThatTurnsOutNeverToHaveLeftIsNotCounted() {
    // Given
    SendDispatch dispatch = begun("one", "Olá!");
    outbox.pass(Duration.ofMinutes(3));

    // When
    outbox.outcome(dispatch, SendResultKind.NOT_SENT, "BREAKER_OPEN");

    // Then
    assertThat(outbox.passToDispatch(Duration.ofMinutes(1)).attempt()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = SendResultKind.class,
      names = {"ACCEPTED", "PERMANENT"})
  void aLateOutcomeKeepsFromSendingAgainWhatAPersonQueued(SendResultKind late) {
    // Given
    SendDispatch first = uncertain("one", "Olá!");
    outbox.pass(ECHO_WINDOW);
    outbox.connection("close");
    assertThat(outbox.control(ControlAction.RESEND, SendRecordSamples.id("one")))
        .isEqualTo(CommandOutcome.DONE);

    // When
    outbox.result(SendRecordSamples.result(first, late, "M1", null));

    // Then
    outbox.connection("open");
    outbox.pass(Duration.ofMinutes(5));
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(outbox.state("one"))
        .isEqualTo(late == SendResultKind.ACCEPTED ? JobState.ACCEPTED : JobState.FAILED);
    assertThat(outbox.pace().lanes().queued(Lane.NORMAL)).isZero();
  }

  @Test
  void aLateAcceptanceIsToldEvenOfADiscardedMessage() {
    // Given
    SendDispatch first = uncertain("one", "Olá!");
    outbox.pass(ECHO_WINDOW);
    outbox.control(ControlAction.DISCARD, SendRecordSamples.id("one"));

    // When
    outbox.accepted(first, "M1");

    // Then
    assertThat(outbox.history("one")).endsWith(JobState.CANCELLED, JobState.ACCEPTED);
  }

  @Test
  void anAcceptanceAfterTheNextAttemptBeganIsCountedAsADoubleSend() {
    // Given
    outbox = new PartitionOutboxFixture("OUTBOX_UNKNOWN_POLICY", "retry");
    SendDispatch first = uncertain("one", "Olá!");
    SendDispatch second = outbox.passToDispatch(ECHO_WINDOW);
    outbox.started(second);

    // When
    outbox.accepted(first, "M1");

    // Then
    assertThat(outbox.counted("double.send")).isEqualTo(1);
    assertThat(outbox.state("one")).isEqualTo(JobState.ACCEPTED);
    outbox.accepted(second, "M2");
    assertThat(outbox.pace().inFlight().slots()).isZero();
  }

  @Test
  void anAcceptanceBeforeTheNextAttemptBeginsPreventsIt() {
    // Given
    outbox =
        new PartitionOutboxFixture("OUTBOX_UNKNOWN_POLICY", "retry", "WHATSAPP_RATE_LIMIT", "1");
    SendDispatch first = uncertain("one", "Olá!");
    outbox.connection("close");
    outbox.pass(ECHO_WINDOW.plusMinutes(1));
    assertThat(outbox.state("one")).isIn(JobState.QUEUED, JobState.HELD);

    // When
    outbox.accepted(first, "M1");

    // Then
    outbox.connection("open");
    outbox.pass(Duration.ofMinutes(5));
    assertThat(outbox.dispatched()).isEmpty();
    assertThat(outbox.counted("double.send")).isZero();
    assertThat(outbox.state("one")).isEqualTo(JobState.ACCEPTED);
  }

  @Test
  void aResultTwiceIsOneResult() {
    // Given
    SendDispatch dispatch = begun("one", "Olá!");
    outbox.accepted(dispatch, "M1");

    // When
    outbox.accepted(dispatch, "M1");

    // Then
    assertThat(outbox.counted("result.repeated")).isEqualTo(1);
    assertThat(outbox.history("one")).hasSize(3);
  }

  @Test
  void aResultOfAnAttemptThatNobodyBeganFindsNoJob() {
    // Given
    SendDispatch dispatch = begun("one", "Olá!");
    SendDispatch forged =
        new SendDispatch(
            1,
            dispatch.action(),
            dispatch.jobId() + ":2",
            dispatch.jobId(),
            2,
            SendRecordSamples.TENANT,
            SendRecordSamples.LOJA,
            Lane.NORMAL,
            null,
            null,
            null,
            0,
            null,
            outbox.instant(),
            outbox.instant(),
            null);

    // When
    boolean placed = outbox.result(SendRecordSamples.accepted(forged, "M1"));

    // Then
    assertThat(placed).isFalse();
    assertThat(outbox.state("one")).isEqualTo(JobState.DISPATCHED);
  }

  @Test
  void aResultWhileTypingIsShownFindsNoAttempt() {
    // Given
    outbox.take(SendRecordSamples.typed("one", "Olá!", 3, outbox.instant()));
    SendDispatch presence = outbox.onlyDispatch();

    // When
    boolean placed =
        outbox.result(SendRecordSamples.result(presence, SendResultKind.EXPIRED, null, null));

    // Then
    assertThat(placed).isFalse();
    assertThat(outbox.pace().inFlight().slots()).isEqualTo(1);
  }

  @Test
  void anEchoThatWaitsInItsTopicWhileNobodyRunsIsReadBeforeThePolicyDecides() {
    // Given
    uncertain("one", "Olá!");
    outbox.now += Duration.ofHours(1).toMillis();
    outbox.inputsRead = false;
    outbox.restart();
    outbox.pass(Duration.ofMinutes(5));

    // When
    echo(EchoEventSample.of("M1", "Olá!", PartitionOutboxFixture.START));

    // Then
    assertThat(outbox.history("one")).endsWith(JobState.UNKNOWN, JobState.ACCEPTED);
  }

  @Test
  void anAttemptThatWasClaimedWhileNobodyRanIsNotTakenForLost() {
    // Given
    outbox.text("one", "Olá!");
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.now += Duration.ofDays(3).toMillis();
    outbox.inputsRead = false;
    outbox.restart();
    outbox.pass(Duration.ofMinutes(5));

    // When
    outbox.succeed(dispatch);
    outbox.inputsRead = true;

    // Then
    outbox.pass(Duration.ofDays(3));
    assertThat(outbox.history("one"))
        .containsExactly(JobState.QUEUED, JobState.DISPATCHED, JobState.ACCEPTED);
    assertThat(outbox.dispatched()).isEmpty();
  }

  @Test
  void restartsDoNotPutOffWhatSilenceDecidesOnceTheInputsAreRead() {
    // Given
    uncertain("one", "Olá!");
    long due = outbox.now + ECHO_WINDOW.toMillis();

    // When
    while (outbox.now < due) {
      outbox.restart();
      outbox.pass(Duration.ofSeconds(20));
    }

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.MANUAL);
    assertThat(last("one").at().toEpochMilli()).isEqualTo(due);
  }

  @Test
  void deadlinesOfAttemptsAreNotPutOffByRestartsEither() {
    // Given
    begun("one", "Olá!");
    outbox.inputsRead = false;
    outbox.restart();
    outbox.pass(Duration.ofMinutes(3));
    assertThat(outbox.state("one")).isEqualTo(JobState.DISPATCHED);

    // When
    outbox.inputsRead = true;
    outbox.pass(Duration.ofSeconds(1));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.UNKNOWN);
  }

  @Test
  void inputsThatNobodyCanReadToTheirEndPutDeadlinesOffForLimitedTimeOnly() {
    // Given
    uncertain("one", "Olá!");
    outbox.inputsRead = false;
    outbox.restart();
    outbox.pass(ECHO_WINDOW.plusMinutes(1));
    assertThat(outbox.state("one")).isEqualTo(JobState.UNKNOWN);

    // When
    outbox.pass(Duration.ofMillis(PartitionOutbox.MAX_SETTLE_MS));

    // Then
    assertThat(outbox.state("one")).isEqualTo(JobState.MANUAL);
  }

  @Test
  void statusesOfTheMessageMoveTheJobAndNeverBack() {
    // Given
    outbox.accepted(begun("one", "Olá!"), "M1");

    // When
    for (MessageStatus status :
        List.of(
            MessageStatus.DELIVERY_ACK,
            MessageStatus.SERVER_ACK,
            MessageStatus.READ,
            MessageStatus.ERROR,
            MessageStatus.DELIVERY_ACK)) {
      status("M1", status);
    }

    // Then
    assertThat(outbox.history("one"))
        .endsWith(JobState.ACCEPTED, JobState.DELIVERED, JobState.READ);
  }

  @Test
  void anErrorIsCorrectedByADelivery() {
    // Given
    outbox.accepted(begun("one", "Olá!"), "M1");
    status("M1", MessageStatus.ERROR);

    // When
    status("M1", MessageStatus.DELIVERY_ACK);

    // Then
    assertThat(outbox.history("one")).endsWith(JobState.FAILED, JobState.DELIVERED);
  }

  @Test
  void aStatusThatCameBeforeTheOutcomeIsCaughtUpWith() {
    // Given
    SendDispatch dispatch = begun("one", "Olá!");
    status("M1", MessageStatus.DELIVERY_ACK);
    outbox.statuses.put("M1", MessageStatus.DELIVERY_ACK);

    // When
    outbox.accepted(dispatch, "M1");

    // Then
    assertThat(outbox.history("one")).endsWith(JobState.ACCEPTED, JobState.DELIVERED);
  }

  /**
   * With {@code \\r}, {@code \\n}, {@code \\t} and {@code \\u} sequences as what they stand for.
   */
  private static String unescaped(String text) {
    try {
      return dev.carteiro.contract.Json.mapper().readValue('"' + text + '"', String.class);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private SendMessageCommand picture(String name, String caption) {
    return new SendCommandVariant(SendRecordSamples.text(name, caption, outbox.instant()))
        .content(new OutboundMessageContent.MediaContent("image", "http://x/y.png", null, null))
        .build();
  }

  private SendDispatch begun(String name, String text) {
    return begun(SendRecordSamples.text(name, text, outbox.instant()));
  }

  private SendDispatch begun(SendMessageCommand command) {
    outbox.take(command);
    SendDispatch dispatch = outbox.onlyDispatch();
    outbox.started(dispatch);
    return dispatch;
  }

  private SendDispatch uncertain(String name, String text) {
    SendDispatch dispatch = begun(name, text);
    outbox.outcome(dispatch, SendResultKind.UNKNOWN, "TIMEOUT");
    return dispatch;
  }

  private void echo(EchoEventSample echo) {
    outbox.run(() -> outbox.outbox.message(echo.event(), outbox.now));
  }

  private void status(String messageId, MessageStatus status) {
    outbox.run(
        () ->
            outbox.outbox.message(
                EchoEventSample.status(messageId, status, outbox.instant()), outbox.now));
  }

  private JobEvent last(String name) {
    List<JobEvent> events = outbox.events(SendRecordSamples.id(name));
    return events.get(events.size() - 1);
  }
}
