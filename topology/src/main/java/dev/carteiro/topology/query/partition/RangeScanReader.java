// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.query.partition;

/** Reads the entries of a key range, in order, until its end or until the collector stops it. */
public record RangeScanReader(String store, KeyRange range, StoreEntryDecoder decoder)
    implements PartitionReader {

  @Override
  public void read(LocalPartitionStores stores, byte[] after, PartitionAnswerCollector found) {
    boolean end =
        stores.scan(
            store,
            range.startAfter(after),
            (key, value) -> {
              if (!range.isBeforeEnd(key)) {
                found.end();
                return false;
              }
              if (!found.mayRead()) {
                return false;
              }
              found.recordRead(key);
              found.take(stores, key, value, decoder);
              return true;
            });
    if (end) {
      found.end();
    }
  }
}
