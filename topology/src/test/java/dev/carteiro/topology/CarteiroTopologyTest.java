// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.carteiro.contract.CarteiroRecordHeaders;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.Sha256Fingerprint;
import dev.carteiro.contract.Topic;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.EvolutionEvent;
import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.message.MessageEvent;
import dev.carteiro.contract.message.MessageEvent.MessageChangeKind;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.contract.message.MessageStatusEvent;
import dev.carteiro.topology.dedup.DeduplicateStage;
import dev.carteiro.topology.merge.MergeStage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarteiroTopologyTest {
  private static final String MESSAGE =
      """
      {"event":"messages.upsert","instance":"%s","data":{"key":{"remoteJid":"%s","fromMe":false,"id":"%s"},
       "pushName":"Ana","message":{"conversation":"%s"},"messageType":"conversation","messageTimestamp":1772366400,
       "instanceId":"0b0b0b0b-0000-4000-8000-000000000001","source":"android"},
       "date_time":"2026-03-01T12:00:00.000Z","apikey":"*****"}""";
  private static final String STATUS =
      """
      {"event":"messages.update","instance":"%s","data":{"keyId":"%s","remoteJid":"77@lid","fromMe":true,"status":"%s",
       "instanceId":"0b0b0b0b-0000-4000-8000-000000000001","messageId":"cmw"},"date_time":"2026-03-01T12:00:00.000Z"}""";
  private static final String CONNECTION =
      """
      {"event":"connection.update","instance":"%s","data":{"instance":"%s","state":"%s","statusReason":200},
       "date_time":"%s"}""";

  @TempDir Path state;
  private TopologyFixture topology;

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  void aMessageComesOutUnderItsTenant() {
    // Given
    start(Map.of());
    topology.bind("tenant_1_inst_1", "tenant-2");

    // When
    topology.post("tenant_1_inst_1", message("tenant_1_inst_1", "A1", "oi"));

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.tenantId()).isEqualTo("tenant-2");
              assertThat(event.change()).isEqualTo(MessageChangeKind.CREATED);
              assertThat(event.text()).isEqualTo("oi");
              assertThat(event.body().sentAt()).isEqualTo("2026-03-01T12:00:00Z");
              assertThat(event.traceId()).isEqualTo("0123456789abcdef0123456789abcdef");
            });
  }

  @Test
  void theSameMessageFiveTimesAlsoUnderItsPrivacyIdIsOne() {
    // Given
    start(Map.of());
    topology.bind("loja", "a");

    // When
    for (int n = 0; n < 4; n++) {
      topology.post("loja", message("loja", "A1", "oi"));
    }
    topology.post("loja", MESSAGE.formatted("loja", "207000000000001@lid", "A1", "oi"));

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class)).hasSize(1);
    assertThat(topology.count("dedup.suppressed", "reason", "message")).isEqualTo(4);
  }

  @Test
  void whatMakesARuleThrowIsACountedDeadLetterWithItsBytesAndTheRestFlows() {
    // Given
    start(Map.of());
    topology.bind("loja", "a");

    // When
    topology.write(Topic.PERMIT_REQUEST, InstanceKey.of("loja"), "not a request");
    topology.post("loja", message("loja", "A1", "oi"));

    // Then
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.PROCESSING_FAILED);
              assertThat(letter.topic()).isEqualTo(Topic.PERMIT_REQUEST.topicName());
              assertThat(letter.bytes()).isEqualTo(Json.write("not a request"));
            });
    assertThat(topology.count("dead.letters", "reason", "PROCESSING_FAILED")).isEqualTo(1);
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class)).hasSize(1);
  }

  @Test
  void threeMessagesInOneWebhookAreThree() {
    // Given
    start(Map.of());
    topology.bind("loja", "a");
    String element =
        """
        {"key":{"remoteJid":"55@s.whatsapp.net","fromMe":false,"id":"%s"},"message":{"conversation":"x"},
         "messageType":"conversation","messageTimestamp":1772366400}""";
    String body =
        "{\"event\":\"messages.upsert\",\"instance\":\"loja\",\"data\":{\"messages\":["
            + String.join(
                ",", element.formatted("1"), element.formatted("2"), element.formatted("3"))
            + "]}}";

    // When
    topology.post("loja", body);

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .extracting(MessageEvent::messageId)
        .containsExactly("1", "2", "3");
  }

  @Test
  void webhooksOfAnUnknownInstanceWaitAndComeOutInOrderOnceItIsBound() {
    // Given
    start(Map.of());
    for (int n = 0; n < 450; n++) {
      topology.post("loja", message("loja", "A" + n, "m" + n));
    }
    topology.post("outra", message("outra", "B", "not bound"));

    // When
    topology.bind("loja", "a");
    topology.post("loja", message("loja", "late", "behind the others"));
    topology.pass(Duration.ofSeconds(1), Duration.ofMillis(100));
    topology.post("loja", message("loja", "after", "direct"));

    // Then
    List<String> ids =
        topology.read(Topic.MESSAGE, MessageEvent.class).stream()
            .map(MessageEvent::messageId)
            .toList();
    assertThat(ids).hasSize(452).startsWith("A0", "A1", "A2").endsWith("A449", "late", "after");
    assertThat(topology.metrics.get("parked.instances").gauge().value()).isEqualTo(1);
  }

  @Test
  void whatWaitsTooLongBecomesADeadLetterWithItsBytes() {
    // Given
    start(Map.of("PARK_TTL", "PT60S"));
    String body = message("loja", "A1", "oi");
    topology.post("loja", body);

    // When
    topology.pass(Duration.ofSeconds(59), Duration.ofSeconds(1));
    List<DeadLetter> early = topology.read(Topic.DEAD_LETTER, DeadLetter.class);
    topology.pass(Duration.ofSeconds(2), Duration.ofSeconds(1));
    List<DeadLetter> due = topology.read(Topic.DEAD_LETTER, DeadLetter.class);
    topology.bind("loja", "a");

    // Then
    assertThat(early).isEmpty();
    assertThat(due)
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.UNKNOWN_INSTANCE);
              assertThat(letter.bytes()).isEqualTo(body.getBytes(StandardCharsets.UTF_8));
              assertThat(letter.tenantId()).isNull();
              assertThat(letter.headers()).containsKey(CarteiroRecordHeaders.TRACE_ID);
            });
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class)).isEmpty();
  }

  @Test
  void aFullLotMakesDeadLettersAtOnce() {
    // Given
    start(Map.of("PARK_MAX_PER_INSTANCE", "2"));

    // When
    for (int n = 0; n < 3; n++) {
      topology.post("loja", message("loja", "A" + n, "oi"));
    }

    // Then
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class))
        .extracting(DeadLetter::reason)
        .containsExactly(DeadLetter.Reason.PARKING_FULL);
  }

  @Test
  void anUnboundInstanceParksAgain() {
    // Given
    start(Map.of());
    topology.bind("loja", "a");
    topology.unbind("loja");

    // When
    topology.post("loja", message("loja", "A1", "oi"));
    List<MessageEvent> meanwhile = topology.read(Topic.MESSAGE, MessageEvent.class);
    topology.bind("loja", "b");

    // Then
    assertThat(meanwhile).isEmpty();
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .singleElement()
        .satisfies(event -> assertThat(event.tenantId()).isEqualTo("b"));
  }

  @Test
  void aMovedInstanceServesItsNewTenantAndOldMessagesStayWithTheOld() {
    // Given
    start(Map.of());
    topology.bind("loja", "a");
    topology.post("loja", message("loja", "old", "oi"));
    topology.bind("loja", "b");

    // When
    topology.post("loja", message("loja", "new", "oi"));
    topology.post("loja", STATUS.formatted("loja", "old", "READ"));

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .extracting(event -> event.messageId() + "/" + event.tenantId() + "/" + event.change())
        .containsExactly("old/a/CREATED", "new/b/CREATED", "old/a/STATUS");
    assertThat(topology.read(Topic.MESSAGE_STATUS, MessageStatusEvent.class))
        .extracting(MessageStatusEvent::tenantId)
        .containsExactly("a");
  }

  @Test
  void aReadThatFallsBackToDeliveredStaysRead() {
    // Given
    start(Map.of());
    topology.bind("loja", "a");
    topology.post("loja", message("loja", "A1", "oi"));

    // When
    topology.post("loja", STATUS.formatted("loja", "A1", "READ"));
    topology.post("loja", STATUS.formatted("loja", "A1", "DELIVERY_ACK"));

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .last()
        .satisfies(event -> assertThat(event.status()).isEqualTo(MessageStatus.READ));
    assertThat(topology.read(Topic.MESSAGE_STATUS, MessageStatusEvent.class)).hasSize(1);
    assertThat(
            topology.count("merge.unchanged", "reason", "repeated")
                + topology.count("merge.unchanged", "reason", "regression"))
        .isEqualTo(1);
  }

  @Test
  void envelopesThatContradictTheBindingDoNotReachTheTenant() {
    // Given
    start(Map.of());
    topology.bind(
        "loja", "a", "0c0c0c0c-0000-4000-8000-00000000000c", Sha256Fingerprint.of("tok-1"));
    String noInstanceId =
        "{\"event\":\"presence.update\",\"instance\":\"loja\",\"data\":{\"id\":\"1\"},\"date_time\":\"x\"}";

    // When
    topology.post("loja", message("loja", "A1", "oi"));
    topology.post(
        "loja",
        noInstanceId,
        Map.of(CarteiroRecordHeaders.APIKEY_FINGERPRINT, Sha256Fingerprint.of("tok-2")));
    topology.post(
        "loja",
        noInstanceId,
        Map.of(CarteiroRecordHeaders.APIKEY_FINGERPRINT, Sha256Fingerprint.of("tok-1")));

    // Then
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class))
        .extracting(DeadLetter::reason)
        .containsExactly(DeadLetter.Reason.INSTANCE_ID_MISMATCH, DeadLetter.Reason.APIKEY_MISMATCH);
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class)).isEmpty();
    assertThat(topology.read(Topic.EVENT, EvolutionEvent.class)).hasSize(1);
  }

  @Test
  void anInstanceThatWasDeletedIsSoUntilItsBindingNamesAnother() {
    // Given
    start(Map.of());
    topology.bind("loja", "a", "old-id", null);
    String deleted =
        "{\"event\":\"instance.delete\",\"instance\":\"loja\",\"data\":{\"instanceName\":\"loja\","
            + "\"instanceId\":\"%s\"},\"date_time\":\"2026-11-21T02:32:40.165Z\"}";

    // When
    topology.post("loja", deleted.formatted("another-id"));
    topology.post("loja", deleted.formatted("old-id"));
    topology.bind("loja", "a", "new-id", null);
    topology.bind("loja", "a", "newest-id", null);

    // Then
    assertThat(topology.read(Topic.INSTANCE_STATUS, InstanceStatusEvent.class))
        .extracting(InstanceStatusEvent::state)
        .containsExactly("deleted", "created");
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class))
        .extracting(DeadLetter::detail)
        .containsExactly(
            "the webhook names Evolution instance another-id, but loja is registered with old-id");
    assertThat(topology.read(Topic.EVENT, EvolutionEvent.class)).hasSize(1);
  }

  @Test
  void aChangeOfABindingThatDidNotKnowOfAnotherLeavesThatInForce() {
    // Given
    start(Map.of());
    topology.bind("loja", "a");
    topology.bind("loja", "b");

    // When
    topology.bind("loja", "a", Set.of("paused"));
    topology.post("loja", message("loja", "A1", "oi"));

    // Then
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .extracting(MessageEvent::tenantId)
        .containsExactly("b");
  }

  @Test
  void whatIsRunAgainStaysItsTenants() {
    // Given
    start(Map.of());
    topology.bind("loja", "b");

    // When
    topology.post(
        "loja",
        message("loja", "A1", "oi"),
        Map.of(CarteiroRecordHeaders.REDRIVE, "dl-1", CarteiroRecordHeaders.REDRIVE_TENANT, "a"));
    topology.post(
        "loja",
        message("loja", "A2", "oi"),
        Map.of(CarteiroRecordHeaders.REDRIVE, "dl-2", CarteiroRecordHeaders.REDRIVE_TENANT, "b"));

    // Then
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class))
        .extracting(DeadLetter::reason)
        .containsExactly(DeadLetter.Reason.INSTANCE_MOVED);
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .extracting(MessageEvent::messageId, MessageEvent::tenantId)
        .containsExactly(tuple("A2", "b"));
  }

  @Test
  void repeatedConnectionReportsAreCollapsed() {
    // Given
    start(Map.of());
    topology.bind("loja", "a");

    // When
    for (int n = 0; n < 20; n++) {
      topology.post(
          "loja",
          CONNECTION.formatted(
              "loja", "loja", "connecting", "2026-03-01T12:00:%02d.000Z".formatted(n)));
    }
    topology.post("loja", CONNECTION.formatted("loja", "loja", "open", "2026-03-01T12:01:00.000Z"));
    topology.post(
        "loja", CONNECTION.formatted("loja", "loja", "close", "2026-03-01T12:02:00.000Z"));

    // Then
    assertThat(topology.read(Topic.INSTANCE_STATUS, InstanceStatusEvent.class))
        .extracting(InstanceStatusEvent::state)
        .containsExactly("connecting", "open", "close");
  }

  @Test
  void anEventNobodyKnowsIsKeptAndCounted() {
    // Given
    start(Map.of());
    topology.bind("loja", "a");

    // When
    topology.post("loja", "{\"event\":\"foo.bar\",\"instance\":\"loja\",\"data\":[1,\"x\"]}");

    // Then
    assertThat(topology.read(Topic.EVENT, EvolutionEvent.class))
        .singleElement()
        .satisfies(event -> assertThat(event.data().toString()).isEqualTo("[1,\"x\"]"));
    assertThat(topology.count("unknown.event", "event", "foo.bar")).isEqualTo(1);
  }

  @Test
  void whatCannotBeReadBecomesADeadLetterAndTheRestFlows() {
    // Given
    start(Map.of());
    topology.bind("loja", "a");

    // When
    topology.post(null, "this is not json");
    topology.post("loja", "{\"event\":\"messages.upsert\",\"instance\":\"loja\",\"data\":{\"key\"");
    topology.post("loja", message("loja", "A1", "oi"));

    // Then
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class))
        .extracting(DeadLetter::reason)
        .containsExactly(DeadLetter.Reason.NOT_JSON, DeadLetter.Reason.NOT_JSON);
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class)).hasSize(1);
  }

  @Test
  void aRecordTooLargeForItsTopicBecomesADeadLetter() {
    // Given
    start(Map.of("WEBHOOK_MAX_BODY_BYTES", "1024"));
    topology.bind("loja", "a");

    // When
    topology.post("loja", message("loja", "A1", "x".repeat(1_500_000)));
    topology.post("loja", message("loja", "A2", "fits"));

    // Then
    assertThat(topology.read(Topic.DEAD_LETTER, DeadLetter.class))
        .extracting(DeadLetter::reason)
        .containsExactly(DeadLetter.Reason.TOO_LARGE);
    assertThat(topology.read(Topic.MESSAGE, MessageEvent.class))
        .extracting(MessageEvent::messageId)
        .containsExactly("A2");
  }

  @Test
  void oldFactsAreForgottenOnceTheWindowIsOver() {
    // Given
    start(Map.of("DEDUP_WINDOW", "PT10M", "MERGE_WINDOW", "PT20M"));
    topology.bind("loja", "a");
    topology.post("loja", message("loja", "A1", "oi"));

    // When
    topology.pass(Duration.ofMinutes(25), Duration.ofSeconds(1));

    // Then
    assertThat(
            topology.driver.getKeyValueStore(DeduplicateStage.FACT_STORE).approximateNumEntries())
        .isZero();
    assertThat(topology.driver.getKeyValueStore(MergeStage.MESSAGE_STORE).approximateNumEntries())
        .isZero();
  }

  private void start(Map<String, String> settings) {
    topology = new TopologyFixture(state, settings);
  }

  private static String message(String instance, String id, String text) {
    return MESSAGE.formatted(instance, "5521900000001@s.whatsapp.net", id, text);
  }
}
