// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sender;

import dev.carteiro.contract.send.SendResult;
import java.time.Duration;

/**
 * What an attempt came to, before it is put into a {@link SendResult}.
 *
 * @param kind one of ACCEPTED, PERMANENT, TRANSIENT, UNKNOWN, NOT_SENT
 * @param code stable, upper snake case; null for ACCEPTED
 * @param detail one sentence for people; null for none
 * @param httpStatus null when there was no answer
 * @param messageId WhatsApp's id, for ACCEPTED
 * @param retryAfter how long to leave the instance alone; null for the default
 * @param elsewhere whether another server of the instance may be tried within the attempt: nothing
 *     was sent, and the reason lies with this server
 * @param trouble whose trouble it shows
 * @param rateLimited whether the number is asked for fewer messages
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

  /** What a row of the tables concludes. */
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

  /** The same, with a time to wait. */
  Outcome after(Duration wait) {
    return new Outcome(
        kind, code, detail, httpStatus, messageId, wait, elsewhere, trouble, rateLimited);
  }

  /** The same, of which another server may know better. */
  Outcome orElsewhere() {
    return new Outcome(
        kind, code, detail, httpStatus, messageId, retryAfter, true, trouble, rateLimited);
  }

  /** The same, as somebody's trouble. */
  Outcome of(Trouble whose) {
    return new Outcome(
        kind, code, detail, httpStatus, messageId, retryAfter, elsewhere, whose, rateLimited);
  }

  /** The same, and the number is asked for fewer messages. */
  Outcome rateLimit() {
    return new Outcome(
        kind, code, detail, httpStatus, messageId, retryAfter, elsewhere, trouble, true);
  }

  /** The same, in other words. */
  Outcome withDetail(String words) {
    return new Outcome(
        kind, code, words, httpStatus, messageId, retryAfter, elsewhere, trouble, rateLimited);
  }
}
