// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.console.request.ConsoleProblems;
import dev.carteiro.console.request.ListQueryParameters;
import dev.carteiro.console.request.TenantReadScope;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.StorableTextCodec;
import dev.carteiro.contract.message.MessageStatus;
import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** {@code GET /api/messages}: the list, one message, its timeline and its raw payload. */
final class MessageReadApi {
  /**
   * A text search without {@code from} covers this much of the past, because no index supports it.
   */
  static final Duration TEXT_WINDOW = Duration.ofDays(7);

  /** As many members as the largest groups have. */
  private static final int MOST_RECEIPTS = 2_048;

  private static final List<SelectQueryBuilder.SortKeyColumn> NEWEST_FIRST =
      List.of(
          new SelectQueryBuilder.SortKeyColumn("m.received_at", "timestamptz"),
          new SelectQueryBuilder.SortKeyColumn("m.tenant_id", "text"),
          new SelectQueryBuilder.SortKeyColumn("m.gateway", "text"),
          new SelectQueryBuilder.SortKeyColumn("m.instance", "text"),
          new SelectQueryBuilder.SortKeyColumn("m.message_id", "text"));

  private final ApiKeyAuthenticator authentication;
  private final ScopedDatabaseReader reads;
  private final Clock clock;

  MessageReadApi(ApiKeyAuthenticator authentication, ScopedDatabaseReader reads, Clock clock) {
    this.authentication = authentication;
    this.reads = reads;
    this.clock = clock;
  }

  void addTo(JavalinConfig config) {
    String message = "/api/messages/{instance}/{messageId}";
    config.routes.get("/api/messages", this::list);
    config.routes.get(message, this::one);
    config.routes.get(message + "/timeline", this::timeline);
    config.routes.get(message + "/raw", this::raw);
  }

  private void list(Context context) {
    TenantReadScope scope = TenantReadScope.of(authentication, context);
    ListQueryParameters given = new ListQueryParameters(context);
    SelectQueryBuilder select =
        new SelectQueryBuilder(MessageSqlColumns.ITEM, "messages m")
            .ofTenant("m.tenant_id", scope.tenantId());
    select.ofInstance("m.", given.instance());
    given
        .text("chat")
        .ifPresent(chat -> chats(select, new String[] {StorableTextCodec.encode(chat)}));
    given.text("phone").ifPresent(phone -> chatsOfPerson(select, PhoneJidVariants.of(phone)));
    select.where("m.message_id = ?", given.text("id").map(StorableTextCodec::encode));
    select.where("m.parent_message_id = ?", given.text("parent").map(StorableTextCodec::encode));
    select.where("m.direction = ?", given.oneOf("direction", "in", "out"));
    select.where(
        "m.status = ?",
        given.oneOf("status", Arrays.stream(MessageStatus.values()).map(Enum::name).toList()));
    Optional<Instant> from = given.instant("from");
    select.where("m.received_at >= ?", from);
    select.where("m.received_at < ?", given.instant("to"));
    Optional<String> text = given.text("text");
    text.ifPresent(
        words ->
            select.where("m.text ILIKE ?", "%" + escaped(StorableTextCodec.encode(words)) + "%"));
    Instant searched =
        text.isPresent() && from.isEmpty() ? clock.instant().minus(TEXT_WINDOW) : null;
    if (searched != null) {
      select.within("m.received_at >= ?", searched);
    }
    int limit = given.limit();
    ObjectNode page =
        reads.read(
            context,
            scope,
            connection ->
                select.page(connection, NEWEST_FIRST, false, limit, context.queryParam("page")));
    if (searched != null) {
      page.put("searchedFrom", searched.toString());
    }
    ConsoleJsonResponse.json(context, page);
  }

  private static void chats(SelectQueryBuilder select, String[] jids) {
    select.where("(m.chat_id = ANY (?) OR m.chat_id_alt = ANY (?))", jids, jids);
  }

