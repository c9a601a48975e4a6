// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import java.sql.SQLException;

/**
 * Two tenants. Everything of tenant a has the word {@link #SECRET} in it, so that an answer which
 * shows any of it to somebody else is recognised.
 */
final class TwoTenantSeedData {
  static final String SECRET = "onlyfora";
  static final String JOB = "msg_1_0000000000000000000000aaaa";
  static final String MANUAL = "msg_1_0000000000000000000000bbbb";
  static final String SCHEDULE = "schedule_1_0000000000000000000000aaaa";
  static final String BATCH = "batch_1_0000000000000000000000aaaa";
  static final String DEAD = "whatsapp-webhook-0-1-0";

  private TwoTenantSeedData() {}

  static void into(ConsoleTestDatabase database) throws SQLException {
    database.execute(
        """
        INSERT INTO tenants (tenant_id, name) VALUES ('a', 'onlyfora'), ('b', 'B');
        INSERT INTO whatsapp_instances (id, tenant_id, gateway, instance_name, connection_state, state_at, bound_at,
          updated_at)
        VALUES (gen_random_uuid(), 'a', 'default', 'onlyfora', 'open', now(), now(), now()),
               (gen_random_uuid(), 'b', 'default', 'bee', 'open', now(), now(), now());
        INSERT INTO messages (tenant_id, gateway, instance, message_id, chat_id, chat_id_alt, text, from_me,
          message_type, status, created_at, received_at, push_name, is_history, via_api, raw, trace_id, revision,
          changed_at)
        VALUES
          ('a', 'default', 'onlyfora', 'M1', '551188887777@s.whatsapp.net', '99@lid', 'onlyfora first 100% sure',
            false, 'text', 'DELIVERY_ACK', now() - interval '10 minutes', now() - interval '9 minutes', 'onlyfora',
            false, false, '{"key": "onlyfora␛0000"}', 'onlyfora-t1', 1, now()),
          ('a', 'default', 'onlyfora', 'M2', '99@lid', '5511988887777@s.whatsapp.net', 'onlyfora second', true,
            'text', 'READ', now() - interval '8 minutes', now() - interval '7 minutes', NULL, false, true, '{}',
            'onlyfora-t2', 3, now()),
          ('b', 'default', 'bee', 'M1', '1@s.whatsapp.net', NULL, 'bees', false, 'text', NULL, NULL,
            now() - interval '5 minutes', 'Bee', false, false, '{}', 't3', 1, now());
        INSERT INTO message_status_history (tenant_id, gateway, instance, message_id, status, status_rank, raw_status,
          message_known, received_at)
        VALUES ('a', 'default', 'onlyfora', 'M2', 'SERVER_ACK', 2, 'SERVER_ACK', true, now() - interval '6 minutes'),
               ('a', 'default', 'onlyfora', 'M2', 'READ', 5, 'READ', true, now() - interval '4 minutes');
        INSERT INTO message_edits (tenant_id, gateway, instance, message_id, edit_id, kind, text, edited_at)
        VALUES ('a', 'default', 'onlyfora', 'M2', 'E1', 'edit', 'onlyfora second', now() - interval '5 minutes');
        INSERT INTO message_receipts (tenant_id, gateway, instance, message_id, participant, delivered_at, read_at,
          received_at)
        VALUES ('a', 'default', 'onlyfora', 'M2', '99@lid', now() - interval '5 minutes', now(), now());
        INSERT INTO address_links (tenant_id, address, same_as, gateway, instance, first_seen_at)
        VALUES ('a', '5511977770000@s.whatsapp.net', '99@lid', 'default', 'onlyfora', now()),
               ('b', '5511966660000@s.whatsapp.net', '99@lid', 'default', 'bee', now());
        INSERT INTO reactions (tenant_id, gateway, instance, message_id, target_message_id, emoji, received_at)
        VALUES ('a', 'default', 'onlyfora', 'R1', 'M2', 'x', now() - interval '3 minutes');
        """,
        """
        INSERT INTO whatsapp_message_log (tenant_id, id, status, message_id, gateway, instance, phone_number, message,
          attempts, fallback, lane, created_at, queued_at, dispatched_at, accepted_at, sent_at, read_at, manual_at,
          batch_id, revision, updated_at)
        VALUES
          ('a', '%1$s', 'read', 'M2', 'default', 'onlyfora', '5511988887777', 'onlyfora', 1, 0, 'normal',
            now() - interval '480 seconds', now() - interval '479 seconds', now() - interval '478 seconds',
            now() - interval '475 seconds', now() - interval '474 seconds', now() - interval '240 seconds', NULL,
            '%4$s', 6, now()),
          ('a', '%2$s', 'manual', NULL, 'default', 'onlyfora', '55', 'onlyfora', 5, 4, 'high', now(), now(), NULL,
            NULL, NULL, NULL, now() - interval '1 minute', NULL, 9, now()),
          ('a', 'msg_1_0000000000000000000000cccc', 'queued', NULL, 'default', 'onlyfora', '55', 'onlyfora', 0, 0,
            'low', now(), now(), NULL, NULL, NULL, NULL, NULL, NULL, 1, now()),
          ('b', 'msg_2_0000000000000000000000dddd', 'failed', NULL, 'default', 'bee', '55', 'b', 1, 0, 'normal',
            now(), now(), NULL, NULL, NULL, NULL, NULL, NULL, 3, now());
        INSERT INTO send_attempts (tenant_id, dispatch_id, job_id, gateway, instance, attempt, started_at, finished_at,
          outcome, code, http_status, server, latency_ms)
        VALUES
          ('a', 'onlyfora-d1', '%1$s', 'default', 'onlyfora', 1, now() - interval '477 seconds',
            now() - interval '475 seconds', 'accepted', NULL, 201, 'http://evolution', 1800),
          ('b', 'd2', 'msg_2_0000000000000000000000dddd', 'default', 'bee', 2, now(), now(), 'permanent',
            'NOT_ON_WHATSAPP', 400, 'http://evolution', 200);
        INSERT INTO scheduled_messages (tenant_id, id, status, gateway, instance, phone_number, message, scheduled_for,
          moved, revision, updated_at)
        VALUES ('a', '%3$s', 'pending', 'default', 'onlyfora', '55', 'onlyfora', now() + interval '1 day', 0, 1, now()),
               ('a', 'schedule_1_0000000000000000000000bbbb', 'fired', 'default', 'onlyfora', '55', 'onlyfora',
                 now() - interval '1 day', 0, 1, now());
        INSERT INTO batches (tenant_id, batch_id, gateway, instance, state, size, created_at, updated_at)
        VALUES ('a', '%4$s', 'default', 'onlyfora', 'running', 2, now(), now());
        INSERT INTO dead_letters (tenant_id, id, stage, reason, gateway, instance, topic, partition, record_offset,
          headers, bytes, failed_at)
        VALUES ('a', '%5$s', 'resolve', 'APIKEY_MISMATCH', 'default', 'onlyfora', 'whatsapp-webhook', 0, 1,
                 '{"carteiro-trace-id": "onlyfora"}', convert_to('onlyfora', 'UTF8'), now()),
               ('unresolved', 'whatsapp-webhook-0-2-0', 'parse', 'NOT_JSON', NULL, NULL, 'whatsapp-webhook', 0, 2,
                 '{}', 'x', now() - interval '1 hour');
        INSERT INTO alerts (tenant_id, id, rule, state, gateway, instance, subject, message, firing_at, updated_at)
        VALUES ('a', 'onlyfora-1', 'SEND_NEEDS_MANUAL', 'firing', 'default', 'onlyfora', '%2$s', 'onlyfora', now(),
                 now()),
               ('unresolved', 'evo', 'EVOLUTION_OFFLINE', 'resolved', NULL, NULL, 'evolution', 'it was away', now(),
                 now());
        INSERT INTO alert_history (tenant_id, episode, id, rule, severity, message, firing_at)
        VALUES ('a', 'onlyfora-1@1', 'onlyfora-1', 'SEND_NEEDS_MANUAL', 'warning', 'onlyfora', now());
        INSERT INTO audit_log (tenant_id, id, actor, action, subject, at)
        VALUES ('unresolved', 'u1', 'admin', 'dead-letter.redriven', 'whatsapp-webhook-0-2-0', now());
        """
            .formatted(JOB, MANUAL, SCHEDULE, BATCH, DEAD));
  }
}
