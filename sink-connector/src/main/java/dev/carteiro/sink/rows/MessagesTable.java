// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.sink.rows;

import dev.carteiro.contract.Json;
import dev.carteiro.contract.message.MediaReference;
import dev.carteiro.contract.message.MessageType;
import dev.carteiro.contract.message.ParentMessageReference;
import dev.carteiro.sink.table.SinkTable;
import dev.carteiro.sink.table.TableColumn;
import dev.carteiro.sink.table.UnnestStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table {@code messages}. A row with a body is inserted or merged. A row without a body only
 * updates an existing message: a status alone creates no message. The columns for later analysis
 * (sentiment and the like) are never written.
 */
final class MessagesTable implements SinkTable<MessageRow> {
  static final String NAME = "messages";

  private static final String NEWER =
      "(excluded.changed_at, excluded.revision) >= (t.changed_at, t.revision)";
  private static final String FURTHER = "excluded.status_rank > t.status_rank";
  private static final String EDITED_LATER =
      "coalesce(excluded.edited_at, '-infinity') > coalesce(t.edited_at, '-infinity')";

  /** The change is present already, as in a replay: nothing to write. */
  private static final String UNCHANGED =
      "(excluded.changed_at, excluded.revision) = (t.changed_at, t.revision)";

  private static final List<TableColumn<MessageRow>> KEY =
      TableColumn.and(
          TableColumn.owner(MessageRow::tenantId, MessageRow::instance),
          TableColumn.text("message_id", MessageRow::messageId));

  /** The columns of the message itself: from the newer body; a null never overwrites a value. */
  private static final List<TableColumn<MessageRow>> BODY =
      List.of(
          TableColumn.text("chat_id", row -> row.body().chatId()),
          TableColumn.text("chat_id_alt", row -> row.body().chatIdAlt()),
          TableColumn.text("original_text", row -> row.body().text()),
          TableColumn.text("sender", row -> row.body().sender()),
          TableColumn.text("sender_alt", row -> row.body().senderAlt()),
          TableColumn.text("push_name", row -> row.body().pushName()),
          TableColumn.bool("from_me", row -> row.body().fromMe()),
          TableColumn.text("message_type", MessagesTable::type),
          TableColumn.text("evolution_type", row -> row.body().evolutionType()),
          TableColumn.text("media_url", media(MediaReference::url)),
          TableColumn.text("media_mimetype", media(MediaReference::mimetype)),
          TableColumn.text("media_file_name", media(MediaReference::fileName)),
          TableColumn.text("media_sha256", media(MediaReference::sha256)),
          TableColumn.bigint("media_size_bytes", media(MediaReference::sizeBytes)),
          TableColumn.bigint("media_seconds", media(MediaReference::seconds)),
          TableColumn.text("media_cloud_id", media(MediaReference::cloudId)),
          TableColumn.text("media_key", media(MediaReference::mediaKey)),
          TableColumn.text("media_direct_path", media(MediaReference::directPath)),
          TableColumn.text("quoted_message_id", row -> row.body().quotedMessageId()),
          TableColumn.text("parent_message_id", parent(ParentMessageReference::messageId)),
          TableColumn.text("parent_relation", parent(ParentMessageReference::relation)),
          TableColumn.bool("stands_alone", row -> row.body().standsAlone()),
          TableColumn.instant("created_at", row -> row.body().sentAt()),
          TableColumn.text("source", row -> row.body().source()),
          TableColumn.bool("is_history", row -> row.body().history()),
          TableColumn.bool("via_api", row -> row.body().viaApi()),
          TableColumn.text("evolution_instance_id", row -> row.body().evolutionInstanceId()),
          TableColumn.json("raw", MessageRow::raw));

  /** The columns that change after the message came. */
  private static final List<TableColumn<MessageRow>> STATE =
      List.of(
          TableColumn.text("text", MessageRow::text),
          TableColumn.text("status", row -> row.status() == null ? null : row.status().name()),
          TableColumn.integer("status_rank", MessageRow::statusRank),
          TableColumn.instant("status_at", MessageRow::statusAt),
          TableColumn.instant("edited_at", MessageRow::editedAt),
          TableColumn.instant("deleted_at", MessageRow::deletedAt),
          TableColumn.json("reactions", row -> Json.mapper().valueToTree(row.reactions())),
          TableColumn.text("trace_id", MessageRow::traceId),
          TableColumn.bigint("revision", MessageRow::revision),
          TableColumn.instant("changed_at", MessageRow::changedAt));

