// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.flow;

/** What passes between the stages of one webhook: it knows the record that it came from. */
public sealed interface Carried extends Flow permits ParsedWebhook, ResolvedEvent, Outgoing {

  Origin origin();

  /** Position of the fact within its webhook; 0 for the webhook as a whole. */
  int index();

  /** The tenant once resolved; null before. */
  String tenantId();
}
