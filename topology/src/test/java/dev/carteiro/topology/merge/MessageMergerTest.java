// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import static dev.carteiro.topology.Samples.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.MessageEdit;
import dev.carteiro.contract.event.MessageEvent;
import dev.carteiro.contract.event.MessageEvent.Change;
import dev.carteiro.contract.event.MessageStatus;
import dev.carteiro.contract.event.Reaction;
import dev.carteiro.topology.Samples;
import dev.carteiro.topology.parse.MessageArrived;
import dev.carteiro.topology.parse.MessageDeleted;
import dev.carteiro.topology.parse.MessageEdited;
import dev.carteiro.topology.parse.ParsedEvent;
import dev.carteiro.topology.parse.StatusReported;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageMergerTest {
  private static final String ID = "3EB0";
  private static final String TENANT = "tenant-a";

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
    MessageState before = merged(null, Samples.status(ID, first));

    // When
    Merge merge = apply(before, Samples.status(ID, second));

    // Then
    MessageState after = merge instanceof Merge.Changed changed ? changed.state() : before;
    assertThat(after.status()).isEqualTo(expected);
    assertThat(merge instanceof Merge.Changed).isEqualTo(first != expected);
  }

  @Test
  void aStatusThatCameFirstIsAppliedWhenTheMessageComes() {
    // Given
    MessageState read = merged(null, Samples.status(ID, MessageStatus.READ));

    // When
    Merge merge = apply(read, Samples.message(ID, "oi", true, MessageStatus.PENDING));

    // Then
    MessageEvent event = ((Merge.Changed) merge).event();
    assertThat(event.change()).isEqualTo(Change.CREATED);
    assertThat(event.status()).isEqualTo(MessageStatus.READ);
    assertThat(((Merge.Changed) merge).status()).isEmpty();
  }

  @Test
  void theEchoOfASentMessageMovesItsStatusButIsNoSecondMessage() {
    // Given
    MessageState sent = merged(null, Samples.message(ID, "oi", true, MessageStatus.PENDING));

    // When
    Merge merge = apply(sent, Samples.message(ID, "oi", true, MessageStatus.SERVER_ACK));

    // Then
    assertThat(((Merge.Changed) merge).event().change()).isEqualTo(Change.STATUS);
    assertThat(((Merge.Changed) merge).event().raw()).isNull();
    assertThat(((Merge.Changed) merge).status().orElseThrow().previous())
        .isEqualTo(MessageStatus.PENDING);
  }

  @Test
  void contentReplacesAPlaceholderOfTheSameId() {
    // Given
    MessageState placeholder = merged(null, Samples.placeholder(ID));

    // When
    Merge merge =
        apply(placeholder, Samples.message(ID, "agora sim", false, MessageStatus.DELIVERY_ACK));

    // Then
    assertThat(((Merge.Changed) merge).event().change()).isEqualTo(Change.CREATED);
    assertThat(((Merge.Changed) merge).event().text()).isEqualTo("agora sim");
  }

  @Test
  void oneEditReportedTwiceIsOneEdit() {
    // Given
    MessageState edited =
        merged(
            merged(null, Samples.message(ID, "v1", false, MessageStatus.DELIVERY_ACK)),
            Samples.edit(ID, "v2", NOON.plusSeconds(5)));

    // When
    Merge merge = apply(edited, Samples.edit(ID, "v2", null));

    // Then
    assertThat(merge).isEqualTo(new Merge.Unchanged("repeated"));
  }

  @Test
  void theUntimedReportMayComeFirst() {
    // Given
    MessageState edited =
        merged(
            merged(null, Samples.message(ID, "v1", false, MessageStatus.DELIVERY_ACK)),
            Samples.edit(ID, "v2", null));

    // When
    Merge merge = apply(edited, Samples.edit(ID, "v2", NOON.plusSeconds(5)));

    // Then
    assertThat(merge).isEqualTo(new Merge.Unchanged("repeated"));
  }

  @Test
  void theNewestEditByWhatsAppsClockIsTheText() {
    // Given
    MessageState known = merged(null, Samples.message(ID, "v1", false, MessageStatus.DELIVERY_ACK));
    MessageState third = merged(known, Samples.edit(ID, "v3", NOON.plusSeconds(9)));

    // When
    Merge merge = apply(third, Samples.edit(ID, "v2", NOON.plusSeconds(5)));

    // Then
    MessageEvent event = ((Merge.Changed) merge).event();
    assertThat(event.text()).isEqualTo("v3");
    assertThat(event.edits()).extracting(MessageEdit::text).containsExactly("v2", "v3");
    assertThat(event.body().text()).isEqualTo("v1");
  }

  @Test
  void aDeletionOfAnotherInstancesMessageIsRefused() {
    // Given
    MessageState known = merged(null, Samples.message(ID, "oi", false, MessageStatus.DELIVERY_ACK));

    // When
    Merge merge = apply(known, Samples.delete(ID, "ffffffff-0000-4000-8000-000000000009"));

    // Then
    assertThat(merge)
        .isInstanceOfSatisfying(
            Merge.Refused.class,
            refused ->
                assertThat(refused.reason()).isEqualTo(DeadLetter.Reason.INSTANCE_ID_MISMATCH));
  }

  @Test
  void aStatusFollowsItsMessageToTheTenantThatHadIt() {
    // Given
    MessageState known = merged(null, Samples.message(ID, "oi", true, MessageStatus.PENDING));

    // When
    Merge merge =
        MessageMerger.report(known, Samples.status(ID, MessageStatus.READ), "tenant-b", NOON);

    // Then
    assertThat(((Merge.Changed) merge).event().tenantId()).isEqualTo(TENANT);
    assertThat(((Merge.Changed) merge).status().orElseThrow().tenantId()).isEqualTo(TENANT);
  }

  @Test
  void aReactionOfTheNewOwnersTimeStaysAwayFromTheOldOwnersMessage() {
    // Given
    MessageState known = merged(null, Samples.message(ID, "oi", true, MessageStatus.PENDING));
    Reaction reaction = new Reaction(ID, "5521900000001@s.whatsapp.net", null, false, "👍", NOON);

    // When
    Merge merge =
        MessageMerger.react(
            known, Samples.envelope("messages.upsert", NOON), reaction, "tenant-b", NOON);

    // Then
    assertThat(merge).isEqualTo(new Merge.Unchanged("moved"));
  }

  @Test
  void aReactionTakenBackIsNotInForce() {
    // Given
    MessageState known = merged(null, Samples.message(ID, "oi", true, MessageStatus.PENDING));
    MessageState liked = reacted(known, "👍", NOON);

    // When
    MessageState after = reacted(liked, null, NOON.plusSeconds(1));
    Merge late =
        MessageMerger.react(
            after,
            Samples.envelope("messages.upsert", NOON),
            new Reaction(ID, "ana", null, false, "👍", NOON),
            TENANT,
            NOON);

    // Then
    assertThat(after.reactions())
        .singleElement()
        .satisfies(known1 -> assertThat(known1.emoji()).isNull());
    assertThat(late).isEqualTo(new Merge.Unchanged("regression"));
  }

  @Test
  void reactionsOfOnePersonAreOneWhateverTheAddressAndOrder() {
    // Given: under the LID with the phone, under the phone alone, under the LID alone, taken back
    String phone = "5521900000001@s.whatsapp.net";
    String lid = "207000000000001@lid";
    List<Reaction> reactions =
        new ArrayList<>(
            List.of(
                new Reaction(ID, lid, phone, false, "👍", NOON.plusSeconds(1)),
                new Reaction(ID, phone, null, false, "❤", NOON.plusSeconds(2)),
                new Reaction(ID, lid, null, false, "👏", NOON.plusSeconds(3)),
                new Reaction(
                    ID, "552100000001@s.whatsapp.net", null, false, null, NOON.plusSeconds(4))));
    Reaction other = new Reaction(ID, "5521900000002@s.whatsapp.net", null, false, "🎉", NOON);
    Random random = new Random(11);

    for (int round = 0; round < 100; round++) {
      Collections.shuffle(reactions, random);

      // When
      MessageState state = reacted(null, other);
      for (Reaction reaction : reactions) {
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
    MessageState known = merged(null, Samples.message(ID, "oi", false, MessageStatus.DELIVERY_ACK));
    MessageState liked =
        reacted(known, new Reaction(ID, "5511900000009@s.whatsapp.net", null, true, "👍", NOON));

    // When
    MessageState after =
        reacted(liked, new Reaction(ID, "me", null, true, null, NOON.plusSeconds(1)));

    // Then
    assertThat(after.reactions())
        .singleElement()
        .satisfies(reaction -> assertThat(reaction.emoji()).isNull());
  }

  @Test
  void anyOrderOfTheSameFactsComesToTheSameMessage() {
    // Given
    List<ParsedEvent> facts =
        List.of(
            Samples.message(ID, "v1", true, MessageStatus.PENDING),
            Samples.status(ID, MessageStatus.SERVER_ACK),
            Samples.status(ID, MessageStatus.DELIVERY_ACK),
            Samples.status(ID, MessageStatus.READ),
            Samples.edit(ID, "v2", NOON.plusSeconds(5)),
            Samples.edit(ID, "v3", NOON.plusSeconds(9)),
            Samples.delete(ID, Samples.EVOLUTION_ID));
    Random random = new Random(7);
    List<ParsedEvent> shuffled = new ArrayList<>(facts);

    for (int round = 0; round < 500; round++) {
      Collections.shuffle(shuffled, random);

      // When
      MessageState state = null;
      for (ParsedEvent fact : shuffled) {
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
    MessageState sent = merged(null, Samples.message(ID, "oi", true, MessageStatus.PENDING));

    // When
    Merge merge =
        MessageMerger.report(
            sent, Samples.status(ID, MessageStatus.READ), TENANT, NOON.minusSeconds(5));

    // Then
    MessageEvent event = ((Merge.Changed) merge).event();
    assertThat(event.revision()).isEqualTo(2);
    assertThat(event.changedAt()).isEqualTo(NOON);
  }

  @Test
  void theStateSurvivesItsCodec() {
    // Given
    MessageState state =
        merged(
            merged(null, Samples.message(ID, "oi \u0000 \uD800", true, MessageStatus.PENDING)),
            Samples.edit(ID, "v2", NOON));

    // When
    MessageState read = MessageState.decode(state.encode());

    // Then
    assertThat(read).isEqualTo(state);
  }

  @Test
  void theAgeOfAStoredStateIsReadFromItsEndWhateverItsTextSays() {
    // Given
    MessageState state =
        merged(null, Samples.message(ID, "\"touchedAtMs\":1}", true, MessageStatus.PENDING));
    byte[] stored = state.encode();
    long window = 1_000;
    long end = state.touchedAtMs() + window;

    // When
    boolean early = MessageState.isExpired(stored, end - 1, window);
    boolean late = MessageState.isExpired(stored, end, window);
    boolean unread =
        MessageState.isExpired("not read,\"touchedAtMs\":17}".getBytes(UTF_8), 1_017, window);

    // Then
    assertThat(early).isFalse();
    assertThat(late).isTrue();
    assertThat(unread).isTrue();
  }

  @Test
  void aStoredStateWithAnotherLastFieldIsReadAsAWhole() {
    // Given
    byte[] stored = "{\"touchedAtMs\":5000,\"revision\":1}".getBytes(UTF_8);

    // When
    boolean early = MessageState.isExpired(stored, 5_999, 1_000);
    boolean late = MessageState.isExpired(stored, 6_000, 1_000);

    // Then
    assertThat(early).isFalse();
    assertThat(late).isTrue();
  }

  private static MessageState reacted(MessageState state, String emoji, Instant at) {
    return reacted(state, new Reaction(ID, "ana", null, false, emoji, at));
  }

  private static MessageState reacted(MessageState state, Reaction reaction) {
    Merge merge =
        MessageMerger.react(
            state, Samples.envelope("messages.upsert", NOON), reaction, TENANT, NOON);
    return merge instanceof Merge.Changed changed ? changed.state() : state;
  }

  private static MessageState merged(MessageState state, ParsedEvent fact) {
    return apply(state, fact) instanceof Merge.Changed changed ? changed.state() : state;
  }

  private static Merge apply(MessageState state, ParsedEvent fact) {
    if (fact instanceof MessageArrived message) {
      return MessageMerger.arrive(state, message, TENANT, NOON);
    } else if (fact instanceof StatusReported status) {
      return MessageMerger.report(state, status, TENANT, NOON);
    } else if (fact instanceof MessageEdited edit) {
      return MessageMerger.edit(state, edit, TENANT, NOON);
    }
    return MessageMerger.delete(state, (MessageDeleted) fact, TENANT, NOON);
  }
}
