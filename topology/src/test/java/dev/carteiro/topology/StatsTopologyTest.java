// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import static dev.carteiro.topology.SendRecordSamples.LOJA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.topology.dedup.DeduplicateStage;
import dev.carteiro.topology.dedup.SeenFactView;
import dev.carteiro.topology.stats.StatsCounter;
import dev.carteiro.topology.stats.StatsKey;
import dev.carteiro.topology.stats.StatsStage;
import dev.carteiro.topology.stats.StatsWindow;
import dev.carteiro.topology.stats.StatsWindowAggregator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

/** What the whole topology counts, on virtual time. */
class StatsTopologyTest {
  private static final String TENANT_A = "tenant-a";
  private static final String TENANT_B = "tenant-b";

  @TempDir Path state;
  private TopologyFixture topology;

  @BeforeEach
  void start() {
    topology = new TopologyFixture(state, Map.of("STATS_RETENTION", "PT1H"));
    topology.bind("loja", TENANT_A);
    topology.bind("outra", TENANT_B);
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  void eachTenantHasTheCountsOfItsInstances() {
    // Given
    topology.post("loja", message("loja", "A", false));
    topology.post("loja", message("loja", "B", true));

    // When
    topology.post("outra", message("outra", "A", false));

    // Then
    StatsWindow mine = only(TENANT_A);
    assertThat(mine.instance()).isEqualTo("default/loja");
    assertThat(mine.start()).isEqualTo(TopologyFixture.START);
    assertThat(mine.counts().of(StatsCounter.IN)).isEqualTo(1);
    assertThat(mine.counts().of(StatsCounter.OUT)).isEqualTo(1);
    assertThat(mine.counts().of(MessageType.TEXT)).isEqualTo(2);
    assertThat(only(TENANT_B).counts().of(StatsCounter.IN)).isEqualTo(1);
    assertThat(only(TENANT_B).counts().of(StatsCounter.OUT)).isZero();
  }

  @Test
  void aMessageIsFollowedToTheReader() {
    // Given
    topology.post("loja", message("loja", "A", true));
    topology.post("loja", status("A", "SERVER_ACK"));
    topology.pass(Duration.ofSeconds(4), Duration.ofSeconds(1));
    topology.post("loja", status("A", "DELIVERY_ACK"));
    topology.pass(Duration.ofMinutes(6), Duration.ofMinutes(1));

    // When
    topology.post("loja", status("A", "READ"));

    // Then
    List<StatsWindow> windows = windows(TENANT_A);
    assertThat(windows).hasSize(2);
    assertThat(windows.get(0).counts().of(StatsCounter.DELIVERY_ACK)).isEqualTo(1);
    assertThat(windows.get(0).delivery().quantile(0.5).orElseThrow())
        .isBetween(Duration.ofMillis(3_950), Duration.ofMillis(4_050));
    assertThat(windows.get(1).counts().of(StatsCounter.READ)).isEqualTo(1);
    assertThat(windows.get(1).read().quantile(0.5).orElseThrow())
        .isBetween(Duration.ofSeconds(355), Duration.ofSeconds(365));
  }

  @Test
  void aRepetitionCountsAsOneAndKnowsWhoseItIs() {
    // Given
    topology.post("loja", message("loja", "A", false));

    // When
    topology.post("loja", message("loja", "A", false));
    topology.bind("loja", TENANT_B);
    topology.post("loja", message("loja", "A", false));

    // Then
    StatsWindow window = only(TENANT_A);
    assertThat(window.counts().of(StatsCounter.IN)).isEqualTo(1);
    assertThat(window.counts().of(StatsCounter.DUPLICATES)).isEqualTo(2);
    assertThat(windows(TENANT_B)).isEmpty();
    assertThat(duplicates())
        .singleElement()
        .satisfies(
            duplicate -> {
              assertThat(duplicate.tenantId()).isEqualTo(TENANT_A);
              assertThat(duplicate.kind()).isEqualTo("message");
              assertThat(duplicate.subject()).isEqualTo("A");
              assertThat(duplicate.repetitions()).isEqualTo(2);
            });
  }

  @Test
  void whatIsSentAgainOnPurposeIsNotCountedAgain() {
    // Given
    topology.post("loja", message("loja", "A", true));
    topology.post("loja", status("A", "DELIVERY_ACK"));
    topology.post("loja", edit("A"));
    topology.post("loja", placeholder("A"));
    StatsWindow before = only(TENANT_A);

    // When
    Map<String, String> redrive = Map.of(CarteiroRecordHeaders.REDRIVE, "1");
    topology.post("loja", message("loja", "A", true), redrive);
    topology.post("loja", status("A", "DELIVERY_ACK"), redrive);
    topology.post("loja", edit("A"), redrive);
    topology.post("loja", placeholder("A"), redrive);

    // Then
    assertThat(before.counts().of(StatsCounter.EDITED)).isEqualTo(1);
    assertThat(before.counts().of(StatsCounter.DUPLICATES)).isEqualTo(1);
    assertThat(only(TENANT_A)).isEqualTo(before);
  }

  @Test
  void jobsThatDoNotSucceedAreCounted() {
    // Given
    topology.write(Topic.SEND_MESSAGE, LOJA, SendRecordSamples.text("one", "x", topology.now()));
    SendDispatch first = topology.read(Topic.SEND_DISPATCH, SendDispatch.class).get(0);
    topology.write(Topic.SEND_RESULT, LOJA, SendRecordSamples.started(first));
    topology.write(
        Topic.SEND_RESULT,
        LOJA,
        SendRecordSamples.result(
            first, SendResult.SendResultKind.TRANSIENT, null, "CONNECTION_CLOSED"));
    topology.pass(Duration.ofSeconds(61), Duration.ofMillis(100));
    SendDispatch second = topology.read(Topic.SEND_DISPATCH, SendDispatch.class).get(0);
    topology.write(Topic.SEND_RESULT, LOJA, SendRecordSamples.started(second));

    // When
    topology.write(
        Topic.SEND_RESULT,
        LOJA,
        SendRecordSamples.result(
            second, SendResult.SendResultKind.PERMANENT, null, "NOT_ON_WHATSAPP"));

    // Then
    StatsWindow window = only(TENANT_A);
    assertThat(window.counts().of(StatsCounter.RETRIED)).isEqualTo(1);
    assertThat(window.counts().of(StatsCounter.FAILED)).isEqualTo(1);
    assertThat(window.counts().of(StatsCounter.MANUAL)).isZero();
  }

  @Test
  void countsAreForgottenAfterTheirTime() {
    // Given
    topology.post("loja", message("loja", "A", false));
    topology.pass(Duration.ofMinutes(64), Duration.ofMinutes(1));
    assertThat(windows(TENANT_A)).hasSize(1);

    // When
    topology.pass(Duration.ofMinutes(2), Duration.ofSeconds(1));

    // Then
    assertThat(windows(TENANT_A)).isEmpty();
    assertThat(entries(StatsStage.STATS_STORE)).isEmpty();
  }

  @Test
  void whatWaitsIsExportedByLane() {
    // Given
    topology.post("loja", connection("close"));
    for (int n = 0; n < 3; n++) {
      topology.write(
          Topic.SEND_MESSAGE, LOJA, SendRecordSamples.text("m" + n, "x" + n, topology.now()));
    }
    topology.write(
        Topic.SCHEDULE_MESSAGE,
        LOJA,
        SendRecordSamples.scheduled("s", "x", topology.now().plusSeconds(3_600), topology.now()));

    // When
    topology.pass(Duration.ofSeconds(2), Duration.ofMillis(100));

    // Then
    assertThat(topology.metrics.get("outbox.backlog").tag("lane", "normal").gauge().value())
        .isEqualTo(3);
    assertThat(topology.metrics.get("outbox.backlog").tag("lane", "high").gauge().value()).isZero();
    assertThat(topology.metrics.get("outbox.open.jobs").gauge().value()).isEqualTo(4);
    assertThat(topology.metrics.get("outbox.scheduled.jobs").gauge().value()).isEqualTo(1);
    assertThat(topology.metrics.get("outbox.held.instances").gauge().value()).isEqualTo(1);
    assertThat(topology.metrics.get("outbox.in.flight").gauge().value()).isZero();
  }

  private StatsWindow only(String tenant) {
    List<StatsWindow> windows = windows(tenant);
    assertThat(windows).hasSize(1);
    return windows.get(0);
  }

  private List<StatsWindow> windows(String tenant) {
    StatsWindowAggregator reader =
        new StatsWindowAggregator(
            new StatsWindowAggregator.StatsTimeRange(
                TopologyFixture.START.minus(Duration.ofHours(2)),
                TopologyFixture.START.plus(Duration.ofHours(2)),
                StatsKey.WINDOW),
            null,
            true);
    entries(StatsStage.STATS_STORE)
        .forEach(
            entry -> {
              if (StatsKey.decode(entry.key.get()).tenantId().equals(tenant)) {
                reader.add(entry.key.get(), entry.value);
              }
            });
    return reader.windows();
  }

  private List<SeenFactView> duplicates() {
    return entries(DeduplicateStage.FACT_STORE).stream()
        .map(entry -> SeenFactView.decode(entry.key.get(), entry.value))
        .filter(duplicate -> duplicate.isRepeated() && duplicate.kind().equals("message"))
        .toList();
  }

  private List<KeyValue<Bytes, byte[]>> entries(String store) {
    KeyValueStore<Bytes, byte[]> found = topology.driver.getKeyValueStore(store);
    List<KeyValue<Bytes, byte[]>> entries = new ArrayList<>();
    try (KeyValueIterator<Bytes, byte[]> all = found.all()) {
      all.forEachRemaining(entries::add);
    }
    return entries;
  }

  private String message(String instance, String id, boolean fromMe) {
    return """
        {"event":"messages.upsert","instance":"%s","data":{"key":{"remoteJid":"5511999990001@s.whatsapp.net",
        "fromMe":%s,"id":"%s"},"pushName":"Ana","message":{"conversation":"oi"},"messageType":"conversation",
        "messageTimestamp":%d,"instanceId":"i-1","source":"android"},"date_time":"2026-03-01T09:00:00.000Z"}
        """
        .formatted(instance, fromMe, id, TopologyFixture.START.getEpochSecond());
  }

  private String placeholder(String id) {
    return message("loja", id, true)
        .replace("{\"conversation\":\"oi\"}", "{\"placeholderMessage\":{\"type\":0}}")
        .replace("\"messageType\":\"conversation\"", "\"messageType\":\"placeholderMessage\"");
  }

  private static String status(String id, String status) {
    return """
        {"event":"messages.update","instance":"loja","data":{"messageId":"c1","keyId":"%s",
        "remoteJid":"5511999990001@s.whatsapp.net","fromMe":true,"status":"%s","instanceId":"i-1"},
        "date_time":"2026-03-01T09:00:01.000Z"}
        """
        .formatted(id, status);
  }

  private static String edit(String id) {
    return """
        {"event":"messages.edited","instance":"loja","data":{"key":{"remoteJid":"5511999990001@s.whatsapp.net",
        "fromMe":true,"id":"%s"},"type":14,"editedMessage":{"conversation":"ola"},
        "timestampMs":"1772366405000"},"date_time":"2026-03-01T09:00:05.000Z"}
        """
        .formatted(id);
  }

  private static String connection(String state) {
    return """
        {"event":"connection.update","instance":"loja","data":{"instance":"loja","state":"%s",
        "statusReason":401},"date_time":"2026-03-01T09:00:00.000Z"}
        """
        .formatted(state);
  }
}
