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
 */
record Outcome(
    SendResult.Kind kind,
    String code,
    String detail,
    Integer httpStatus,
    String messageId,
    Duration retryAfter,
    boolean elsewhere) {

  static Outcome accepted(String messageId, int status) {
    return new Outcome(SendResult.Kind.ACCEPTED, null, null, status, messageId, null, false);
  }

  static Outcome permanent(String code, String detail, Integer status) {
    return new Outcome(SendResult.Kind.PERMANENT, code, detail, status, null, null, false);
  }

  static Outcome passing(String code, String detail, Integer status) {
    return new Outcome(SendResult.Kind.TRANSIENT, code, detail, status, null, null, false);
  }

  static Outcome unknown(String code, String detail, Integer status) {
    return new Outcome(SendResult.Kind.UNKNOWN, code, detail, status, null, null, false);
  }

  static Outcome notSent(String code, String detail) {
    return new Outcome(SendResult.Kind.NOT_SENT, code, detail, null, null, null, false);
  }

  /** The same, with a time to wait. */
  Outcome after(Duration wait) {
    return new Outcome(kind, code, detail, httpStatus, messageId, wait, elsewhere);
  }

  /** The same, of which another server may know better. */
  Outcome orElsewhere() {
    return new Outcome(kind, code, detail, httpStatus, messageId, retryAfter, true);
  }

  /** The same, in other words. */
  Outcome withDetail(String words) {
    return new Outcome(kind, code, words, httpStatus, messageId, retryAfter, elsewhere);
  }
}
