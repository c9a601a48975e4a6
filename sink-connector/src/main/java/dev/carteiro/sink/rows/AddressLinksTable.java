// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.Jid;
import dev.carteiro.contract.event.EvolutionEvent;
import dev.carteiro.contract.message.MessageBody;
import dev.carteiro.contract.message.MessageReceiptEvent;
import dev.carteiro.sink.table.MergeRule;
import dev.carteiro.sink.table.SinkTable;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * The table {@code address_links}: pairs of addresses of the same person, from one event, in both
 * directions. A search by phone number uses them to find messages that came under the LID only. The
 * first row of a pair stays. Links belong to a tenant and are not used for others.
 */
final class AddressLinksTable {

  /** One direction of a pair. */
  record AddressLinkRow(
      String tenantId, InstanceKey instance, String address, String sameAs, Instant firstSeenAt) {}

  static final SinkTable<AddressLinkRow> TABLE =
      SinkTable.<AddressLinkRow>named("address_links")
          .from(SinkTopics.MESSAGE, AddressLinksTable::ofMessage)
          .from(
              SinkTopics.MESSAGE_STATUS,
              record -> record.receipts().flatMap(AddressLinksTable::ofReceipt))
          .from(SinkTopics.EVENT, AddressLinksTable::ofEvent)
          .text("tenant_id", AddressLinkRow::tenantId, MergeRule.KEY)
          .text("gateway", row -> row.instance().gateway())
          .text("instance", row -> row.instance().name())
          .text("address", AddressLinkRow::address, MergeRule.KEY)
          .text("same_as", AddressLinkRow::sameAs, MergeRule.KEY)
          .instant("first_seen_at", AddressLinkRow::firstSeenAt)
          .build();

  private AddressLinksTable() {}

  private static Stream<AddressLinkRow> ofMessage(MessagesTable.MessageRow row) {
    if (!row.isCreated()) {
      return Stream.empty();
    }
    String tenantId = row.event().tenantId();
    InstanceKey instance = row.event().instance();
    MessageBody body = row.event().body();
    return Stream.concat(
        pair(tenantId, instance, body.chatId(), body.chatIdAlt(), row.receivedAt()),
        pair(tenantId, instance, body.sender(), body.senderAlt(), row.receivedAt()));
  }

  private static Stream<AddressLinkRow> ofReceipt(MessageReceiptEvent event) {
    return pair(
        event.tenantId(),
        event.instance(),
        event.participant(),
        event.participantAlt(),
        event.receivedAt());
  }

  private static Stream<AddressLinkRow> ofEvent(EvolutionEvent event) {
    return EventDataEntry.persons(event).flatMap(person -> ofPerson(event, person));
  }

  /** The links between a person's addresses, when the entry has several. */
  private static Stream<AddressLinkRow> ofPerson(EvolutionEvent event, EventDataEntry person) {
    String jid = Jid.normal(person.text("jid") == null ? person.jid() : person.text("jid"));
    // Where Evolution does not know a member's phone number, it writes the digits of the LID.
    return Stream.of("phoneNumber", "lid", "remoteJidAlt")
        .flatMap(field -> Stream.ofNullable(person.text(field)))
        .filter(other -> other.indexOf('@') > 0)
        .flatMap(
            other ->
                pair(
                    event.tenantId(),
                    event.instance(),
                    jid,
                    Jid.normal(other),
                    event.receivedAt()));
  }

  /** Both directions, if both are addresses of a person and differ; either may be null. */
  private static Stream<AddressLinkRow> pair(
      String tenantId, InstanceKey instance, String one, String other, Instant seenAt) {
    return Jid.isPerson(one) && Jid.isPerson(other) && !one.equals(other)
        ? Stream.of(
            new AddressLinkRow(tenantId, instance, one, other, seenAt),
            new AddressLinkRow(tenantId, instance, other, one, seenAt))
        : Stream.empty();
  }
}
