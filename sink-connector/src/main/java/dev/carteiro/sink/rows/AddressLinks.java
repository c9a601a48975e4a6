// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Jid;
import java.time.Instant;
import java.util.List;

/**
 * The table {@code address_links}: pairs of addresses that one event gave for one person, in both
 * directions. It is what lets a search by phone find the messages that came under the privacy id
 * alone. The pair that came first stays; the tenant is the owner, nothing is learned for another.
 */
final class AddressLinks {
  private AddressLinks() {}

  /** One direction of a pair. */
  record LinkRow(
      String tenantId, InstanceKey instance, String address, String sameAs, Instant firstSeenAt) {}

  static final Table<LinkRow> TABLE =
      AppendOnlyTable.of(
          "address_links",
          row -> List.of(row.tenantId(), row.address(), row.sameAs()),
          Column.and(
              Column.owner(LinkRow::tenantId, LinkRow::instance),
              Column.text("address", LinkRow::address),
              Column.text("same_as", LinkRow::sameAs),
              Column.instant("first_seen_at", LinkRow::firstSeenAt)));

  /**
   * Adds a pair.
   *
   * @param one null, or not a person's address, adds nothing; likewise {@code other}
   */
  static void add(
      RowBatch batch,
      String tenantId,
      InstanceKey instance,
      String one,
      String other,
      Instant seenAt) {
    if (Jid.isPerson(one) && Jid.isPerson(other) && !one.equals(other)) {
      batch.addressLinks.add(new LinkRow(tenantId, instance, one, other, seenAt));
      batch.addressLinks.add(new LinkRow(tenantId, instance, other, one, seenAt));
    }
  }
}
