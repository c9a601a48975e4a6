// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

import static dev.carteiro.console.data.SelectQueryBuilder.SortKeyColumn.text;
import static dev.carteiro.console.data.SelectQueryBuilder.SortKeyColumn.time;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carteiro.console.data.SelectQueryBuilder.SortKeyColumn;
import dev.carteiro.console.request.ConsoleProblems;
import dev.carteiro.console.request.ListQueryParameters;
import dev.carteiro.contract.InstanceKey;
import dev.carteiro.contract.StorableTextCodec;
import dev.carteiro.contract.message.MessageStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code GET /api/messages}: the list, one message, its timeline and its raw payload. */
final class MessageReadApi {
  private static final int SHOWN = 1_000;

  /** Bytes of a raw payload, and characters of a message's text, that are shown. */
  private static final int MOST_RAW = 1_000_000;

  private static final String COMMON =
      """
      m.tenant_id AS "tenantId", m.gateway || '/' || m.instance AS "instance",
      m.message_id AS "messageId", m.chat_id AS "chatId", m.from_me AS "fromMe",
      m.message_type AS "type", m.status AS "status", m.status_at AS "statusAt",
      m.created_at AS "createdAt", m.received_at AS "receivedAt",
      (SELECT l.id FROM whatsapp_message_log l WHERE m.from_me AND l.tenant_id = m.tenant_id
        AND l.message_id = m.message_id AND l.gateway = m.gateway AND l.instance = m.instance LIMIT 1)
        AS "jobId",
      m.edited_at IS NOT NULL AS "edited", m.deleted_at IS NOT NULL AS "deleted",
      m.push_name AS "senderName",
      m.media_mimetype IS NOT NULL OR m.media_url IS NOT NULL AS "hasMedia",
      """;

  private static final String ITEM =
      COMMON
          + "left(m.text, %1$d) AS \"text\", coalesce(length(m.text), 0) > %1$d AS \"textTruncated\""
              .formatted(SHOWN);

  private static final String WHOLE =
      COMMON
          + """
          left(m.text, %1$d) AS "text", coalesce(length(m.text), 0) > %1$d AS "textTruncated",
          left(m.original_text, %1$d) AS "originalText", m.chat_id_alt AS "chatIdAlt", m.sender AS "sender",
          m.sender_alt AS "senderAlt", m.evolution_type AS "evolutionType",
          m.media_mimetype AS "mediaType", m.media_file_name AS "mediaFileName",
          m.media_size_bytes AS "mediaBytes", m.media_seconds AS "mediaSeconds",
          m.quoted_message_id AS "quotedMessageId", m.parent_message_id AS "parentMessageId",
          m.parent_relation AS "parentRelation",
          (SELECT count(*) FROM messages c WHERE c.tenant_id = m.tenant_id AND c.gateway = m.gateway
            AND c.instance = m.instance AND c.parent_message_id = m.message_id) AS "children", m.edited_at AS "editedAt",
          m.deleted_at AS "deletedAt", coalesce(m.reactions, '[]') AS "reactions",
          m.source AS "source", m.is_history AS "history", m.via_api AS "viaApi",
          m.trace_id AS "traceId", m.revision AS "revision", m.changed_at AS "changedAt\""""
              .formatted(MOST_RAW);

  private static final String STATUS =
      """
      status AS "status", received_at AS "at", previous AS "previous", raw_status AS "rawStatus",
      error_code AS "errorCode", error_title AS "errorTitle", error_detail AS "errorDetail", trace_id AS "traceId\"""";

  private static final String EDIT =
      """
      edit_id AS "id", kind AS "kind", left(text, 100000) AS "text", edited_at AS "at\"""";

  private static final String RECEIPT =
      """
      participant AS "participant", participant_alt AS "participantAlt",
      delivered_at AS "deliveredAt", read_at AS "readAt", played_at AS "playedAt\"""";

  private static final String RAW =
      """
      m.tenant_id AS "tenantId", m.gateway || '/' || m.instance AS "instance",
      m.message_id AS "messageId", m.trace_id AS "traceId",
      octet_length(m.raw::text) AS "bytes", octet_length(m.raw::text) > %1$d AS "truncated",
      CASE WHEN octet_length(m.raw::text) <= %1$d THEN m.raw END AS "raw",
      CASE WHEN octet_length(m.raw::text) > %1$d THEN left(m.raw::text, %1$d) END AS "text\""""
          .formatted(MOST_RAW);

  /** How far a search without {@code from} looks back, where no index supports it. */
  private static final Duration SEARCH_WINDOW = Duration.ofDays(7);

  /** Parameters with which few messages are left to look at. */
  private static final List<String> NARROW = List.of("instance", "chat", "phone", "id", "parent");

  /** As many members as the largest groups have. */
  private static final int MOST_RECEIPTS = 2_048;

  private static final List<SortKeyColumn> NEWEST_FIRST =
      List.of(
          time("m.received_at"),
          text("m.tenant_id"),
          text("m.gateway"),
          text("m.instance"),
          text("m.message_id"));

  private MessageReadApi() {}