  private static final TableColumn<MessageRow> RECEIVED =
      TableColumn.instant(
          "received_at",
          row -> row.body().receivedAt() == null ? row.changedAt() : row.body().receivedAt());

  private static final List<String> STATE_ASSIGNMENTS =
      List.of(
          """
          text = CASE WHEN %s THEN coalesce(excluded.text, t.text)
                      WHEN excluded.edited_at IS NOT DISTINCT FROM t.edited_at AND %s THEN coalesce(excluded.text, t.text)
                      WHEN excluded.edited_at IS NOT DISTINCT FROM t.edited_at THEN coalesce(t.text, excluded.text)
                      ELSE coalesce(t.text, excluded.text) END"""
              .formatted(EDITED_LATER, NEWER),
          "edited_at = greatest(t.edited_at, excluded.edited_at)",
          "deleted_at = least(t.deleted_at, excluded.deleted_at)",
          "status = CASE WHEN %s THEN excluded.status ELSE t.status END".formatted(FURTHER),
          "status_at = CASE WHEN %s THEN excluded.status_at ELSE t.status_at END"
              .formatted(FURTHER),
          "status_rank = greatest(t.status_rank, excluded.status_rank)",
          "reactions = CASE WHEN %s THEN excluded.reactions ELSE t.reactions END".formatted(NEWER),
          "trace_id = coalesce(t.trace_id, excluded.trace_id)",
          "revision = CASE WHEN %s THEN excluded.revision ELSE t.revision END".formatted(NEWER),
          "changed_at = greatest(t.changed_at, excluded.changed_at)");

  /** All columns of an insert. */
  static final List<TableColumn<MessageRow>> COLUMNS =
      Stream.of(KEY, BODY, STATE, List.of(RECEIVED)).flatMap(List::stream).toList();

  private static final UnnestStatement<MessageRow> INSERT =
      UnnestStatement.insert(
          NAME,
          COLUMNS,
          """
          ON CONFLICT (tenant_id, gateway, instance, message_id) DO UPDATE SET %s
          WHERE NOT (%s)
             OR t.raw IS NULL AND excluded.raw IS NOT NULL
             OR t.trace_id IS NULL AND excluded.trace_id IS NOT NULL"""
              .formatted(bodyAssignments(), UNCHANGED));

  private static final UnnestStatement<MessageRow> UPDATE =
      UnnestStatement.update(
          NAME,
          Stream.of(KEY, STATE).flatMap(List::stream).toList(),
          String.join(", ", STATE_ASSIGNMENTS),
          """
          t.tenant_id = excluded.tenant_id AND t.gateway = excluded.gateway AND t.instance = excluded.instance
            AND t.message_id = excluded.message_id AND NOT (%s)"""
              .formatted(UNCHANGED));

  private static String bodyAssignments() {
    List<String> assignments = new ArrayList<>(STATE_ASSIGNMENTS);
    for (TableColumn<MessageRow> column : BODY) {
      assignments.add(
          "%1$s = CASE WHEN %2$s THEN coalesce(excluded.%1$s, t.%1$s) ELSE coalesce(t.%1$s, excluded.%1$s) END"
              .formatted(column.name(), NEWER));
    }
    assignments.add("received_at = least(t.received_at, excluded.received_at)");
    return assignments.stream().collect(Collectors.joining(", "));
  }

  private static String type(MessageRow row) {
    return (row.body().type() == null ? MessageType.UNKNOWN : row.body().type()).text();
  }

  private static <T> Function<MessageRow, T> media(Function<MediaReference, T> value) {
    return row -> row.body().media() == null ? null : value.apply(row.body().media());
  }

  private static Function<MessageRow, String> parent(
      Function<ParentMessageReference, String> value) {
    return row -> row.body().parent() == null ? null : value.apply(row.body().parent());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> key(MessageRow row) {
    return List.of(
        row.tenantId(), row.instance().gateway(), row.instance().name(), row.messageId());
  }

  @Override
  public MessageRow fold(MessageRow earlier, MessageRow later) {
    return earlier.and(later);
  }

  @Override
  public int write(Connection connection, List<MessageRow> rows) throws SQLException {
    List<MessageRow> seen = rows.stream().filter(row -> row.body() != null).toList();
    List<MessageRow> unseen = rows.stream().filter(row -> row.body() == null).toList();
    return INSERT.execute(connection, seen) + UPDATE.execute(connection, unseen);
  }
}
