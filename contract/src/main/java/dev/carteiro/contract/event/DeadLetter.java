// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.event;

import java.time.Instant;
import java.util.Map;

/**
 * A record that could not be processed, with everything needed to understand and redrive it.
 *
 * @param id {@code topic-partition-offset-index} of the original: the same failure of the same
 *     record has one id
 * @param stage the stage or role that gave up: {@code bridge}, {@code parse}, {@code resolve},
 *     {@code merge}, {@code route}, {@code sink}…
 * @param detail one sentence for people; holds no secret and no message content
 * @param tenantId null when it was not resolved
 * @param instance {@code gateway/name}; null when the record had none
 * @param event Evolution's event name; null when it was not read
 * @param headers original headers as text
 * @param bytes original value (base64 in JSON)
 */
public record DeadLetter(
    int version,
    String id,
    String stage,
    Reason reason,
    String detail,
    String tenantId,
    String instance,
    String event,
    String topic,
    int partition,
    long offset,
    Map<String, String> headers,
    byte[] bytes,
    Instant failedAt,
    String traceId) {

  public static final int VERSION = 1;

  /** Why a record became a dead letter. Codes are stable; new ones may be added. */
  public enum Reason {
    NOT_JSON,
    NOT_AN_OBJECT,
    /** The body names no instance, or its value is not a non-empty text. */
    MISSING_INSTANCE,
    /** {@code instance}, {@code event} or {@code data} occurs twice: readers could disagree. */
    AMBIGUOUS_ENVELOPE,
    /** The event's data lacks what identifies the message it is about. */
    MALFORMED_DATA,
    /** No binding appeared while the webhook was parked. */
    UNKNOWN_INSTANCE,
    /** Too many webhooks of unregistered instances are parked. */
    PARKING_FULL,
    /** {@code data.instanceId} is not the binding's or the message's: another instance's data. */
    INSTANCE_ID_MISMATCH,
    /** The apikey is not the binding's: a deleted instance that still sends, or a forgery. */
    APIKEY_MISMATCH,
    /** It was redriven, and its instance no longer belongs to its tenant. */
    INSTANCE_MOVED,
    /** The result is larger than a record may be. */
    TOO_LARGE,
    /** A rule threw an exception: a bug of this software. The detail names the exception. */
    PROCESSING_FAILED,
    /** PostgreSQL refused the row's data. */
    REJECTED_BY_DATABASE,
    /** A message could not be sent, and its lane's policy ends in dead letters. */
    SEND_FAILED,
    /** A sender reported an attempt that was never dispatched, or that is no longer known. */
    UNKNOWN_ATTEMPT,
    /** A record of one of Carteiro's own topics could not be read. */
    UNREADABLE_RECORD
  }

  public DeadLetter {
    headers = headers == null ? Map.of() : Map.copyOf(headers);
  }
}