  static ObjectNode list(DataRequest request, Instant now) {
    ListQueryParameters given = request.given();
    SelectQueryBuilder select = request.select(ITEM, "messages m").ofInstance(given.instance());
    given
        .text("chat")
        .ifPresent(chat -> chats(select, new String[] {StorableTextCodec.encode(chat)}));
    given.text("phone").ifPresent(phone -> chatsOfPerson(select, phoneJids(phone)));
    List<String> statuses = Arrays.stream(MessageStatus.values()).map(Enum::name).toList();
    Optional<String> status = given.oneOf("status", statuses);
    Optional<Instant> from = given.instant("from");
    select
        .where("m.message_id = ?", given.text("id").map(StorableTextCodec::encode))
        .where("m.parent_message_id = ?", given.text("parent").map(StorableTextCodec::encode))
        .where("m.direction = ?", given.oneOf("direction", "in", "out"))
        .where("m.status = ?", status)
        .where("m.received_at >= ?", from)
        .where("m.received_at < ?", given.instant("to"));
    Optional<String> text = given.text("text");
    text.ifPresent(
        words ->
            select.where("m.text ILIKE ?", "%" + escaped(StorableTextCodec.encode(words)) + "%"));
    boolean wide =
        text.isPresent()
            || status.isPresent() && NARROW.stream().allMatch(name -> given.text(name).isEmpty());
    if (!wide || from.isPresent()) {
      return request.page(select, NEWEST_FIRST);
    }
    Instant searchedFrom = now.minus(SEARCH_WINDOW);
    return request
        .page(select.within("m.received_at >= ?", searchedFrom), NEWEST_FIRST)
        .put("searchedFrom", searchedFrom.toString());
  }

  private static void chats(SelectQueryBuilder select, String[] jids) {
    select.where("(m.chat_id = ANY (?) OR m.chat_id_alt = ANY (?))", jids, jids);
  }

  /** Matches a phone's jids, and the jids that an event named for the same person. */
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

  /**
   * The jids under which chats with a phone number may be stored. WhatsApp knows many Brazilian
   * mobile numbers without the 9 that people dial, so such a number has both spellings.
   */
  private static String[] phoneJids(String phone) {
    String digits = phone.replaceAll("[\\s().+-]", "");
    if (!digits.matches("[0-9]{5,20}")) {
      throw ConsoleProblems.invalid(
          "INVALID_PHONE", "phone must be country code and number, 5 to 20 digits.");
    }
    Set<String> numbers = new LinkedHashSet<>(Set.of(digits));
    if (digits.matches("55[1-9][0-9]9[0-9]{8}")) {
      numbers.add(digits.substring(0, 4) + digits.substring(5));
    } else if (digits.matches("55[1-9][0-9][6-9][0-9]{7}")) {
      numbers.add(digits.substring(0, 4) + "9" + digits.substring(4));
    }
    // Earlier versions stored bare numbers for Evolution's own channel.
    return numbers.stream()
        .flatMap(number -> Stream.of(number + "@s.whatsapp.net", number))
        .toArray(String[]::new);
  }

  private static String escaped(String text) {
    return text.replaceAll("([\\\\%_])", "\\\\$1");
  }

  static ObjectNode one(DataRequest request) {
    InstanceMessageKey wanted = wanted(request);
    return found(
        request.read(
            connection -> {
              Optional<ObjectNode> found = newest(request, WHOLE, wanted, connection);
              if (found.isPresent()) {
                addHistory(found.get(), wanted, connection);
              }
              return found;
            }));
  }

  private record InstanceMessageKey(InstanceKey instance, String messageId) {}

  private static InstanceMessageKey wanted(DataRequest request) {
    return new InstanceMessageKey(
        request.given().pathInstance("instance"),
        StorableTextCodec.encode(request.context().pathParam("messageId")));
  }

  private static ObjectNode found(Optional<ObjectNode> message) {
    return message.orElseThrow(() -> ConsoleProblems.unknown("UNKNOWN_MESSAGE", "message"));
  }

  /** The newest row of a message, because the instance may have had another tenant before. */
  private static Optional<ObjectNode> newest(
      DataRequest request, String columns, InstanceMessageKey wanted, Connection connection)
      throws SQLException {
    return select(columns, "messages m", request.scope().tenantId(), wanted)
        .first(connection, "ORDER BY changed_at DESC");
  }

  private static void addHistory(
      ObjectNode message, InstanceMessageKey wanted, Connection connection) throws SQLException {
    String tenant = message.get("tenantId").asText();
    message.set(
        "statuses",
        select(STATUS, "message_status_history", tenant, wanted)
            .all(connection, "ORDER BY status_rank"));
    message.set(
        "edits",
        select(EDIT, "message_edits", tenant, wanted)
            .all(connection, "ORDER BY edited_at, edit_id"));
    message.set(
        "receipts",
        select(RECEIPT, "message_receipts", tenant, wanted)
            .all(connection, "ORDER BY participant LIMIT " + MOST_RECEIPTS));
    message.set(
        "job",
        select(JobReadApi.ITEM, "whatsapp_message_log", tenant, wanted)
            .first(connection, "ORDER BY created_at DESC")
            .orElse(null));
  }

  private static SelectQueryBuilder select(
      String columns, String from, String tenant, InstanceMessageKey wanted) {
    return new SelectQueryBuilder(columns, from)
        .ofTenant(tenant)
        .ofInstance(Optional.of(wanted.instance()))
        .where("message_id = ?", wanted.messageId());
  }

  static ObjectNode timeline(DataRequest request) {
    InstanceMessageKey wanted = wanted(request);
    return found(
        request.read(
            connection ->
                MessageTimelineQuery.read(
                    connection, request.scope(), wanted.instance(), wanted.messageId())));
  }

  static ObjectNode raw(DataRequest request) {
    InstanceMessageKey wanted = wanted(request);
    return found(request.read(connection -> newest(request, RAW, wanted, connection)));
  }
}
