// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

import dev.carteiro.topology.query.partition.PartitionAnswer.PartitionAnswerItem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Collects what a query finds in one partition, within limits, and drops what the caller may not
 * see. It runs in the process that has the partition and checks every entry, whatever the query
 * does.
 */
public final class PartitionAnswerCollector {
  /** The deadline is checked once in so many entries. */
  private static final int CLOCK_CHECK_INTERVAL = 64;

  private final QueryTenantScope scope;
  private final int limit;
  private final PartitionReadBudget budget;
  private final List<PartitionAnswerItem> items = new ArrayList<>();
  private byte[] reached;
  private long scanned;
  private long bytes;
  private boolean complete;

  /**
   * The limits of reading one partition.
   *
   * @param entries maximum number of entries to read
   * @param bytes reading stops after so many bytes of stored values were taken; the last one may
   *     exceed it
   * @param deadline when reading stops
   */
  record PartitionReadBudget(long entries, long bytes, QueryDeadline deadline) {}

  PartitionAnswerCollector(QueryTenantScope scope, int limit, PartitionReadBudget budget) {
    this.scope = scope;
    this.limit = limit;
    this.budget = budget;
  }

  public QueryTenantScope scope() {
    return scope;
  }

  /** Whether one more entry may be read; if not, the reading ends here, incomplete. */
  boolean mayRead() {
    return items.size() < limit
        && scanned < budget.entries()
        && bytes < budget.bytes()
        && (scanned == 0 || scanned % CLOCK_CHECK_INTERVAL != 0 || !budget.deadline().isOver());
  }

  void recordRead(byte[] position) {
    scanned++;
    reached = position;
  }

  /**
   * Takes an entry, if the caller may see it.
   *
   * @param tenantId the tenant that owns it; null if no tenant does
   * @param size size of the stored value, in bytes
   * @param document what the JSON is made of; built only if the entry is taken
   */
  public void take(byte[] position, String tenantId, int size, Supplier<?> document) {
    if (scope.covers(tenantId)) {
      items.add(new PartitionAnswerItem(position, EncodedDocument.of(document.get())));
      bytes += size;
    }
  }

  /** Likewise, for an entry of a store. */
  void take(LocalPartitionStores stores, byte[] key, byte[] value, StoreEntryDecoder decoder) {
    decoder
        .decode(stores, key, value)
        .ifPresent(entry -> take(key, entry.tenantId(), value.length, entry.document()));
  }

  /** Records that the whole range was read. */
  public void end() {
    complete = true;
  }

  /**
   * Records that an entry is read for a sum. A sum of a part of the entries would be wrong, so it
   * fails instead of ending early.
   *
   * @throws PartitionUnavailableException if the maximum number of entries or the deadline is
   *     exceeded
   */
  public void recordSummedRead() {
    scanned++;
    if (scanned > budget.entries()) {
      throw new PartitionUnavailableException(
          MissingPartitionReason.SCAN_LIMIT, "more entries than a query may look at");
    }
    if (scanned % CLOCK_CHECK_INTERVAL == 0 && budget.deadline().isOver()) {
      throw new PartitionUnavailableException(
          MissingPartitionReason.DEADLINE, "not summed up in time");
    }
  }

  PartitionAnswer answer(int partition, Long lag) {
    return new PartitionAnswer(
        partition, items, complete, complete ? null : reached, scanned, lag, null);
  }
}
