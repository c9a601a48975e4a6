// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import static dev.carteiro.topology.WebhookFactSamples.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.message.MessageEdit;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageEvent.MessageChangeKind;
import dev.carteiro.contract.message.MessageReaction;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.topology.WebhookFactSamples;
import dev.carteiro.topology.parse.WebhookFixtures;
import dev.carteiro.topology.parse.fact.MessageArrivalFact;
import dev.carteiro.topology.parse.fact.MessageDeletionFact;
import dev.carteiro.topology.parse.fact.MessageEditFact;
import dev.carteiro.topology.parse.fact.MessageStatusFact;
import dev.carteiro.topology.parse.fact.WebhookFact;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageStateMergerTest {
  private static final String ID = "3EB0";
  private static final String TENANT = "tenant-a";
  private static final MessageState UNKNOWN = MessageState.unknown(TENANT, MessageFactTimes.NONE);

  @ParameterizedTest
  @CsvSource({
    "PENDING,SERVER_ACK,SERVER_ACK",
    "READ,DELIVERY_ACK,READ",
    "READ,SERVER_ACK,READ",
    "PLAYED,ERROR,PLAYED",
    "SERVER_ACK,ERROR,ERROR",
    "ERROR,SERVER_ACK,ERROR",
    "ERROR,DELIVERY_ACK,DELIVERY_ACK",
    "READ,READ,READ",
  })
  void statusOnlyMovesForward(MessageStatus first, MessageStatus second, MessageStatus expected) {
    // Given
    MessageState before = merged(UNKNOWN, WebhookFactSamples.status(ID, first));

    // When
    MessageMergeResult merge = apply(before, WebhookFactSamples.status(ID, second));

    // Then
    MessageState after =
        merge instanceof MessageMergeResult.ChangedMessage changed ? changed.state() : before;
    assertThat(after.status()).isEqualTo(expected);
    assertThat(merge instanceof MessageMergeResult.ChangedMessage).isEqualTo(first != expected);
  }

  @Test
  void aStatusThatCameFirstIsAppliedWhenTheMessageComes() {
    // Given
    MessageState read = merged(UNKNOWN, WebhookFactSamples.status(ID, MessageStatus.READ));

    // When
    MessageMergeResult merge =
        apply(read, WebhookFactSamples.message(ID, "oi", true, MessageStatus.PENDING));

    // Then
    MessageEvent event = ((MessageMergeResult.ChangedMessage) merge).event();
    assertThat(event.change()).isEqualTo(MessageChangeKind.CREATED);
    assertThat(event.status()).isEqualTo(MessageStatus.READ);
    assertThat(((MessageMergeResult.ChangedMessage) merge).status()).isEmpty();
  }

  @Test
  void theEchoOfASentMessageMovesItsStatusButIsNoSecondMessage() {
    // Given
    MessageState sent =
        merged(UNKNOWN, WebhookFactSamples.message(ID, "oi", true, MessageStatus.PENDING));

    // When
    MessageMergeResult merge =
        apply(sent, WebhookFactSamples.message(ID, "oi", true, MessageStatus.SERVER_ACK));

    // Then
    assertThat(((MessageMergeResult.ChangedMessage) merge).event().change())
        .isEqualTo(MessageChangeKind.STATUS);
    assertThat(((MessageMergeResult.ChangedMessage) merge).event().body().raw()).isNull();
    assertThat(((MessageMergeResult.ChangedMessage) merge).status().orElseThrow().previous())
        .isEqualTo(MessageStatus.PENDING);
  }

  @Test
  void contentReplacesAPlaceholderOfTheSameId() {
    // Given
    MessageState placeholder = merged(UNKNOWN, WebhookFactSamples.placeholder(ID));

    // When
    MessageMergeResult merge =
        apply(
            placeholder,
            WebhookFactSamples.message(ID, "agora sim", false, MessageStatus.DELIVERY_ACK));

    // Then
    assertThat(((MessageMergeResult.ChangedMessage) merge).event().change())
        .isEqualTo(MessageChangeKind.CREATED);
    assertThat(((MessageMergeResult.ChangedMessage) merge).event().text()).isEqualTo("agora sim");
  }

  @Test
  void oneEditReportedTwiceIsOneEdit() {
    // Given
    MessageState edited =
        merged(
            merged(
                UNKNOWN, WebhookFactSamples.message(ID, "v1", false, MessageStatus.DELIVERY_ACK)),
            WebhookFactSamples.edit(ID, "v2", NOON.plusSeconds(5)));

    // When
    MessageMergeResult merge = apply(edited, WebhookFactSamples.edit(ID, "v2", null));

    // Then
    assertThat(merge).isEqualTo(new MessageMergeResult.UnchangedMessage("repeated"));
  }

  @Test
  void theUntimedReportMayComeFirst() {
    // Given
    MessageState edited =
        merged(
            merged(
                UNKNOWN, WebhookFactSamples.message(ID, "v1", false, MessageStatus.DELIVERY_ACK)),
            WebhookFactSamples.edit(ID, "v2", null));

    // When
    MessageMergeResult merge =
        apply(edited, WebhookFactSamples.edit(ID, "v2", NOON.plusSeconds(5)));

    // Then
    assertThat(merge).isEqualTo(new MessageMergeResult.UnchangedMessage("repeated"));
  }

  @Test
  void theNewestEditByWhatsAppsClockIsTheText() {
    // Given
    MessageState known =
        merged(UNKNOWN, WebhookFactSamples.message(ID, "v1", false, MessageStatus.DELIVERY_ACK));
    MessageState third = merged(known, WebhookFactSamples.edit(ID, "v3", NOON.plusSeconds(9)));

    // When
    MessageMergeResult merge = apply(third, WebhookFactSamples.edit(ID, "v2", NOON.plusSeconds(5)));

    // Then
    MessageEvent event = ((MessageMergeResult.ChangedMessage) merge).event();
    assertThat(event.text()).isEqualTo("v3");
    assertThat(event.edits()).extracting(MessageEdit::text).containsExactly("v2", "v3");
    assertThat(event.body().text()).isEqualTo("v1");
  }

  @Test
  void aDeletionOfAnotherInstancesMessageIsRefused() {
    // Given
    MessageState known =
        merged(UNKNOWN, WebhookFactSamples.message(ID, "oi", false, MessageStatus.DELIVERY_ACK));

    // When
    MessageMergeResult merge =
        apply(known, WebhookFactSamples.delete(ID, "ffffffff-0000-4000-8000-000000000009"));

    // Then
    assertThat(merge)
        .isInstanceOfSatisfying(
            MessageMergeResult.RefusedFact.class,
            refused ->
                assertThat(refused.reason()).isEqualTo(DeadLetter.Reason.INSTANCE_ID_MISMATCH));
  }

  @Test
  void aStatusFollowsItsMessageToTheTenantThatHadIt() {
    // Given
    MessageState known =
        merged(UNKNOWN, WebhookFactSamples.message(ID, "oi", true, MessageStatus.PENDING));

    // When
    MessageMergeResult merge =
        MessageStateMerger.report(known, WebhookFactSamples.status(ID, MessageStatus.READ), NOON);

    // Then
    assertThat(((MessageMergeResult.ChangedMessage) merge).event().tenantId()).isEqualTo(TENANT);
    assertThat(((MessageMergeResult.ChangedMessage) merge).status().orElseThrow().tenantId())
        .isEqualTo(TENANT);
  }

  @Test
  void aReactionOfTheNewOwnersTimeStaysAwayFromTheOldOwnersMessage() {
    // Given
    MessageState known =
        merged(UNKNOWN, WebhookFactSamples.message(ID, "oi", true, MessageStatus.PENDING));
    MessageReaction reaction =
        new MessageReaction(ID, "5521900000001@s.whatsapp.net", null, false, "👍", NOON);

    // When
    MessageMergeResult merge =
        MessageStateMerger.react(
            known,
            WebhookFactSamples.envelope("messages.upsert", NOON),
            reaction,
            "tenant-b",
            NOON);

    // Then
    assertThat(merge).isEqualTo(new MessageMergeResult.UnchangedMessage("moved"));
  }

  @Test
  void aReactionTakenBackIsNotInForce() {
    // Given
    MessageState known =
        merged(UNKNOWN, WebhookFactSamples.message(ID, "oi", true, MessageStatus.PENDING));
    MessageState liked = reacted(known, "👍", NOON);

    // When
    MessageState after = reacted(liked, null, NOON.plusSeconds(1));
    MessageMergeResult late =
        MessageStateMerger.react(
            after,
            WebhookFactSamples.envelope("messages.upsert", NOON),
            new MessageReaction(ID, "ana", null, false, "👍", NOON),
            TENANT,
            NOON);

    // Then
    assertThat(after.reactions())
        .singleElement()
        .satisfies(known1 -> assertThat(known1.emoji()).isNull());
    assertThat(late).isEqualTo(new MessageMergeResult.UnchangedMessage("regression"));
  }

  @Test
  void reactionsOfOnePersonAreOneWhateverTheAddressAndOrder() {
    // Given: under the LID with the phone, under the phone alone, under the LID alone, taken back
    String phone = "5521900000001@s.whatsapp.net";
    String lid = "207000000000001@lid";
    List<MessageReaction> reactions =
        new ArrayList<>(
            List.of(
                new MessageReaction(ID, lid, phone, false, "👍", NOON.plusSeconds(1)),
                new MessageReaction(ID, phone, null, false, "❤", NOON.plusSeconds(2)),
                new MessageReaction(ID, lid, null, false, "👏", NOON.plusSeconds(3)),
                new MessageReaction(
                    ID, "552100000001@s.whatsapp.net", null, false, null, NOON.plusSeconds(4))));
    MessageReaction other =
        new MessageReaction(ID, "5521900000002@s.whatsapp.net", null, false, "🎉", NOON);
    Random random = new Random(11);

    for (int round = 0; round < 100; round++) {
      Collections.shuffle(reactions, random);

      // When
      MessageState state = reacted(UNKNOWN, other);
      for (MessageReaction reaction : reactions) {
        state = reacted(state, reaction);
      }

      // Then
      assertThat(state.reactions())
          .filteredOn(reaction -> reaction.emoji() != null)
          .containsExactly(other);
      assertThat(state.reactions()).hasSize(2);
    }
  }

  @Test
  void theInstancesOwnReactionIsOneThoughItsAddressIsMissingOnce() {
    // Given
    MessageState known =
        merged(UNKNOWN, WebhookFactSamples.message(ID, "oi", false, MessageStatus.DELIVERY_ACK));
    MessageState liked =
        reacted(
            known, new MessageReaction(ID, "5511900000009@s.whatsapp.net", null, true, "👍", NOON));

    // When
    MessageState after =
        reacted(liked, new MessageReaction(ID, "me", null, true, null, NOON.plusSeconds(1)));

    // Then
    assertThat(after.reactions())
        .singleElement()
        .satisfies(reaction -> assertThat(reaction.emoji()).isNull());
  }

  @Test
  void anyOrderOfTheSameFactsComesToTheSameMessage() {
    // Given
    List<WebhookFact> facts =
        List.of(
            WebhookFactSamples.message(ID, "v1", true, MessageStatus.PENDING),
            WebhookFactSamples.status(ID, MessageStatus.SERVER_ACK),
            WebhookFactSamples.status(ID, MessageStatus.DELIVERY_ACK),
            WebhookFactSamples.status(ID, MessageStatus.READ),
            WebhookFactSamples.edit(ID, "v2", NOON.plusSeconds(5)),
            WebhookFactSamples.edit(ID, "v3", NOON.plusSeconds(9)),
            WebhookFactSamples.delete(ID, WebhookFactSamples.EVOLUTION_ID));
    Random random = new Random(7);
    List<WebhookFact> shuffled = new ArrayList<>(facts);

    for (int round = 0; round < 500; round++) {
      Collections.shuffle(shuffled, random);

      // When
      MessageState state = UNKNOWN;
      for (WebhookFact fact : shuffled) {
        state = merged(state, fact);
      }

      // Then
      assertThat(state.status()).isEqualTo(MessageStatus.READ);
      assertThat(state.text()).isEqualTo("v3");
      assertThat(state.edits())
          .extracting(MessageEdit::editId)
          .containsExactlyInAnyOrder(
              "delete",
              Long.toString(NOON.plusSeconds(5).toEpochMilli()),
              Long.toString(NOON.plusSeconds(9).toEpochMilli()));
      assertThat(state.deletedAt()).isEqualTo(NOON);
      assertThat(state.body().text()).isEqualTo("v1");
    }
  }

  @Test
  void aChangeIsNeverDatedBeforeTheOneBeforeItThoughTheBrokersClockStepsBack() {
    // Given
    MessageState sent =
        merged(UNKNOWN, WebhookFactSamples.message(ID, "oi", true, MessageStatus.PENDING));

    // When
    MessageMergeResult merge =
        MessageStateMerger.report(
            sent, WebhookFactSamples.status(ID, MessageStatus.READ), NOON.minusSeconds(5));

    // Then
    MessageEvent event = ((MessageMergeResult.ChangedMessage) merge).event();
    assertThat(event.revision()).isEqualTo(2);
    assertThat(event.changedAt()).isEqualTo(NOON);
  }

  @Test
  void theStateSurvivesItsCodec() {
    // Given
    MessageState state =
        merged(
            merged(
                UNKNOWN,
                WebhookFactSamples.message(ID, "oi \u0000 \uD800", true, MessageStatus.PENDING)),
            WebhookFactSamples.edit(ID, "v2", NOON));

    // When
    MessageState read = MessageState.decode(state.encode());

    // Then
    assertThat(read).isEqualTo(state);
  }

  /** Each change of a message as its webhook told it, and how its record is written. */
  @Test
  void aRecordIsWrittenAsItsEventWouldBe() {
    // Given
    MessageArrivalFact message =
        WebhookFixtures.event(
            MessageArrivalFact.class,
            "messages.upsert",
            WebhookFixtures.message(
                "{'key':{'remoteJid':'5521988887777@s.whatsapp.net','fromMe':true,'id':'3EB0'},"
                    + "'message':{'conversation':'ol\u00e1 \\\\ 😀'},'status':'ERROR','errors':[{'code':1}]}"));
    List<WebhookFact> facts =
        List.of(
            WebhookFactSamples.status(ID, MessageStatus.SERVER_ACK),
            message,
            WebhookFactSamples.status(ID, MessageStatus.READ),
            WebhookFactSamples.edit(ID, "v2", NOON.plusSeconds(1)),
            WebhookFactSamples.edit(ID, null, NOON.plusSeconds(2)),
            WebhookFactSamples.delete(ID, null),
            WebhookFactSamples.status(ID, MessageStatus.PLAYED));
    MessageState state = reacted(UNKNOWN, "👍", NOON);
    Set<String> fields = new TreeSet<>();
    for (WebhookFact fact : facts) {
      // When
      MessageMergeResult.ChangedMessage changed =
          (MessageMergeResult.ChangedMessage) apply(state, fact);
      byte[] record = changed.toRecord();

      // Then
      assertThat(new String(record, UTF_8))
          .isEqualTo(new String(Json.write(changed.event()), UTF_8));
      state = MessageState.decode(changed.state().encode());
      Json.mapper().valueToTree(changed.event()).fieldNames().forEachRemaining(fields::add);
    }
    assertThat(fields)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(MessageEvent.class.getRecordComponents())
                .map(RecordComponent::getName)
                .toList());
  }

  @Test
  void aTextThatUtf8CannotHoldIsInTheRecordToo() throws IOException {
    // Given
    MessageState known =
        merged(UNKNOWN, WebhookFactSamples.message(ID, "oi \uD800", true, MessageStatus.PENDING));

    // When
    MessageMergeResult.ChangedMessage changed =
        (MessageMergeResult.ChangedMessage)
            apply(
                MessageState.decode(known.encode()),
                WebhookFactSamples.status(ID, MessageStatus.READ));

    // Then
    assertThat(Json.read(changed.toRecord(), MessageEvent.class)).isEqualTo(changed.event());
  }

  private static MessageState reacted(MessageState state, String emoji, Instant at) {
    return reacted(state, new MessageReaction(ID, "ana", null, false, emoji, at));
  }

  private static MessageState reacted(MessageState state, MessageReaction reaction) {
    MessageMergeResult merge =
        MessageStateMerger.react(
            state, WebhookFactSamples.envelope("messages.upsert", NOON), reaction, TENANT, NOON);
    return merge instanceof MessageMergeResult.ChangedMessage changed ? changed.state() : state;
  }

  private static MessageState merged(MessageState state, WebhookFact fact) {
    return apply(state, fact) instanceof MessageMergeResult.ChangedMessage changed
        ? changed.state()
        : state;
  }

  private static MessageMergeResult apply(MessageState state, WebhookFact fact) {
    if (fact instanceof MessageArrivalFact message) {
      return MessageStateMerger.arrive(state, message, NOON);
    } else if (fact instanceof MessageStatusFact status) {
      return MessageStateMerger.report(state, status, NOON);
    } else if (fact instanceof MessageEditFact edit) {
      return MessageStateMerger.edit(state, edit, NOON);
    }
    return MessageStateMerger.delete(state, (MessageDeletionFact) fact, NOON);
  }
}
