// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.record;

/** A record between stages that keeps its origin: the input record that it was made from. */
public sealed interface OriginTrackedRecord extends StageRecord
    permits ParsedWebhook, ResolvedWebhookFact, OutputTopicRecord {

  RecordOrigin origin();

  /** Position of the fact within its webhook; 0 for the webhook as a whole. */
  int index();

  /** The tenant once resolved; null before. */
  String tenantId();
}
