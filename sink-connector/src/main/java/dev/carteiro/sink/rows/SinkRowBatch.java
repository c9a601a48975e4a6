// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.event.AuditEvent;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.EvolutionEvent;
import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.message.MessageStatusEvent;
import dev.carteiro.contract.send.SendResult;
import dev.carteiro.sink.table.TableRowBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rows of one transaction, by table. Rows with the same key are merged when they are added, in
 * the order of their records.
 */
public final class SinkRowBatch {
  final TableRowBuffer<TenantsTable.TenantRow> tenants = new TableRowBuffer<>(new TenantsTable());
  final TableRowBuffer<InstanceBindingRow> bindings =
      new TableRowBuffer<>(new InstanceBindingTable());
  final TableRowBuffer<InstanceStatusEvent> connectionStates =
      new TableRowBuffer<>(new InstanceConnectionTable());
  final TableRowBuffer<SendResult> integrations =
      new TableRowBuffer<>(new InstanceIntegrationTable());
  final TableRowBuffer<InstanceStatusEvent> instanceStatuses =
      new TableRowBuffer<>(HistoryTables.INSTANCE_STATUSES);
  final TableRowBuffer<ChatRow> chats = new TableRowBuffer<>(new ChatsTable());
  final TableRowBuffer<ContactsTable.ContactRow> contacts =
      new TableRowBuffer<>(new ContactsTable());
  final TableRowBuffer<MessageRow> messages = new TableRowBuffer<>(new MessagesTable());
  final TableRowBuffer<HistoryTables.MessageMediaRow> media =
      new TableRowBuffer<>(HistoryTables.MEDIA);
  final TableRowBuffer<MessageStatusEvent> statuses = new TableRowBuffer<>(HistoryTables.STATUSES);
  final TableRowBuffer<HistoryTables.MessageEditRow> edits =
      new TableRowBuffer<>(HistoryTables.EDITS);
  final TableRowBuffer<HistoryTables.MessageReactionRow> reactions =
      new TableRowBuffer<>(HistoryTables.REACTIONS);
  final TableRowBuffer<MessageReceiptsTable.MessageReceiptRow> receipts =
      new TableRowBuffer<>(new MessageReceiptsTable());
  final TableRowBuffer<AddressLinksTable.AddressLinkRow> addressLinks =
      new TableRowBuffer<>(AddressLinksTable.TABLE);
  final TableRowBuffer<EvolutionEvent> events = new TableRowBuffer<>(HistoryTables.EVENTS);
  final TableRowBuffer<DeadLetter> deadLetters = new TableRowBuffer<>(HistoryTables.DEAD_LETTERS);
  final TableRowBuffer<SendJobRow> jobs = new TableRowBuffer<>(SendJobsTable.log());
  final TableRowBuffer<SendJobRow> schedules = new TableRowBuffer<>(SendJobsTable.schedules());
  final TableRowBuffer<SendAttemptsTable.SendAttemptRow> attempts =
      new TableRowBuffer<>(new SendAttemptsTable());
  final TableRowBuffer<BatchesTable.BatchRow> batches = new TableRowBuffer<>(new BatchesTable());
  final TableRowBuffer<AlertsTable.AlertRow> alerts = new TableRowBuffer<>(new AlertsTable());
  final TableRowBuffer<AlertHistoryTable.AlertEpisodeRow> episodes =
      new TableRowBuffer<>(new AlertHistoryTable());
  final TableRowBuffer<AuditEvent> audit = new TableRowBuffer<>(HistoryTables.AUDIT);
  final TableRowBuffer<WebhookRow> webhooks = new TableRowBuffer<>(HistoryTables.WEBHOOKS);

  /**
   * All tables in the order of writing. Every transaction uses this order, so two sinks cannot
   * deadlock.
   */
  private final List<TableRowBuffer<?>> inOrder =
      List.of(
          tenants,
          bindings,
          connectionStates,
          integrations,
          instanceStatuses,
          chats,
          contacts,
          messages,
          media,
          statuses,
          edits,
          reactions,
          receipts,
          addressLinks,
          events,
          deadLetters,
          jobs,
          schedules,
          attempts,
          batches,
          alerts,
          episodes,
          audit,
          webhooks);

  /**
   * Writes all rows without committing.
   *
   * @return the number of inserted or updated rows, by table
   */
  public Map<String, Integer> write(Connection connection) throws SQLException {
    Map<String, Integer> written = new TreeMap<>();
    for (TableRowBuffer<?> rows : inOrder) {
      written.merge(rows.tableName(), rows.write(connection), Integer::sum);
    }
    return written;
  }

  /** The days of the archived webhooks; each needs a partition. */
  public Set<LocalDate> webhookDays() {
    Set<LocalDate> days = new TreeSet<>();
    webhooks.sorted().forEach(row -> days.add(row.day()));
    return days;
  }

  /**
   * Removes webhooks of days that the archive has already dropped. A webhook with a day after the
   * last one (a broker's clock was wrong) is moved to the last day.
   */
  public void limitWebhookDays(LocalDate first, LocalDate last) {
    List<WebhookRow> misdated =
        webhooks.sorted().stream().filter(row -> row.day().isAfter(last)).toList();
    webhooks.removeIf(row -> row.day().isBefore(first) || row.day().isAfter(last));
    misdated.forEach(row -> webhooks.add(row.on(last)));
  }
}
