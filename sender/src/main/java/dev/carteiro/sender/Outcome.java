// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.contract.send.SendResult;
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
 * @param trouble whose failure it counts as
 * @param rateLimited whether the instance is asked to send fewer messages
 */
record Outcome(
    SendResult.Kind kind,
    String code,
    String detail,
    Integer httpStatus,
    String messageId,
    Duration retryAfter,
    boolean elsewhere,
    Trouble trouble,
    boolean rateLimited) {

  private Outcome(
      SendResult.Kind kind, String code, String detail, Integer status, String messageId) {
    this(kind, code, detail, status, messageId, null, false, Trouble.MESSAGE, false);
  }

  static Outcome accepted(String messageId, int status) {
    return new Outcome(SendResult.Kind.ACCEPTED, null, null, status, messageId);
  }

  static Outcome permanent(String code, String detail, Integer status) {
    return new Outcome(SendResult.Kind.PERMANENT, code, detail, status, null);
  }

  static Outcome unknown(String code, String detail, Integer status) {
    return new Outcome(SendResult.Kind.UNKNOWN, code, detail, status, null);
  }

  static Outcome notSent(String code, String detail) {
    return new Outcome(SendResult.Kind.NOT_SENT, code, detail, null, null);
  }

  /** An outcome from a row of the error tables. */
  static Outcome of(ErrorTables.Verdict verdict, String detail, int status) {
    return new Outcome(
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

  /** A copy with a delay before the next attempt. */
  Outcome after(Duration wait) {
    return new Outcome(
        kind, code, detail, httpStatus, messageId, wait, elsewhere, trouble, rateLimited);
  }

  /** A copy that allows the attempt to try another server. */
  Outcome orElsewhere() {
    return new Outcome(
        kind, code, detail, httpStatus, messageId, retryAfter, true, trouble, rateLimited);
  }

  /** A copy that counts as a failure of this scope. */
  Outcome of(Trouble whose) {
    return new Outcome(
        kind, code, detail, httpStatus, messageId, retryAfter, elsewhere, whose, rateLimited);
  }

  /** A copy that asks the instance to send fewer messages. */
  Outcome rateLimit() {
    return new Outcome(
        kind, code, detail, httpStatus, messageId, retryAfter, elsewhere, trouble, true);
  }

  /** A copy with another detail. */
  Outcome withDetail(String words) {
    return new Outcome(
        kind, code, words, httpStatus, messageId, retryAfter, elsewhere, trouble, rateLimited);
  }
}
