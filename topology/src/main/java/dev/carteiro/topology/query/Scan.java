// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

/** Reads the entries of a key range, in order, until its end or until the collector stops it. */
record Scan(String store, KeyRange range, Entries entries) implements PartitionReader {

  /** Handles the entries of a scan. */
  @FunctionalInterface
  interface Entries {

    /** Passes what it makes of an entry, if anything, to the collector. */
    void visit(PartitionStores stores, PartitionStores.Entry entry, Collector found);
  }

  @Override
  public void read(PartitionStores stores, byte[] after, Collector found) {
    try (PartitionStores.Cursor cursor = stores.range(store, range.startAfter(after))) {
      while (cursor.hasNext()) {
        PartitionStores.Entry entry = cursor.next();
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
