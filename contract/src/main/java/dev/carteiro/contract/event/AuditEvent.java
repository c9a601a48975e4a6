// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.event;

import java.time.Instant;

/**
 * An action of a person that changes what happens to data.
 *
 * @param actor id of the API key
 * @param action stable name, e.g. {@code dead-letter.redriven}, {@code dead-letter.discarded}
 * @param subject what it was done to, e.g. a dead letter's id
 * @param tenantId null when the action is about no single tenant
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

  public static final int VERSION = 1;

  /** A dead letter's original was written to its topic again. */
  public static final String REDRIVEN = "dead-letter.redriven";

  public static final String DISCARDED = "dead-letter.discarded";
}
