// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox;

/**
 * Why a message waits that nothing is wrong with: the codes that stand in a job's reason beside
 * those of what holds its number (docs/SENDING.md lists all).
 */
enum WaitReason {
  /** Its time has not come. */
  SCHEDULED,
  /** Others of its number go first. */
  TURN,
  /** An earlier message to the same recipient, in the same lane, is not settled. */
  RECIPIENT_WAITS,
  /** Attempts of its number are under way. */
  IN_FLIGHT,
  /** The rate of its number is used up for the moment. */
  PACE,
  /** The limit of its tenant over all numbers is used up for the moment. */
  TENANT_LIMIT
}
