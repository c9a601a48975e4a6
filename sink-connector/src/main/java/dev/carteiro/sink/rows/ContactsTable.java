// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.event.EvolutionEvent;
import dev.carteiro.sink.table.MergeRule;
import dev.carteiro.sink.table.SinkTable;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * The table {@code contacts}, written by contacts.* events in the order of their topic. A null
 * never overwrites a known value.
 */
final class ContactsTable {

  /** A contact, as one event describes it. */
  record ContactRow(
      String tenantId,
      InstanceKey instance,
      String contactId,
      String pushName,
      String profilePictureUrl,
      Instant seenAt) {}

  /**
   * Which of two names of a contact or chat is shown. A missing name never replaces a name. A name
   * of digits only, which Evolution writes when it knows no name, never replaces a real name.
   * Otherwise the later name wins.
   */
  static final MergeRule BETTER_NAME =
      MergeRule.of(
          """
          CASE WHEN coalesce(excluded.%1$s, '') = '' THEN t.%1$s
               WHEN coalesce(t.%1$s, '') = '' OR t.%1$s ~ '^[+]?[0-9]+$'
                 OR excluded.%1$s !~ '^[+]?[0-9]+$' THEN excluded.%1$s
               ELSE t.%1$s END""",
          (column, present, added) ->
              better((String) present.get(column), (String) added.get(column)));

  static final SinkTable<ContactRow> TABLE =
      SinkTable.<ContactRow>named("contacts")
          .from(SinkTopics.EVENT, ContactsTable::rows)
          .owner(ContactRow::tenantId, ContactRow::instance)
          .text("contact_id", ContactRow::contactId, MergeRule.KEY)
          .text("push_name", ContactRow::pushName, BETTER_NAME)
          .text("profile_picture_url", ContactRow::profilePictureUrl, MergeRule.LAST_KNOWN)
          .instant("first_seen_at", ContactRow::seenAt, MergeRule.LEAST)
          .instant("updated_at", ContactRow::seenAt, MergeRule.GREATEST)
          .build();

  private ContactsTable() {}

  static String better(String earlier, String later) {
    if (later == null || later.isEmpty()) {
      return earlier;
    }
    boolean isReplaced = earlier == null || earlier.isEmpty() || isNumber(earlier);
    return isReplaced || !isNumber(later) ? later : earlier;
  }

  private static boolean isNumber(String name) {
    return name.matches("[+]?[0-9]+");
  }

  private static Stream<ContactRow> rows(EvolutionEvent event) {
    return switch (String.valueOf(event.event())) {
      case "contacts.upsert", "contacts.update", "contacts.set" ->
          EventDataEntry.of(event)
              .filter(entry -> entry.jid() != null)
              .map(entry -> row(event, entry));
      default -> Stream.empty();
    };
  }

  private static ContactRow row(EvolutionEvent event, EventDataEntry entry) {
    String picture = entry.text("profilePicUrl");
    return new ContactRow(
        event.tenantId(),
        event.instance(),
        entry.jid(),
        entry.text("pushName"),
        picture != null ? picture : entry.text("profilePictureUrl"),
        event.receivedAt());
  }
}
