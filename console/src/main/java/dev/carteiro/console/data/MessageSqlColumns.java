// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.data;

/** Columns of the message tables, named as in the API. */
final class MessageSqlColumns {
  /** Characters of a text that are shown in a list. */
  private static final int SHOWN = 1_000;

  /** Bytes of a raw payload, and characters of a message's text, that are shown. */
  static final int MOST_RAW = 1_000_000;

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

  static final String ITEM =
      COMMON
          + "left(m.text, %1$d) AS \"text\", coalesce(length(m.text), 0) > %1$d AS \"textTruncated\""
              .formatted(SHOWN);

  static final String WHOLE =
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

  static final String STATUS =
      """
      status AS "status", received_at AS "at", previous AS "previous", raw_status AS "rawStatus",
      error_code AS "errorCode", error_title AS "errorTitle", error_detail AS "errorDetail", trace_id AS "traceId\"""";

  static final String EDIT =
      """
      edit_id AS "id", kind AS "kind", left(text, 100000) AS "text", edited_at AS "at\"""";

  static final String RECEIPT =
      """
      participant AS "participant", participant_alt AS "participantAlt",
      delivered_at AS "deliveredAt", read_at AS "readAt", played_at AS "playedAt\"""";

  static final String RAW =
      """
      m.tenant_id AS "tenantId", m.gateway || '/' || m.instance AS "instance",
      m.message_id AS "messageId", m.trace_id AS "traceId",
      octet_length(m.raw::text) AS "bytes", octet_length(m.raw::text) > %1$d AS "truncated",
      CASE WHEN octet_length(m.raw::text) <= %1$d THEN m.raw END AS "raw",
      CASE WHEN octet_length(m.raw::text) > %1$d THEN left(m.raw::text, %1$d) END AS "text\""""
          .formatted(MOST_RAW);

  private MessageSqlColumns() {}
}
