// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.sink.table.SinkTable;
import dev.carteiro.sink.table.TableColumn;
import dev.carteiro.sink.table.UnnestStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * The table {@code contacts}, written by contacts.* events in the order of their topic. A null
 * never overwrites a known value.
 */
final class ContactsTable implements SinkTable<ContactsTable.ContactRow> {

  /** A contact, merged from its events. */
  record ContactRow(
      String tenantId,
      InstanceKey instance,
      String contactId,
      String pushName,
      String profilePictureUrl,
      Instant firstSeenAt,
      Instant updatedAt) {

    ContactRow and(ContactRow later) {
      return new ContactRow(
          tenantId,
          instance,
          contactId,
          DisplayNamePolicy.better(pushName, later.pushName),
          later.profilePictureUrl != null ? later.profilePictureUrl : profilePictureUrl,
          firstSeenAt.isBefore(later.firstSeenAt) ? firstSeenAt : later.firstSeenAt,
          updatedAt.isAfter(later.updatedAt) ? updatedAt : later.updatedAt);
    }
  }

  private static final UnnestStatement<ContactRow> INSERT =
      UnnestStatement.insert(
          "contacts",
          TableColumn.and(
              TableColumn.owner(ContactRow::tenantId, ContactRow::instance),
              TableColumn.text("contact_id", ContactRow::contactId),
              TableColumn.text("push_name", ContactRow::pushName),
              TableColumn.text("profile_picture_url", ContactRow::profilePictureUrl),
              TableColumn.instant("first_seen_at", ContactRow::firstSeenAt),
              TableColumn.instant("updated_at", ContactRow::updatedAt)),
          """
          ON CONFLICT (tenant_id, gateway, instance, contact_id) DO UPDATE SET
            push_name = %s,
            profile_picture_url = coalesce(excluded.profile_picture_url, t.profile_picture_url),
            first_seen_at = least(t.first_seen_at, excluded.first_seen_at),
            updated_at = greatest(t.updated_at, excluded.updated_at)"""
              .formatted(DisplayNamePolicy.betterSql("t.push_name", "excluded.push_name")));

  @Override
  public String name() {
    return "contacts";
  }

  @Override
  public List<String> key(ContactRow row) {
    return List.of(
        row.tenantId(), row.instance().gateway(), row.instance().name(), row.contactId());
  }

  @Override
  public ContactRow fold(ContactRow earlier, ContactRow later) {
    return earlier.and(later);
  }

  @Override
  public int write(Connection connection, List<ContactRow> rows) throws SQLException {
    return INSERT.execute(connection, rows);
  }
}
