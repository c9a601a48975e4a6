// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.TenantPermitGrant;
import dev.carteiro.contract.send.TenantPermitRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that nobody can read, planted in a store: the timed tasks go on with everything else. */
class UnreadableEntriesTopologyTest {
  private static final byte[] GARBAGE = {1, 2, 3};
  private static final String MESSAGE =
      """
      {"event":"messages.upsert","instance":"loja","data":{"key":{"remoteJid":"5521900000001@s.whatsapp.net",
       "fromMe":false,"id":"%s"},"message":{"conversation":"oi"},"messageType":"conversation",
       "messageTimestamp":1772366400},"date_time":"2026-03-01T12:00:00.000Z"}\
      """;

  @TempDir Path state;
  private TopologyFixture topology;

  @BeforeEach
  void start() {
    topology = new TopologyFixture(state, Map.of("PARK_TTL", "PT60S"));
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @ParameterizedTest
  @CsvSource({
    "message-states, merge",
    "seen-facts, deduplicate",
    "send-jobs, outbox",
    "stats, stats"
  })
  void anEntryThatASweepCannotReadIsToldOnceAndStays(String name, String stage) {
    // Given
    KeyValueStore<Bytes, byte[]> store = topology.driver.getKeyValueStore(name);
    Bytes key = Bytes.wrap("\u0001x".getBytes(StandardCharsets.UTF_8));
    byte[] value = name.equals("send-jobs") ? new byte[0] : GARBAGE;
    store.put(key, value);
    topology.bind("loja", "a");
    topology.pass(Duration.ofDays(1), Duration.ofHours(6));

    // When
    topology.pass(Duration.ofSeconds(5), Duration.ofSeconds(1));
    topology.post("loja", MESSAGE.formatted("A1"));

    // Then
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.UNREADABLE_RECORD);
              assertThat(letter.stage()).isEqualTo(stage);
              assertThat(letter.topic()).endsWith("-" + name + "-changelog");
              assertThat(letter.bytes()).isEqualTo(value);
            });
    assertThat(store.get(key)).isEqualTo(value);
    assertThat(topology.count("dead.letters", "reason", "UNREADABLE_RECORD")).isEqualTo(1);
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class)).hasSize(1);
  }

  @Test
  void aParkedWebhookThatCannotBeReadIsADeadLetterAndTheOthersAreReleasedInOrder() {
    // Given
    for (String id : List.of("A1", "A2", "A3")) {
      topology.post("loja", MESSAGE.formatted(id));
    }
    overwrite("parked-webhooks", 1);

    // When
    topology.bind("loja", "a");
    topology.pass(Duration.ofSeconds(1), Duration.ofMillis(100));

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .extracting(MessageEvent::messageId)
        .containsExactly("A1", "A3");
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class))
        .singleElement()
        .satisfies(letter -> assertThat(letter.bytes()).isEqualTo(GARBAGE));
  }

  @Test
  void aParkedQueueThatCannotBeReadIsMadeAnewOfItsWebhooks() {
    // Given
    for (String id : List.of("A1", "A2")) {
      topology.post("loja", MESSAGE.formatted(id));
    }
    overwrite("parked-queues", 1);

    // When
    topology.pass(Duration.ofSeconds(1), Duration.ofMillis(100));
    topology.post("loja", MESSAGE.formatted("A3"));
    topology.bind("loja", "a");
    topology.pass(Duration.ofSeconds(1), Duration.ofMillis(100));

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .extracting(MessageEvent::messageId)
        .containsExactly("A1", "A2", "A3");
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class))
        .singleElement()
        .satisfies(letter -> assertThat(letter.bytes()).isEqualTo(GARBAGE));
  }

  @Test
  void aBindingThatCannotBeReadHoldsUpNoOtherInstance() {
    // Given
    topology.post("loja", MESSAGE.formatted("A1"));
    topology.unbind("loja");
    topology
        .driver
        .<Bytes, byte[]>getKeyValueStore("instance-bindings")
        .put(Bytes.wrap(InstanceKey.of("loja").text().getBytes(StandardCharsets.UTF_8)), GARBAGE);

    // When
    topology.pass(Duration.ofSeconds(70), Duration.ofSeconds(1));

    // Then
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class))
        .extracting(DeadLetter::reason)
        .containsExactlyInAnyOrder(
            DeadLetter.Reason.UNREADABLE_RECORD, DeadLetter.Reason.UNKNOWN_INSTANCE);
  }

  @Test
  void aTenantsPaceThatCannotBeReadBeginsAnew() {
    // Given
    KeyValueStore<Bytes, byte[]> paces = topology.driver.getKeyValueStore("tenant-pace");
    paces.put(Bytes.wrap("broken".getBytes(StandardCharsets.UTF_8)), GARBAGE);
    paces.put(Bytes.wrap("worse".getBytes(StandardCharsets.UTF_8)), new byte[0]);

    // When
    topology.pass(Duration.ofSeconds(1), Duration.ofMillis(100));
    topology.write(
        Topic.PERMIT_REQUEST,
        InstanceKey.of("loja"),
        new TenantPermitRequest(
            TenantPermitRequest.VERSION,
            "broken",
            InstanceKey.of("loja"),
            TenantPermitRequest.PermitAction.ASK,
            topology.now()));

    // Then
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class))
        .extracting(DeadLetter::bytes)
        .containsExactlyInAnyOrder(GARBAGE, new byte[0]);
    assertThat(topology.read(Topic.PERMIT, TenantPermitGrant.class)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"010203", "0000000000000001", "0000000000000001ff", "00000000000000017f61"})
  void aTimerThatCannotBeReadIsADeadLetterAndTheOthersFire(String hex) {
    // Given
    byte[] key = HexFormat.of().parseHex(hex);
    KeyValueStore<Bytes, byte[]> timers = topology.driver.getKeyValueStore("timers");
    timers.put(Bytes.wrap(key), new byte[] {1});
    schedule("loja", Duration.ofSeconds(30));

    // When
    topology.pass(Duration.ofMinutes(1), Duration.ofSeconds(1));

    // Then
    assertThat(topology.read(Topic.SEND_DISPATCH, SendDispatch.class)).hasSize(1);
    assertThat(timers.get(Bytes.wrap(key))).isNull();
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.topic()).endsWith("-timers-changelog");
              assertThat(letter.bytes()).isEqualTo(key);
            });
  }

  @ParameterizedTest
  @ValueSource(bytes = {5, 6, 7, 9}) // wake, watch, probe, takeover
  void aSendStateThatCannotBeReadStopsNoOtherNumber(byte kind) {
    // Given
    KeyValueStore<Bytes, byte[]> paces = topology.driver.getKeyValueStore("send-pace");
    paces.put(Bytes.wrap("broken".getBytes(StandardCharsets.UTF_8)), GARBAGE);
    topology
        .driver
        .<Bytes, byte[]>getKeyValueStore("timers")
        .put(timer(kind, kind == 9 ? "1\nsender\n" : "broken"), new byte[] {1});
    schedule("loja", Duration.ofSeconds(30));

    // When
    topology.pass(Duration.ofMinutes(1), Duration.ofSeconds(1));

    // Then
    assertThat(topology.read(Topic.SEND_DISPATCH, SendDispatch.class)).hasSize(1);
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class))
        .filteredOn(letter -> letter.topic().endsWith("-send-pace-changelog"))
        .singleElement()
        .satisfies(letter -> assertThat(letter.bytes()).isEqualTo(GARBAGE));
  }

  private void schedule(String instance, Duration ahead) {
    topology.bind(instance, SendRecordSamples.TENANT);
    topology.write(
        Topic.SCHEDULE_MESSAGE,
        InstanceKey.of(instance),
        SendRecordSamples.scheduled("s", "oi", topology.now().plus(ahead), topology.now()));
  }

  /** The key of a timer that came due long ago. */
  private static Bytes timer(byte kind, String id) {
    byte[] text = id.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(Long.BYTES + 1 + text.length).putLong(1).put(kind).put(text).array());
  }

  /** Puts garbage in the place of the n-th value of a store. */
  private void overwrite(String name, int n) {
    KeyValueStore<Bytes, byte[]> store = topology.driver.getKeyValueStore(name);
    Bytes key = null;
    try (KeyValueIterator<Bytes, byte[]> entries = store.all()) {
      for (int at = 0; at <= n; at++) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        key = entry.key;
      }
    }
    store.put(key, GARBAGE);
  }
}
