// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import dev.carteiro.contract.InstanceKey;
import java.time.Instant;

/**
 * One call that a sender shall make now.
 *
 * @param version of this shape, 1
 * @param action which call
 * @param dispatchId unique; every result names it
 * @param jobId the job; null for {@link Action#PROBE}
 * @param attempt which attempt of the job this is, from 1
 * @param tenantId whose message it is: a sender that finds the instance bound to another tenant
 *     must not send
 * @param instance the number that sends
 * @param lane of the job
 * @param number recipient as the request named it; null for a probe
 * @param message text, caption or question
 * @param content null for presence and probe
 * @param typingMs how long to show "typing", for {@link Action#PRESENCE}
 * @param clientMessageId id to give to gateways that take one; null for the others
 * @param dispatchedAt by the topology's clock
 * @param notAfter by the topology's clock too: a sender that comes to it later must answer EXPIRED
 *     and not call; what counts is how long after {@code dispatchedAt} it is
 */
public record SendDispatch(
    int version,
    Action action,
    String dispatchId,
    String jobId,
    int attempt,
    String tenantId,
    InstanceKey instance,
    Lane lane,
    String number,
    String message,
    MessageContent content,
    int typingMs,
    String clientMessageId,
    Instant dispatchedAt,
    Instant notAfter,
    String traceId) {

  /** The version written today. */
  public static final int VERSION = 1;

  /** The same, to be claimed until another time. */
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

  /** Which call a dispatch stands for. */
  public enum Action {
    /** A message call. Claimed before, answered after. */
    SEND,
    /** Shows "typing"; nothing waits for it and it has no result. */
    PRESENCE,
    /** Asks for the instance's connection state; answered by PROBED, or not at all. */
    PROBE
  }
}
