// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Jid;
import dev.carteiro.sink.table.AppendOnlyTable;
import dev.carteiro.sink.table.SinkTable;
import dev.carteiro.sink.table.TableColumn;
import java.time.Instant;
import java.util.List;

/**
 * The table {@code address_links}: pairs of addresses of the same person, from one event, in both
 * directions. A search by phone number uses them to find messages that came under the LID only. The
 * first row of a pair stays. Links belong to a tenant and are not used for others.
 */
final class AddressLinksTable {
  private AddressLinksTable() {}

  /** One direction of a pair. */
  record AddressLinkRow(
      String tenantId, InstanceKey instance, String address, String sameAs, Instant firstSeenAt) {}

  static final SinkTable<AddressLinkRow> TABLE =
      AppendOnlyTable.of(
          "address_links",
          row -> List.of(row.tenantId(), row.address(), row.sameAs()),
          TableColumn.and(
              TableColumn.owner(AddressLinkRow::tenantId, AddressLinkRow::instance),
              TableColumn.text("address", AddressLinkRow::address),
              TableColumn.text("same_as", AddressLinkRow::sameAs),
              TableColumn.instant("first_seen_at", AddressLinkRow::firstSeenAt)));

  /**
   * Adds a pair to the batch, if both are addresses of a person and differ.
   *
   * @param one null for none
   * @param other null for none
   */
  static void add(
      SinkRowBatch batch,
      String tenantId,
      InstanceKey instance,
      String one,
      String other,
      Instant seenAt) {
    if (Jid.isPerson(one) && Jid.isPerson(other) && !one.equals(other)) {
      batch.addressLinks.add(new AddressLinkRow(tenantId, instance, one, other, seenAt));
      batch.addressLinks.add(new AddressLinkRow(tenantId, instance, other, one, seenAt));
    }
  }
}
