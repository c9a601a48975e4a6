// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import java.time.Instant;
import java.util.function.Consumer;

/**
 * The rows that one record becomes.
 *
 * @param tenantId owner of the rows; null when the record has no tenant
 * @param traceId of the original webhook or request; null when there is none
 * @param receivedAt when the original webhook was received, for the latency metric; null when there
 *     is none
 * @param rows adds the rows to a batch
 */
public record RowChange(
    String tenantId, String traceId, Instant receivedAt, Consumer<SinkRowBatch> rows) {

  /** A record without rows: only its offset is stored. */
  public static final RowChange NONE = new RowChange(null, null, null, batch -> {});
}
