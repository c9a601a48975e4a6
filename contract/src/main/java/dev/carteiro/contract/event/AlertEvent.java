// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.contract.event;

import dev.carteiro.contract.InstanceKey;
import java.time.Instant;

/**
 * Something that people must know, or that it is over.
 *
 * @param version of this shape, 1
 * @param id the same for the firing and the resolving record of one trouble
 * @param rule stable name, upper snake case
 * @param state whether it begins or is over
 * @param tenantId null when it is nobody's in particular
 * @param instance null when it is about no single number
 * @param subject what it is about: a job id, a server's host
 * @param message one sentence for people, without secrets
 */
public record AlertEvent(
    int version,
    String id,
    Rule rule,
    State state,
    String tenantId,
    InstanceKey instance,
    String subject,
    String message,
    Instant at) {

  /** The version written today. */
  public static final int VERSION = 1;

  /** What can be wrong. */
  public enum Rule {
    /** An Evolution server does not answer: its breaker is open. */
    EVOLUTION_OFFLINE,
    /** A message went through all automatic steps and waits for a person. */
    SEND_NEEDS_MANUAL
  }

  /** Whether it begins or is over. */
  public enum State {
    FIRING,
    RESOLVED
  }
}
