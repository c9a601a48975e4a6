// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.Integration;
import java.time.Instant;

/**
 * What a sender says of one dispatch: {@link Kind#STARTED} first, in the transaction that claims
 * it, then one outcome. {@link Kind#EXPIRED} and {@link Kind#PROBED} come alone. {@link
 * Kind#TAKEN_OVER} is about a partition.
 *
 * @param version of this shape, 1
 * @param jobId null for a probe
 * @param attempt as in the dispatch
 * @param lane as in the dispatch
 * @param kind what happened
 * @param at by the sender's clock
 * @param messageId WhatsApp's id ({@code key.id} of Evolution's answer), for ACCEPTED
 * @param code stable reason, upper snake case, e.g. NOT_ON_WHATSAPP; null for STARTED and ACCEPTED
 * @param detail one sentence for people, without secrets; null for none
 * @param httpStatus Evolution's; null when there was no answer
 * @param server base URL that was called; null when none was
 * @param latencyMs from the call to its end; null when there was no call
 * @param retryAfterMs how long to leave the instance alone, for NOT_SENT and TRANSIENT; null for
 *     the default
 * @param connectionState Evolution's word (open, connecting, close), for PROBED; null when the
 *     probe asked for something else
 * @param integration through what Evolution reaches WhatsApp, for PROBED; null when not asked
 * @param senderId the process that acted
 * @param rateLimited whether WhatsApp, Meta or the server asked the number for fewer messages;
 *     false in records of before it existed
 */
public record SendResult(
    int version,
    String dispatchId,
    String jobId,
    int attempt,
    String tenantId,
    InstanceKey instance,
    Lane lane,
    Kind kind,
    Instant at,
    String messageId,
    String code,
    String detail,
    Integer httpStatus,
    String server,
    Long latencyMs,
    Long retryAfterMs,
    String connectionState,
    Integration integration,
    String senderId,
    String traceId,
    boolean rateLimited) {

  /** The version written today. */
  public static final int VERSION = 1;

  /** What happened. */
  public enum Kind {
    /** The dispatch is claimed: no one else will call, and the call comes next. */
    STARTED,
    /** Evolution took the message. */
    ACCEPTED,
    /** It was not sent, and would not be if tried again. */
    PERMANENT,
    /** It was not sent; another attempt may succeed. */
    TRANSIENT,
    /** It may have been sent. */
    UNKNOWN,
    /**
     * No request left: the server is away, its breaker open, the credential missing. No attempt.
     */
    NOT_SENT,
    /** The sender came to the dispatch too late, and never claimed it. */
    EXPIRED,
    /** Answer of a probe. */
    PROBED,
    /**
     * The partition that this is in is {@code senderId}'s from here on. What other senders claimed
     * in it before may have no outcome for ever. It is about no dispatch: of the other fields only
     * {@code at} is set.
     */
    TAKEN_OVER
  }

  /** The instance is not the dispatch's tenant's any more; final for the job. */
  public static final String TENANT_CHANGED = "TENANT_CHANGED";

  /** The server takes no business calls until it has a licence; no attempt. */
  public static final String LICENSE_REQUIRED = "LICENSE_REQUIRED";

  /**
   * Of a call that did not ask for the integration, and of a number that nobody asked to send less.
   */
  public SendResult(
      int version,
      String dispatchId,
      String jobId,
      int attempt,
      String tenantId,
      InstanceKey instance,
      Lane lane,
      Kind kind,
      Instant at,
      String messageId,
      String code,
      String detail,
      Integer httpStatus,
      String server,
      Long latencyMs,
      Long retryAfterMs,
      String connectionState,
      String senderId,
      String traceId) {
    this(
        version,
        dispatchId,
        jobId,
        attempt,
        tenantId,
        instance,
        lane,
        kind,
        at,
        messageId,
        code,
        detail,
        httpStatus,
        server,
        latencyMs,
        retryAfterMs,
        connectionState,
        null,
        senderId,
        traceId,
        false);
  }
}
