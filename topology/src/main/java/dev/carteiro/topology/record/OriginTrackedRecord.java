// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.record;

/** A record between stages that keeps its origin: the input record that it was made from. */
public sealed interface OriginTrackedRecord
    permits RecordOrigin, ParsedWebhook, ResolvedWebhookFact, NovelWebhookFact, OutputTopicRecord {

  RecordOrigin origin();

  /** Position of the fact within its webhook; 0 for the webhook as a whole. */
  default int index() {
    return 0;
  }

  /** The tenant once resolved; null before. */
  default String tenantId() {
    return null;
  }
}
