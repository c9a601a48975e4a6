// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.merge;

import static dev.carteiro.topology.WebhookFactSamples.NOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageEdit;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.topology.merge.MessageFactTimes.SeenMessageFact;
import dev.carteiro.topology.parse.fact.MessageFactMark;
import dev.carteiro.topology.store.HexFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageStateCodecTest {
  private static final String KNOWN =
      """
      01 0000000000000004                        # version, revision
      0000019ca9454fc8                           # last change
      0000019ca9454fcf                           # newest fact
      0004 'acme'
      06                                         # facts
        00 0000019ca9454fc8                      # arrival
        12 0000019ca9454fc9                      # SERVER_ACK
        43 0000019ca9450a00 0000019ca9454fca 0002 'ex'   # edit with its time, under another tenant
        04 0123456789abcdef 0000019ca9454fcb     # edit without a time
        02 0000019ca9454fcc                      # deletion
        01 0000019ca9454fcf                      # placeholder
      35                                         # facts elsewhere, known, stands alone, from me
      02                                         # statuses
        02 0000019ca9450de8                      # SERVER_ACK
        03 0000019ca94511d0                      # ERROR
      0000019ca94519a0                           # deleted at
      0000019ca9450a00                           # sent at
      00000011 '{"code":"131047"}'
      00000046 '[{"editId":"e","kind":"EDIT","text":"v2","at":"2026-03-01T12:00:03Z"}]'
      00000000                                   # no reactions
      '{"chatId":"c","sender":"s","fromMe":true,"type":"text","text":"olá","sentAt":"2026-03-01T12:00:00Z","history":false,"viaApi":true}'
      """;

  @Test
  void aStateIsStoredInTheseBytes() {
    // Given
    MessageState state = known();

    // When
    byte[] encoded = state.encode();

    // Then
    assertThat(HexFixture.hex(encoded)).isEqualTo(HexFixture.hex(fixture()));
    assertThat(MessageState.decode(encoded)).isEqualTo(state);
  }

  @Test
  void aMessageOfWhichOnlyAStatusIsKnownIsStoredInTheseBytes() {
    // Given
    MessageState state =
        MessageState.unknown(
                "acme", MessageFactTimes.NONE.with(fact(MessageFactMark.STATUS + 5, 0, 8)).get())
            .withStatus(MessageStatus.READ, Instant.ofEpochMilli(7), null)
            .touched(9);

    // When
    byte[] encoded = state.encode();

    // Then
    assertThat(HexFixture.hex(encoded))
        .isEqualTo(
            HexFixture.hex(
                HexFixture.bytes(
                    """
                    01 0000000000000001 0000000000000009 0000000000000008 0004 'acme'
                    01 15 0000000000000008
                    00 01 05 0000000000000007
                    0000000000000000 0000000000000000 00000000 00000000 00000000
                    """)));
    assertThat(MessageState.decode(encoded)).isEqualTo(state);
  }

  @Test
  void anUnknownVersionIsRefused() {
    // Given
    byte[] encoded = fixture();
    encoded[0] = 2;

    // When, Then
    assertThatIllegalArgumentException().isThrownBy(() -> MessageState.decode(encoded));
    assertThatIllegalArgumentException().isThrownBy(() -> MessageState.isExpired(encoded, 0, 0, 0));
  }

  @Test
  void theStateThatAnEarlierVersionStoredIsRead() {
    // Given
    String stored =
        """
        {"revision":4,"tenantId":"acme",
        "body":{"chatId":"c","sender":"s","fromMe":true,"type":"text",
        "evolutionType":"conversation","text":"oi","sentAt":"2026-03-01T12:00:00Z",
        "receivedAt":"2026-03-01T12:00:00.001Z","history":false,"viaApi":true},
        "status":"READ","statusAt":"2026-03-01T12:00:02Z",
        "earlier":{"SERVER_ACK":"2026-03-01T12:00:01Z"},
        "edits":[{"editId":"e","kind":"EDIT","text":"v2","at":"2026-03-01T12:00:03Z"}],
        "deletedAt":"2026-03-01T12:00:04Z",
        "reactions":[{"targetMessageId":"m","sender":"s","fromMe":false,"emoji":"x",
        "at":"2026-03-01T12:00:05Z"}],"touchedAtMs":5000}"""
            .replace("\n", "");

    // When
    MessageState read = MessageState.decode(stored.getBytes(UTF_8));

    // Then
    assertThat(read.text()).isEqualTo("v2");
    assertThat(read.body().text()).isEqualTo("oi");
    assertThat(read.reached())
        .containsEntry(MessageStatus.SERVER_ACK, NOON.plusSeconds(1))
        .containsEntry(MessageStatus.READ, NOON.plusSeconds(2));
    assertThat(read.facts().elsewhere()).isTrue();
    assertThat(MessageState.decode(read.encode())).isEqualTo(read);
  }

  @Test
  void aStateIsDeletedWhenItAndItsNewestFactAreOld() {
    // Given
    byte[] encoded = fixture();
    long changed = 1_772_366_417_864L;
    long seen = 1_772_366_417_871L;

    // When
    boolean early = MessageState.isExpired(encoded, changed + 999, 1_000, 0);
    boolean late = MessageState.isExpired(encoded, changed + 1_000, 1_000, 0);
    boolean remembered = MessageState.isExpired(encoded, seen + 999, 0, 1_000);
    boolean forgotten = MessageState.isExpired(encoded, seen + 1_000, 0, 1_000);

    // Then
    assertThat(List.of(early, late, remembered, forgotten))
        .containsExactly(false, true, false, true);
  }

  @Test
  void theAgeOfAnEarlierVersionsStateIsReadFromItsEndOrFromAll() {
    // Given
    byte[] last =
        "{\"tenantId\":\"\\\"touchedAtMs\\\":1}\",not read,\"touchedAtMs\":5000}".getBytes(UTF_8);
    byte[] first = "{\"touchedAtMs\":5000,\"revision\":1}".getBytes(UTF_8);

    for (byte[] stored : List.of(last, first)) {
      // When
      boolean early = MessageState.isExpired(stored, 5_999, 1_000, 5_000);
      boolean late = MessageState.isExpired(stored, 6_000, 1_000, 5_000);

      // Then
      assertThat(early).isFalse();
      assertThat(late).isTrue();
    }
  }

  private static byte[] fixture() {
    return HexFixture.bytes(KNOWN);
  }

  private static MessageState known() {
    MessageFactTimes facts = MessageFactTimes.NONE;
    for (SeenMessageFact fact :
        List.of(
            fact(MessageFactMark.ARRIVAL, 0, 1_772_366_417_864L),
            fact(MessageFactMark.STATUS + 2, 0, 1_772_366_417_865L),
            new SeenMessageFact(
                new MessageFactMark(MessageFactMark.TIMED_EDIT, NOON.toEpochMilli()),
                1_772_366_417_866L,
                "ex"),
            fact(MessageFactMark.UNTIMED_EDIT, 0x0123456789abcdefL, 1_772_366_417_867L),
            fact(MessageFactMark.DELETION, 0, 1_772_366_417_868L),
            fact(MessageFactMark.PLACEHOLDER, 0, 1_772_366_417_871L))) {
      facts = facts.with(fact).get();
    }
    return new MessageState(
        4,
        "acme",
        StoredMessageBody.of(
            read(KNOWN.substring(KNOWN.lastIndexOf('{'), KNOWN.lastIndexOf('}') + 1))),
        new MessageState.MessageStatusProgress(
            MessageStatus.ERROR,
            NOON.plusSeconds(2),
            new MessageStatusError("131047", null, null),
            Map.of(MessageStatus.SERVER_ACK, NOON.plusSeconds(1))),
        List.of(new MessageEdit("e", MessageEdit.EditKind.EDIT, "v2", NOON.plusSeconds(3))),
        NOON.plusSeconds(4),
        List.of(),
        1_772_366_417_864L,
        facts.withElsewhere());
  }

  private static SeenMessageFact fact(int kind, long detail, long atMs) {
    return new SeenMessageFact(new MessageFactMark((byte) kind, detail), atMs, "acme");
  }

  private static MessageBody read(String json) {
    try {
      return Json.read(json.getBytes(UTF_8), MessageBody.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
