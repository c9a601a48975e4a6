// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import dev.carteiro.contract.InstanceKey;
import java.time.Instant;

/**
 * Asks the senders to make one call now.
 *
 * @param dispatchId unique; every result names it
 * @param jobId the job; null for {@link DispatchAction#PROBE}
 * @param attempt which attempt of the job this is, from 1
 * @param tenantId whose message it is: a sender that finds the instance bound to another tenant
 *     must not send
 * @param number recipient as the request named it; null for a probe
 * @param message text, caption or question
 * @param content null for presence and probe
 * @param typingMs how long to show "typing", for {@link DispatchAction#PRESENCE}
 * @param clientMessageId message id for gateways that accept one from the client; null for the
 *     others
 * @param dispatchedAt by the topology's clock
 * @param notAfter by the topology's clock too: a sender that claims later must answer EXPIRED and
 *     not call. What counts is the time from {@code dispatchedAt} to it
 */
public record SendDispatch(
    int version,
    DispatchAction action,
    String dispatchId,
    String jobId,
    int attempt,
    String tenantId,
    InstanceKey instance,
    Lane lane,
    String number,
    String message,
    OutboundMessageContent content,
    int typingMs,
    String clientMessageId,
    Instant dispatchedAt,
    Instant notAfter,
    String traceId) {

  public static final int VERSION = 1;

  /** A copy that may be claimed until another time. */
  public SendDispatch until(Instant otherNotAfter) {
    return new SendDispatch(
        version,
        action,
        dispatchId,
        jobId,
        attempt,
        tenantId,
        instance,
        lane,
        number,
        message,
        content,
        typingMs,
        clientMessageId,
        dispatchedAt,
        otherNotAfter,
        traceId);
  }

  /** The call that a dispatch asks for. */
  public enum DispatchAction {
    /** Sends the message: claimed before the call, with an outcome after it. */
    SEND,
    /** Shows "typing"; nothing waits for it and it has no result. */
    PRESENCE,
    /** Asks for the instance's connection state; answered by PROBED, or not at all. */
    PROBE
  }
}
