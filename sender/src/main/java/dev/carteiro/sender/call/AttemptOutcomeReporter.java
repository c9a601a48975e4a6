// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carteiro.contract.Json;
import dev.carteiro.contract.registry.WhatsAppIntegration;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.sender.SenderMetrics;
import dev.carteiro.sender.evolution.AttemptOutcome;
import dev.carteiro.sender.evolution.EvolutionCallResult;
import dev.carteiro.sender.evolution.InstanceIntegrationCache;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Reports the end of each attempt: an outcome, a probe's state, or only a metric. */
public record AttemptOutcomeReporter(
    SendResultFactory results,
    SendResultWriter writer,
    SenderMetrics metrics,
    InFlightDispatchCounter inFlight,
    InstanceIntegrationCache integrations) {
  private static final Set<String> STATES = Set.of("open", "connecting", "close");

  void called(DispatchAttempt attempt, EvolutionCallResult answer) {
    metrics.call(attempt.dispatch().action(), answer, attempt.latency());
  }

  void over(DispatchAttempt attempt, AttemptOutcome outcome) {
    if (!attempt.is(SendDispatch.DispatchAction.SEND)) {
      aside(attempt, outcome.code() == null ? "" + outcome.httpStatus() : outcome.code());
      return;
    }
    metrics.outcome(outcome);
    write(
        results.outcome(
            attempt.dispatch(),
            outcome.detail() == null || attempt.apikey() == null
                ? outcome
                // An error text may repeat the key.
                : outcome.withDetail(outcome.detail().replace(attempt.apikey(), "***")),
            attempt.lastCalled(),
            attempt.latency()));
  }

  void probed(DispatchAttempt attempt, EvolutionCallResult.EvolutionResponse response) {
    Optional<String> state = response.status() == 200 ? state(response) : Optional.empty();
    if (state.isEmpty()) {
      aside(attempt, "" + response.status());
      return;
    }
    metrics.aside(SendDispatch.DispatchAction.PROBE, state.get());
    boolean connects =
        integrations
            .of(attempt.dispatch().instance())
            .map(WhatsAppIntegration::connects)
            .orElse(true);
    write(
        results.probed(
            attempt.dispatch(),
            // A channel without a connection of its own can always send.
            connects ? state.get() : "open",
            attempt.lastCalled(),
            attempt.latency()));
  }

  /** Ends an attempt that has no result to write. */
  void aside(DispatchAttempt attempt, String result) {
    metrics.aside(attempt.dispatch().action(), result);
    inFlight.leave();
  }

  private void write(SendResult result) {
    writer.write(SenderRecordFactory.of(result), inFlight::leave);
  }

  private static Optional<String> state(EvolutionCallResult.EvolutionResponse response) {
    try {
      JsonNode state = Json.mapper().readTree(response.body()).path("instance").path("state");
      return Optional.ofNullable(state.textValue()).filter(STATES::contains);
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }
}
