// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.registry.InstanceBinding;
import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import dev.carteiro.sender.evolution.AttemptOutcome;
import dev.carteiro.sender.evolution.EvolutionServerUrl;
import java.time.Clock;
import java.time.Duration;

/** Creates the {@link SendResult} records of this sender. */
public record SendResultFactory(String senderId, Clock clock) {
  private static final int FOUND = 200;

  public SendResult started(SendDispatch dispatch) {
    return outcome(dispatch, AttemptOutcome.of(SendResultKind.STARTED, null, null), null, null);
  }

  public SendResult expired(SendDispatch dispatch) {
    String detail = "no sender came to the dispatch before " + dispatch.notAfter();
    return outcome(
        dispatch, AttemptOutcome.of(SendResultKind.EXPIRED, "EXPIRED", detail), null, null);
  }

  /** {@code server} and {@code latency} are null when no server was called. */
  SendResult outcome(
      SendDispatch dispatch, AttemptOutcome outcome, EvolutionServerUrl server, Duration latency) {
    return result(dispatch, outcome, server, latency, null);
  }

  SendResult probed(
      SendDispatch dispatch, String connectionState, EvolutionServerUrl server, Duration latency) {
    AttemptOutcome found = AttemptOutcome.of(SendResultKind.PROBED, null, null).withStatus(FOUND);
    return result(dispatch, found, server, latency, connectionState);
  }

  private SendResult result(
      SendDispatch dispatch,
      AttemptOutcome outcome,
      EvolutionServerUrl server,
      Duration latency,
      String connectionState) {
    return new SendResult(
        SendResult.VERSION,
        dispatch.dispatchId(),
        dispatch.jobId(),
        dispatch.attempt(),
        dispatch.tenantId(),
        dispatch.instance(),
        dispatch.lane(),
        outcome.kind(),
        clock.instant(),
        outcome.messageId(),
        outcome.code(),
        outcome.detail(),
        outcome.httpStatus(),
        server == null ? null : server.text(),
        latency == null ? null : latency.toMillis(),
        outcome.retryAfter() == null ? null : outcome.retryAfter().toMillis(),
        connectionState,
        null,
        senderId,
        dispatch.traceId(),
        outcome.rateLimited());
  }

  /** The integration that Evolution named for an instance; no dispatch asked for it. */
  public SendResult integration(ServerProbeScheduler.LearnedIntegration learned) {
    InstanceBinding number = learned.number();
    return withoutDispatch(SendResultKind.PROBED, number.tenantId(), number.instance(), learned);
  }

  /** The announcement that the partition it is written to now belongs to this process. */
  public SendResult takenOver() {
    return withoutDispatch(SendResultKind.TAKEN_OVER, null, null, null);
  }

  private SendResult withoutDispatch(
      SendResultKind kind,
      String tenantId,
      InstanceKey instance,
      ServerProbeScheduler.LearnedIntegration learned) {
    boolean probed = learned != null;
    return new SendResult(
        SendResult.VERSION,
        null,
        null,
        0,
        tenantId,
        instance,
        probed ? Lane.MONITORING : null,
        kind,
        clock.instant(),
        null,
        null,
        null,
        probed ? FOUND : null,
        probed ? learned.server().text() : null,
        probed ? learned.took().toMillis() : null,
        null,
        null,
        probed ? learned.integration() : null,
        senderId,
        null,
        false);
  }
}
