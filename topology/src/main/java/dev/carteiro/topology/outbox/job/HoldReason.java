// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.job;

/**
 * Why an instance may not send, beside the codes with which senders refuse to call. The job whose
 * turn it is has it as its reason.
 */
public enum HoldReason {
  /** No binding says where the instance is. */
  INSTANCE_UNBOUND,
  INSTANCE_PAUSED,
  INSTANCE_NOT_OPEN,
  /** Evolution does not have the instance any more. */
  INSTANCE_REMOVED,
  QUIET_HOURS,
  /** WhatsApp asked for fewer messages, in an answer that has another code. */
  RATE_LIMITED
}
