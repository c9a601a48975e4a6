// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carteiro.config.Environment;
import dev.carteiro.contract.event.AlertEvent;
import dev.carteiro.contract.event.AlertEvent.AlertRuleId;
import dev.carteiro.contract.event.AlertEvent.AlertState;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendDispatch.DispatchAction;
import dev.carteiro.runtime.testing.SettableClock;
import dev.carteiro.sender.DispatchFixtures;
import dev.carteiro.sender.SenderMetrics;
import dev.carteiro.sender.SenderSettings;
import dev.carteiro.sender.evolution.AttemptOutcome;
import dev.carteiro.sender.evolution.AttemptOutcomeClassifier;
import dev.carteiro.sender.evolution.EvolutionCallResult;
import dev.carteiro.sender.evolution.EvolutionServerUrl;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is left alone for what; five failures in a row open a breaker here. */
class CallBreakerRegistryTest {
  private static final EvolutionServerUrl SERVER =
      EvolutionServerUrl.parse("http://evolution:8080").orElseThrow();
  private static final AttemptOutcome TIMED_OUT =
      AttemptOutcomeClassifier.of(
          new EvolutionCallResult.EvolutionCallFailure(
              EvolutionCallResult.CallFailurePhase.NO_ANSWER, ""));
  private static final AttemptOutcome ACCEPTED = AttemptOutcome.accepted("3EB0", 201);
  private static final String LICENSE = "{\"code\":\"LICENSE_REQUIRED\"}";

