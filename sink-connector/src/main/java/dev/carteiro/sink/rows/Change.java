// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import java.time.Instant;
import java.util.function.Consumer;

/**
 * What one record asks of the database.
 *
 * @param tenantId whose rows they are; null when the record has no tenant
 * @param traceId of the webhook behind it; null when there is none
 * @param receivedAt when that webhook was received, for measuring latency; null when there is none
 * @param rows adds the rows to a batch
 */
public record Change(String tenantId, String traceId, Instant receivedAt, Consumer<RowBatch> rows) {

  /** A record that needs no rows, only its offset. */
  public static final Change NONE = new Change(null, null, null, batch -> {});
}
