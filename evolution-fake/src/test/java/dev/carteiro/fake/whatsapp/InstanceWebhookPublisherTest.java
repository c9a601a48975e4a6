// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.fake.whatsapp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.carteiro.config.Environment;
import dev.carteiro.contract.Json;
import dev.carteiro.fake.EvolutionFakeSettings;
import dev.carteiro.fake.api.WebhookRequestHandler;
import dev.carteiro.fake.faults.WebhookFaultSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceWebhookPublisherTest {
  private static final Instant BEGIN = Instant.parse("2026-11-21T02:30:00Z");

  private final VirtualTimeClock time = new VirtualTimeClock(BEGIN);
  private final List<WebhookPostAttempt> attempts = new ArrayList<>();
  private final FakeInstance instance =
      new FakeInstance(
          "hooli", "id", "tok", FakeInstance.BAILEYS, "5511900000004@s.whatsapp.net", BEGIN);
  private WebhookFaultSettings faults = WebhookFaultSettings.NONE;

  private record WebhookPostAttempt(Duration at, String url, JsonNode body) {}

  /**
   * @param status by the attempt's number, from 1; 0 for no answer
   */
  private InstanceWebhookPublisher webhooks(IntUnaryOperator status, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("FAKE_WEBHOOK_URL", "http://own");
    WebhookTransport transport =
        (url, headers, body) -> {
          attempts.add(
              new WebhookPostAttempt(Duration.between(BEGIN, time.instant()), url, read(body)));
          int answer = status.applyAsInt(attempts.size());
          return answer == 0
              ? CompletableFuture.failedFuture(new IOException("refused"))
              : CompletableFuture.completedFuture(answer);
        };
    return new InstanceWebhookPublisher(
        new Environment(all).bind(EvolutionFakeSettings.class),
        time,
        time,
        transport,
        any -> faults);
  }

  private void emit(InstanceWebhookPublisher webhooks, int count) {
    for (int i = 0; i < count; i++) {
      webhooks.emit(instance, FakeEventName.UPSERT, TextNode.valueOf("m" + i));
    }
    time.runOut();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 302, 409, 429, 500, 503})
  void isTriedTenTimesOverTwentyMinutesAndGivenUp(int status) {
    // Given
    InstanceWebhookPublisher webhooks = webhooks(attempt -> status, Map.of());

    // When
    emit(webhooks, 1);

    // Then
    assertThat(attempts).hasSize(10);
    assertThat(attempts.get(9).at())
        .isBetween(
            Duration.ofSeconds((long) (1215 * 0.8)), Duration.ofSeconds((long) (1215 * 1.2)));
    assertThat(attempts).extracting(WebhookPostAttempt::body).containsOnly(attempts.get(0).body());
    assertThat(webhooks.lost()).isEqualTo(1);
    assertThat(webhooks.pending()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 422})
  void aFinalAnswerLosesIt(int status) {
    // Given
    InstanceWebhookPublisher webhooks = webhooks(attempt -> status, Map.of());

    // When
    emit(webhooks, 1);

    // Then
    assertThat(attempts).hasSize(1);
    assertThat(webhooks.lost()).isEqualTo(1);
  }

  @Test
  void aYoungerOneOvertakesOneThatIsRetried() {
    // Given
    InstanceWebhookPublisher webhooks = webhooks(attempt -> attempt == 1 ? 500 : 200, Map.of());

    // When
    emit(webhooks, 2);

    // Then
    assertThat(attempts)
        .extracting(one -> one.body().path("data").asText())
        .containsExactly("m0", "m1", "m0");
    assertThat(webhooks.delivered()).isEqualTo(2);
  }

  @Test
  void theGlobalOneWaitsForTheRetriesOfTheInstances() {
    // Given
    InstanceWebhookPublisher webhooks = webhooks(attempt -> attempt < 3 ? 500 : 200, Map.of());
    webhooks.globalUrl("http://global");

    // When
    emit(webhooks, 1);

    // Then
    assertThat(attempts)
        .extracting(WebhookPostAttempt::url)
        .containsExactly("http://own", "http://own", "http://own", "http://global");
    assertThat(attempts.get(3).at()).isEqualTo(attempts.get(2).at());
    assertThat(attempts.get(3).body()).isEqualTo(attempts.get(0).body());
  }

  @Test
  void timeIsScaled() {
    // Given
    InstanceWebhookPublisher webhooks = webhooks(attempt -> 500, Map.of("FAKE_TIME_SCALE", "1000"));

    // When
    emit(webhooks, 1);

    // Then
    assertThat(attempts.get(9).at()).isLessThan(Duration.ofMillis(1500));
  }

  @Test
  void theClockIsLocalAndSaysUtc() {
    // Given
    InstanceWebhookPublisher webhooks =
        webhooks(attempt -> 200, Map.of("FAKE_ZONE", "America/Sao_Paulo"));

    // When
    emit(webhooks, 1);

    // Then
    assertThat(attempts.get(0).body().path("date_time").asText())
        .isEqualTo("2026-11-20T23:30:00.000Z");
  }

  @Test
  void aShareIsDuplicatedReorderedAndDropped() {
    // Given
    InstanceWebhookPublisher webhooks = webhooks(attempt -> 200, Map.of());

    // When
    faults = new WebhookFaultSettings(0.3, 0, 0, Duration.ofSeconds(1));
    emit(webhooks, 1000);
    int duplicated = attempts.size() - 1000;
    attempts.clear();
    faults = new WebhookFaultSettings(0, 0, 0.3, Duration.ofSeconds(1));
    emit(webhooks, 1000);
    int dropped = 1000 - attempts.size();
    attempts.clear();
    faults = new WebhookFaultSettings(0, 0.3, 0, Duration.ofSeconds(1));
    emit(webhooks, 1000);
    long late = attempts.stream().filter(one -> !one.at().equals(attempts.get(0).at())).count();

    // Then
    assertThat(duplicated).isBetween(250, 350);
    assertThat(dropped).isBetween(250, 350);
    assertThat(late).isBetween(250L, 350L);
    assertThat(attempts).hasSize(1000);
    assertThat(webhooks.lost()).isEqualTo(dropped);
  }

  @Test
  void whatIsMoreThanMayWaitIsDroppedAndCounted() {
    // Given
    InstanceWebhookPublisher webhooks =
        webhooks(attempt -> 500, Map.of("FAKE_PENDING_WEBHOOKS", "3"));

    // When
    for (int i = 0; i < 5; i++) {
      webhooks.emit(instance, FakeEventName.UPSERT, TextNode.valueOf("m" + i));
    }

    // Then
    assertThat(webhooks.pending()).isEqualTo(3);
    assertThat(webhooks.lost()).isEqualTo(2);
  }

  @Test
  void anInstancesOwnWebhookFiltersAndNamesEvents() {
    // Given
    InstanceWebhookPublisher webhooks = webhooks(attempt -> 200, Map.of());
    JsonNode wanted =
        JsonNodeFactory.instance
            .objectNode()
            .put("url", "http://own/?token=abc")
            .put("byEvents", true)
            .set("events", JsonNodeFactory.instance.arrayNode().add("MESSAGES_UPSERT"));
    instance.webhook(new WebhookRequestHandler(time, webhooks).target(wanted, null));

    // When
    webhooks.emit(instance, FakeEventName.UPDATE, TextNode.valueOf("not wanted"));
    webhooks.emit(instance, FakeEventName.UPSERT, TextNode.valueOf("wanted"));

    // Then
    assertThat(attempts)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.url()).isEqualTo("http://own/?token=abc/messages-upsert");
              assertThat(one.body().path("destination").asText())
                  .isEqualTo("http://own/?token=abc");
            });
  }

  private static JsonNode read(byte[] body) {
    try {
      return Json.read(body, JsonNode.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
