// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import dev.carteiro.sender.evolution.AttemptOutcome;
import dev.carteiro.sender.evolution.EvolutionServerUrl;
import java.time.Clock;
import java.time.Duration;

/** Creates the {@link SendResult} records of this sender. */
public final class SendResultFactory {
  private static final int FOUND = 200;

  private final String senderId;
  private final Clock clock;

  public SendResultFactory(String senderId, Clock clock) {
    this.senderId = senderId;
    this.clock = clock;
  }

  public SendResult started(SendDispatch dispatch) {
    return outcome(dispatch, AttemptOutcome.of(SendResultKind.STARTED, null, null), null, null);
  }

  public SendResult expired(SendDispatch dispatch) {
    String detail = "no sender came to the dispatch before " + dispatch.notAfter();
    return outcome(
        dispatch, AttemptOutcome.of(SendResultKind.EXPIRED, "EXPIRED", detail), null, null);
  }

  /**
   * @param server null when no server was called
   * @param latency null when no server was called
   */
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
    return new SendResult(
        SendResult.VERSION,
        null,
        null,
        0,
        learned.number().tenantId(),
        learned.number().instance(),
        Lane.MONITORING,
        SendResultKind.PROBED,
        clock.instant(),
        null,
        null,
        null,
        FOUND,
        learned.server().text(),
        learned.took().toMillis(),
        null,
        null,
        learned.integration(),
        senderId,
        null,
        false);
  }

  /** The announcement that the partition it is written to now belongs to this process. */
  public SendResult takenOver() {
    return new SendResult(
        SendResult.VERSION,
        null,
        null,
        0,
        null,
        null,
        null,
        SendResultKind.TAKEN_OVER,
        clock.instant(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        senderId,
        null,
        false);
  }
}
