// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query;

/** Reads the entries of a range, one after the other, as far as the collector lets it. */
record Scan(String store, KeyRange range, Entries entries) implements PartitionReader {

  /** What is done with an entry. */
  @FunctionalInterface
  interface Entries {

    /** Hands what it makes of an entry to the collector, if anything. */
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
