// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender.evolution;

import dev.carteiro.contract.send.SendResult;
import dev.carteiro.contract.send.SendResult.SendResultKind;
import java.time.Duration;

/**
 * The outcome of an attempt, before it becomes a {@link SendResult}.
 *
 * @param kind one of ACCEPTED, PERMANENT, TRANSIENT, UNKNOWN, NOT_SENT
 * @param code stable, upper snake case; null for ACCEPTED
 * @param detail one sentence for people; null for none
 * @param httpStatus null when there was no response
 * @param messageId WhatsApp's id, for ACCEPTED
 * @param retryAfter how long to send nothing to the instance; null for the default
 * @param elsewhere whether the attempt may try another server of the instance: nothing was sent,
 *     and the reason lies with this server
 */
public record AttemptOutcome(
    SendResultKind kind,
    String code,
    String detail,
    Integer httpStatus,
    String messageId,
    Duration retryAfter,
    boolean elsewhere,
    FailureScope trouble,
    boolean rateLimited) {

  public static AttemptOutcome of(SendResultKind kind, String code, String detail) {
    return new AttemptOutcome(
        kind, code, detail, null, null, null, false, FailureScope.MESSAGE, false);
  }

  public static AttemptOutcome accepted(String messageId, int status) {
    return new AttemptOutcome(
        SendResultKind.ACCEPTED,
        null,
        null,
        status,
        messageId,
        null,
        false,
        FailureScope.MESSAGE,
        false);
  }

  public static AttemptOutcome notSent(String code, String detail) {
    return of(SendResultKind.NOT_SENT, code, detail);
  }

  static AttemptOutcome unknown(String code, String detail) {
    return of(SendResultKind.UNKNOWN, code, detail);
  }

  static AttemptOutcome of(SendErrorTable.SendErrorVerdict verdict, String detail, int status) {
    return new AttemptOutcome(
        verdict.kind(),
        verdict.code(),
        detail,
        status,
        null,
        null,
        false,
        verdict.trouble(),
        verdict.rateLimited());
  }

  public AttemptOutcome withStatus(int status) {
    return new AttemptOutcome(
        kind, code, detail, status, messageId, retryAfter, elsewhere, trouble, rateLimited);
  }

  /** A copy with a delay before the next attempt. */
  public AttemptOutcome after(Duration wait) {
    return new AttemptOutcome(
        kind, code, detail, httpStatus, messageId, wait, elsewhere, trouble, rateLimited);
  }

  /** A copy that allows the attempt to try another server. */
  public AttemptOutcome orElsewhere() {
    return new AttemptOutcome(
        kind, code, detail, httpStatus, messageId, retryAfter, true, trouble, rateLimited);
  }

  AttemptOutcome of(FailureScope whose) {
    return new AttemptOutcome(
        kind, code, detail, httpStatus, messageId, retryAfter, elsewhere, whose, rateLimited);
  }

  AttemptOutcome rateLimit() {
    return new AttemptOutcome(
        kind, code, detail, httpStatus, messageId, retryAfter, elsewhere, trouble, true);
  }

  public AttemptOutcome withDetail(String words) {
    return new AttemptOutcome(
        kind, code, words, httpStatus, messageId, retryAfter, elsewhere, trouble, rateLimited);
  }
}