  private final SettableClock clock = SettableClock.at(DispatchFixtures.NOW);
  private final List<AlertEvent> alerts = new ArrayList<>();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final CallBreakerRegistry breakers =
      new CallBreakerRegistry(
          new Environment(Map.of("SENDER_BREAKER_FAILURES", "5", "SENDER_BREAKER_OPEN", "PT15S"))
              .bind(SenderSettings.class),
          new SenderMetrics(registry),
          clock,
          "s1",
          alerts::add);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | {"response":{"message":["Error: Connection Closed"]}}
          400 | {"response":{"message":["[object Object]"]}}
          400 | {"response":{"message":["what nobody has seen yet"]}}
          401 | {"response":{"message":"Unauthorized"}}
          404 | {"response":{"message":["The \\"acme\\" instance does not exist"]}}
          500 | {"response":{"message":"Connection Closed"}}
          500 | {"response":{"message":["Error: Media upload failed on all hosts"]}}
          500 | {"response":{"message":"what nobody has seen yet"}}
          """)
  void oneNumbersAnswersHoldThatNumberAlone(int status, String body) {
    // When
    for (int n = 0; n < 50; n++) {
      call("acme", answer(status, body));
    }

    // Then
    assertThat(obstacle("acme").code()).isEqualTo("NUMBER_FAILING");
    assertThat(obstacle("acme").retryAfter()).isPositive();
    assertThat(obstacle("globex")).isNull();
    assertThat(alerts).isEmpty();
    assertThat(registry.get("sender.breaker.state").gauge().value()).isZero();
    assertThat(registry.get("sender.numbers.held").gauge().value()).isEqualTo(1);
  }

  @Test
  void messagesThatAreAtFaultHoldNobody() {
    // When
    for (int n = 0; n < 50; n++) {
      call("acme", answer(400, "{\"response\":{\"message\":[{\"exists\":false}]}}"));
    }

    // Then
    assertThat(obstacle("acme")).isNull();
  }

  @Test
  void aNumberThatWasLeftAloneIsTriedOnceAndGoesOnWhenItWorks() {
    // Given
    failing("acme");
    pass(Duration.ofSeconds(16));

    // When
    assertThat(breakers.obstacle(SERVER, send("acme"))).isNull();
    assertThat(breakers.obstacle(SERVER, send("acme")).code()).isEqualTo("NUMBER_FAILING");
    breakers.record(SERVER, send("acme"), ACCEPTED);

    // Then
    assertThat(obstacle("acme")).isNull();
    assertThat(registry.get("sender.numbers.held").gauge().value()).isZero();
  }

  @Test
  void aProbeOfANumberThatIsLeftAloneIsMade() {
    // Given
    failing("acme");

    // When / Then
    assertThat(breakers.obstacle(SERVER, dispatch(DispatchAction.PROBE, "acme"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504, 521, 522})
  void whatStandsBeforeAServerIsTheServers(int status) {
    // When
    for (int n = 0; n < 5; n++) {
      call("acme", answer(status, "<html></html>"));
    }

    // Then
    assertThat(obstacle("globex").code()).isEqualTo("BREAKER_OPEN");
    assertThat(alerts).extracting(AlertEvent::rule).containsExactly(AlertRuleId.EVOLUTION_OFFLINE);
  }

  @Test
  void oneNumbersTimeOutsHoldThatNumberAlone() {
    // When
    for (int n = 0; n < 50; n++) {
      call("acme", TIMED_OUT);
    }

    // Then
    assertThat(obstacle("acme").code()).isEqualTo("NUMBER_FAILING");
    assertThat(obstacle("globex")).isNull();
    assertThat(alerts).isEmpty();
  }

  @Test
  void timeOutsOfSeveralNumbersAreTheServers() {
    // Given
    for (int n = 0; n < 4; n++) {
      call("acme", TIMED_OUT);
    }

    // When
    call("globex", TIMED_OUT);

    // Then
    assertThat(obstacle("initech").code()).isEqualTo("BREAKER_OPEN");
    assertThat(alerts).hasSize(1);
  }

  @Test
  void anAnswerBetweenTimeOutsShowsThatTheServerIsThere() {
    // When
    for (int n = 0; n < 50; n++) {
      call("acme", TIMED_OUT);
      call("globex", answer(500, "{\"response\":{\"message\":\"Connection Closed\"}}"));
      call("initech", TIMED_OUT);
      call("globex", ACCEPTED);
    }

    // Then
    assertThat(obstacle("globex")).isNull();
    assertThat(alerts).isEmpty();
  }

  @Test
  void aServerThatStillHangsWhenItIsTriedAgainIsLeftAloneFurther() {
    // Given
    for (int n = 0; n < 5; n++) {
      call(
          "acme",
          AttemptOutcomeClassifier.of(
              new EvolutionCallResult.EvolutionCallFailure(
                  EvolutionCallResult.CallFailurePhase.NOT_CONNECTED, "")));
    }
    pass(Duration.ofSeconds(16));

    // When
    call("globex", TIMED_OUT);

    // Then
    assertThat(obstacle("initech").code()).isEqualTo("BREAKER_OPEN");
    pass(Duration.ofSeconds(16));
    call("initech", answer(400, "{}"));
    assertThat(obstacle("globex")).isNull();
    assertThat(alerts)
        .extracting(AlertEvent::state)
        .containsExactly(AlertState.FIRING, AlertState.RESOLVED);
  }

  @Test
  void aServerWithoutALicenceIsOneAlertAndNobodysFailure() {
    // When
    for (int n = 0; n < 50; n++) {
      call("acme", answer(503, LICENSE));
      call("globex", answer(503, LICENSE));
    }

    // Then
    assertThat(alerts).hasSize(1);
    assertThat(alerts.get(0).rule()).isEqualTo(AlertRuleId.EVOLUTION_UNLICENSED);
    assertThat(alerts.get(0).subject()).isEqualTo("evolution:8080");
    assertThat(obstacle("acme")).isNull();
    assertThat(registry.get("sender.server.unlicensed").gauge().value()).isEqualTo(1);
  }

  @Test
  void itsAlertEndsWhenAnythingElseIsAnswered() {
    // Given
    call("acme", answer(503, LICENSE));

    // When
    call("globex", TIMED_OUT);
    assertThat(alerts).hasSize(1);
    call("globex", answer(400, "{}"));
    call("globex", answer(400, "{}"));

    // Then
    assertThat(alerts)
        .extracting(AlertEvent::state)
        .containsExactly(AlertState.FIRING, AlertState.RESOLVED);
    assertThat(alerts).extracting(AlertEvent::id).containsOnly(alerts.get(0).id());
    assertThat(registry.get("sender.server.unlicensed").gauge().value()).isZero();
  }

  @Test
  void aStoppedSenderLeavesNoAlertBehind() {
    // Given
    call("acme", answer(503, LICENSE));

    // When
    breakers.close();

    // Then
    assertThat(alerts)
        .extracting(AlertEvent::state)
        .containsExactly(AlertState.FIRING, AlertState.RESOLVED);
  }

  private void failing(String number) {
    for (int n = 0; n < 5; n++) {
      call(number, answer(500, "{\"response\":{\"message\":\"Connection Closed\"}}"));
    }
  }

  /** A call, if it may be made. */
  private void call(String number, AttemptOutcome outcome) {
    if (breakers.obstacle(SERVER, send(number)) == null) {
      breakers.record(SERVER, send(number), outcome);
    }
  }

  /** Why a number must not call. */
  private AttemptOutcome obstacle(String number) {
    return breakers.refusal(SERVER, send(number));
  }

  private void pass(Duration time) {
    clock.advance(time);
  }

  private static SendDispatch send(String number) {
    return dispatch(DispatchAction.SEND, number);
  }

  private static SendDispatch dispatch(DispatchAction action, String number) {
    return DispatchFixtures.of(action, number, "5521", null, null, null);
  }

  private static AttemptOutcome answer(int status, String body) {
    return AttemptOutcomeClassifier.of(
        new EvolutionCallResult.EvolutionResponse(
            status, body.getBytes(StandardCharsets.UTF_8), null));
  }
}
