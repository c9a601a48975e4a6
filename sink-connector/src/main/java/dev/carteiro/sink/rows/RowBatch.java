// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.event.AuditEvent;
import dev.carteiro.contract.event.DeadLetter;
import dev.carteiro.contract.event.EvolutionEvent;
import dev.carteiro.contract.event.InstanceStatusEvent;
import dev.carteiro.contract.event.StatusEvent;
import dev.carteiro.contract.send.SendResult;
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
public final class RowBatch {
  final Rows<TenantsTable.TenantRow> tenants = new Rows<>(new TenantsTable());
  final Rows<BindingRow> bindings = new Rows<>(new BindingsTable());
  final Rows<InstanceStatusEvent> connectionStates = new Rows<>(new ConnectionStatesTable());
  final Rows<SendResult> integrations = new Rows<>(new IntegrationsTable());
  final Rows<InstanceStatusEvent> instanceStatuses = new Rows<>(Histories.INSTANCE_STATUSES);
  final Rows<ChatRow> chats = new Rows<>(new ChatsTable());
  final Rows<ContactsTable.ContactRow> contacts = new Rows<>(new ContactsTable());
  final Rows<MessageRow> messages = new Rows<>(new MessagesTable());
  final Rows<Histories.MediaRow> media = new Rows<>(Histories.MEDIA);
  final Rows<StatusEvent> statuses = new Rows<>(Histories.STATUSES);
  final Rows<Histories.EditRow> edits = new Rows<>(Histories.EDITS);
  final Rows<Histories.ReactionRow> reactions = new Rows<>(Histories.REACTIONS);
  final Rows<ReceiptsTable.ReceiptRow> receipts = new Rows<>(new ReceiptsTable());
  final Rows<AddressLinks.LinkRow> addressLinks = new Rows<>(AddressLinks.TABLE);
  final Rows<EvolutionEvent> events = new Rows<>(Histories.EVENTS);
  final Rows<DeadLetter> deadLetters = new Rows<>(Histories.DEAD_LETTERS);
  final Rows<JobRow> jobs = new Rows<>(JobsTable.log());
  final Rows<JobRow> schedules = new Rows<>(JobsTable.schedules());
  final Rows<AttemptsTable.AttemptRow> attempts = new Rows<>(new AttemptsTable());
  final Rows<BatchesTable.BatchRow> batches = new Rows<>(new BatchesTable());
  final Rows<AlertsTable.AlertRow> alerts = new Rows<>(new AlertsTable());
  final Rows<AlertHistoryTable.EpisodeRow> episodes = new Rows<>(new AlertHistoryTable());
  final Rows<AuditEvent> audit = new Rows<>(Histories.AUDIT);
  final Rows<WebhookRow> webhooks = new Rows<>(Histories.WEBHOOKS);

  /**
   * All tables in the order of writing. Every transaction uses this order, so two sinks cannot
   * deadlock.
   */
  private final List<Rows<?>> inOrder =
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
    for (Rows<?> rows : inOrder) {
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
