// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

/** Reads the entries of a key range, in order, until its end or until the collector stops it. */
public record RangeScanReader(String store, KeyRange range, StoreEntryVisitor entries)
    implements PartitionReader {

  /** Handles the entries of a scan. */
  @FunctionalInterface
  public interface StoreEntryVisitor {

    /** Passes what it makes of an entry, if anything, to the collector. */
    void visit(
        LocalPartitionStores stores,
        LocalPartitionStores.PartitionStoreEntry entry,
        PartitionAnswerCollector found);
  }

  @Override
  public void read(LocalPartitionStores stores, byte[] after, PartitionAnswerCollector found) {
    try (LocalPartitionStores.PartitionStoreCursor cursor =
        stores.range(store, range.startAfter(after))) {
      while (cursor.hasNext()) {
        LocalPartitionStores.PartitionStoreEntry entry = cursor.next();
        if (!range.isBeforeEnd(entry.key())) {
          break;
        }
        if (!found.mayLook()) {
          return;
        }
        found.look(entry.key());
        entries.visit(stores, entry, found);
      }
      found.end();
    }
  }
}
