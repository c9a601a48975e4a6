// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.send;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.registry.WhatsAppIntegration;
import java.time.Instant;

/**
 * A sender's report on one dispatch: {@link SendResultKind#STARTED} first, in the transaction that
 * claims it, then one outcome. {@link SendResultKind#EXPIRED} and {@link SendResultKind#PROBED}
 * come alone. {@link SendResultKind#TAKEN_OVER} is about a partition.
 *
 * @param jobId null for a probe
 * @param at by the sender's clock
 * @param messageId WhatsApp's id ({@code key.id} of Evolution's answer), for ACCEPTED
 * @param code stable reason, upper snake case, e.g. NOT_ON_WHATSAPP; null for STARTED and ACCEPTED
 * @param detail one sentence for people, without secrets; null for none
 * @param httpStatus status of Evolution's answer; null when there was none
 * @param server base URL that was called; null when none was
 * @param latencyMs duration of the call; null when there was none
 * @param retryAfterMs how long to make no calls for the instance, for NOT_SENT and TRANSIENT; null
 *     for the default
 * @param connectionState Evolution's word (open, connecting, close), for PROBED; null when the
 *     probe asked for something else
 * @param integration how Evolution reaches WhatsApp, for PROBED; null when not asked
 * @param senderId the process that acted
 * @param rateLimited whether WhatsApp, Meta or the server asked the number for fewer messages;
 *     false in records of older versions
 */
public record SendResult(
    int version,
    String dispatchId,
    String jobId,
    int attempt,
    String tenantId,
    InstanceKey instance,
    Lane lane,
    SendResultKind kind,
    Instant at,
    String messageId,
    String code,
    String detail,
    Integer httpStatus,
    String server,
    Long latencyMs,
    Long retryAfterMs,
    String connectionState,
    WhatsAppIntegration integration,
    String senderId,
    String traceId,
    boolean rateLimited) {

  public static final int VERSION = 1;

  public enum SendResultKind {
    /** The dispatch is claimed: no other sender makes the call, and this one makes it next. */
    STARTED,
    /** Evolution accepted the message. */
    ACCEPTED,
    /** It was not sent, and another attempt would fail, too. */
    PERMANENT,
    /** It was not sent; another attempt may succeed. */
    TRANSIENT,
    /** It may have been sent. */
    UNKNOWN,
    /**
     * No request was made: the server is unreachable, its breaker is open, or the credential is
     * missing. It does not count as an attempt.
     */
    NOT_SENT,
    /** The sender came to the dispatch too late and did not claim it. */
    EXPIRED,
    /** Answer of a probe. */
    PROBED,
    /**
     * From this record on, {@code senderId} owns the partition that the record is in. Dispatches
     * that other senders claimed in it before may never get an outcome. The record is about no
     * dispatch: of the other fields only {@code at} is set.
     */
    TAKEN_OVER
  }

  /** The instance no longer belongs to the dispatch's tenant; final for the job. */
  public static final String TENANT_CHANGED = "TENANT_CHANGED";

  /** The server refuses business calls until it has a licence; does not count as an attempt. */
  public static final String LICENSE_REQUIRED = "LICENSE_REQUIRED";
}