  /**
   * Matches chats under a phone's jids, and under the jids that an event named for the same person.
   */
  private static void chatsOfPerson(SelectQueryBuilder select, String[] jids) {
    select.where(
        """
        (m.chat_id = ANY (?) OR m.chat_id_alt = ANY (?)
          OR m.chat_id = ANY (ARRAY(SELECT l.same_as FROM address_links l WHERE l.address = ANY (?)))
            AND EXISTS (SELECT 1 FROM address_links l
              WHERE l.tenant_id = m.tenant_id AND l.address = ANY (?) AND l.same_as = m.chat_id))""",
        jids,
        jids,
        jids,
        jids);
  }

  /** Escapes the wildcards of a LIKE pattern. */
  private static String escaped(String text) {
    return text.replaceAll("([\\\\%_])", "\\\\$1");
  }

  private void one(Context context) {
    TenantReadScope scope = TenantReadScope.of(authentication, context);
    InstanceMessageKey wanted = wanted(context);
    ConsoleJsonResponse.json(
        context,
        reads
            .read(context, scope, connection -> whole(connection, scope, wanted))
            .orElseThrow(MessageReadApi::unknown));
  }

  /** A message's instance and id. */
  private record InstanceMessageKey(InstanceKey instance, String messageId) {}

  private static InstanceMessageKey wanted(Context context) {
    return new InstanceMessageKey(
        new ListQueryParameters(context).pathInstance("instance"),
        StorableTextCodec.encode(context.pathParam("messageId")));
  }

  private static Optional<ObjectNode> whole(
      Connection connection, TenantReadScope scope, InstanceMessageKey wanted) throws SQLException {
    Optional<ObjectNode> found =
        select(MessageSqlColumns.WHOLE, "messages m", scope.tenantId(), wanted)
            // The instance may have had another tenant before.
            .first(connection, "ORDER BY changed_at DESC");
    if (found.isPresent()) {
      ObjectNode message = found.get();
      String tenant = message.get("tenantId").asText();
      message.set(
          "statuses",
          select(MessageSqlColumns.STATUS, "message_status_history", tenant, wanted)
              .all(connection, "ORDER BY status_rank"));
      message.set(
          "edits",
          select(MessageSqlColumns.EDIT, "message_edits", tenant, wanted)
              .all(connection, "ORDER BY edited_at, edit_id"));
      message.set(
          "receipts",
          select(MessageSqlColumns.RECEIPT, "message_receipts", tenant, wanted)
              .all(connection, "ORDER BY participant LIMIT " + MOST_RECEIPTS));
      message.set(
          "job",
          select(JobSqlColumns.ITEM, "whatsapp_message_log", tenant, wanted)
              .first(connection, "ORDER BY created_at DESC")
              .orElse(null));
    }
    return found;
  }

  private static SelectQueryBuilder select(
      String columns, String from, String tenant, InstanceMessageKey wanted) {
    return new SelectQueryBuilder(columns, from)
        .ofTenant("tenant_id", tenant)
        .ofInstance("", Optional.of(wanted.instance()))
        .where("message_id = ?", wanted.messageId());
  }

  private void timeline(Context context) {
    TenantReadScope scope = TenantReadScope.of(authentication, context);
    InstanceMessageKey wanted = wanted(context);
    ConsoleJsonResponse.json(
        context,
        reads
            .read(
                context,
                scope,
                connection ->
                    MessageTimelineQuery.read(
                        connection, scope, wanted.instance(), wanted.messageId()))
            .orElseThrow(MessageReadApi::unknown));
  }

  private void raw(Context context) {
    TenantReadScope scope = TenantReadScope.of(authentication, context);
    InstanceMessageKey wanted = wanted(context);
    ObjectNode row =
        reads
            .read(
                context,
                scope,
                connection ->
                    select(MessageSqlColumns.RAW, "messages m", scope.tenantId(), wanted)
                        .first(connection, "ORDER BY changed_at DESC"))
            .orElseThrow(MessageReadApi::unknown);
    ConsoleJsonResponse.json(context, row);
  }

  private static RuntimeException unknown() {
    return ConsoleProblems.unknown("UNKNOWN_MESSAGE", "message");
  }
}
