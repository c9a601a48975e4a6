// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

/**
 * Why a job waits although nothing is wrong: codes that stand in a job's reason, beside those of
 * what holds its instance. docs/SENDING.md lists all.
 */
enum WaitReason {
  /** Its scheduled time has not come. */
  SCHEDULED,
  /** Other jobs of its instance go first. */
  TURN,
  /** An earlier message to the same recipient, in the same lane, is not settled. */
  RECIPIENT_WAITS,
  /** All in-flight slots of its instance are taken. */
  IN_FLIGHT,
  /** The rate limit of its instance is used up for the moment. */
  PACE,
  /** The limit of its tenant over all instances is used up for the moment. */
  TENANT_LIMIT
}
