// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.event;

import java.time.Instant;

/**
 * What a person did that changes the fate of data.
 *
 * @param version of this shape, 1
 * @param id unique
 * @param actor id of the API key
 * @param action stable name, e.g. {@code dead-letter.redriven}, {@code dead-letter.discarded}
 * @param subject what it was done to, e.g. a dead letter's id
 * @param tenantId null when it is nobody's in particular
 * @param detail one sentence for people; null for none
 */
public record AuditEvent(
    int version,
    String id,
    String actor,
    String action,
    String subject,
    String tenantId,
    String detail,
    Instant at) {

  /** The version written today. */
  public static final int VERSION = 1;

  /** A dead letter's original was written to its topic again. */
  public static final String REDRIVEN = "dead-letter.redriven";

  /** A dead letter was given up for good. */
  public static final String DISCARDED = "dead-letter.discarded";
}
