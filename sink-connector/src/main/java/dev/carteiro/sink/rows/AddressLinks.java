// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Jid;
import java.time.Instant;
import java.util.List;

/**
 * The table {@code address_links}: pairs of addresses of the same person, from one event, in both
 * directions. A search by phone number uses them to find messages that came under the LID only. The
 * first row of a pair stays. Links belong to a tenant and are not used for others.
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
   * Adds a pair to the batch, if both are addresses of a person and differ.
   *
   * @param one null for none
   * @param other null for none
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
