// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.call;

import dev.carteiro.contract.send.Lane;
import dev.carteiro.contract.send.SendDispatch;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.sender.evolution.AttemptOutcome;
import dev.carteiro.sender.evolution.EvolutionServerUrl;
import java.time.Clock;
import java.time.Duration;

/** Makes the {@link SendResult} values of this sender. */
public final class SendResultFactory {
  private final String senderId;
  private final Clock clock;

  public SendResultFactory(String senderId, Clock clock) {
    this.senderId = senderId;
    this.clock = clock;
  }

  public SendResult started(SendDispatch dispatch) {
    return bare(dispatch, SendResult.SendResultKind.STARTED, null, null);
  }

  public SendResult expired(SendDispatch dispatch) {
    return bare(
        dispatch,
        SendResult.SendResultKind.EXPIRED,
        "EXPIRED",
        "no sender came to the dispatch before " + dispatch.notAfter());
  }

  /**
   * @param server null when no server was called
   * @param latency null when no server was called
   */
  SendResult outcome(
      SendDispatch dispatch, AttemptOutcome outcome, EvolutionServerUrl server, Duration latency) {
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
        null,
        null,
        senderId,
        dispatch.traceId(),
        outcome.rateLimited());
  }

  SendResult probed(
      SendDispatch dispatch, String connectionState, EvolutionServerUrl server, Duration latency) {
    return new SendResult(
        SendResult.VERSION,
        dispatch.dispatchId(),
        dispatch.jobId(),
        dispatch.attempt(),
        dispatch.tenantId(),
        dispatch.instance(),
        dispatch.lane(),
        SendResult.SendResultKind.PROBED,
        clock.instant(),
        null,
        null,
        null,
        200,
        server.text(),
        latency.toMillis(),
        null,
        connectionState,
        senderId,
        dispatch.traceId());
  }

  /** The integration that Evolution named for an instance; no dispatch asked for it. */
  public SendResult integration(ServerProbeScheduler.LearnedIntegration told) {
    return new SendResult(
        SendResult.VERSION,
        null,
        null,
        0,
        told.number().tenantId(),
        told.number().instance(),
        Lane.MONITORING,
        SendResult.SendResultKind.PROBED,
        clock.instant(),
        null,
        null,
        null,
        200,
        told.server().text(),
        told.took().toMillis(),
        null,
        null,
        told.integration(),
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
        SendResult.SendResultKind.TAKEN_OVER,
        clock.instant(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        senderId,
        null);
  }

  private SendResult bare(
      SendDispatch dispatch, SendResult.SendResultKind kind, String code, String detail) {
    return new SendResult(
        SendResult.VERSION,
        dispatch.dispatchId(),
        dispatch.jobId(),
        dispatch.attempt(),
        dispatch.tenantId(),
        dispatch.instance(),
        dispatch.lane(),
        kind,
        clock.instant(),
        null,
        code,
        detail,
        null,
        null,
        null,
        null,
        null,
        senderId,
        dispatch.traceId());
  }
}
