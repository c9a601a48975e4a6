-- SPDX-License-Identifier: Apache-2.0
--
-- Indexes of what the console asks, which goes over all tenants where an admin asks, and follows the bridge's clock.

-- Lists of messages, newest first: of everybody, of one number, of one chat under either of its addresses.
CREATE INDEX messages_received ON messages (received_at DESC);
CREATE INDEX messages_instance_received ON messages (tenant_id, gateway, instance, received_at DESC);
CREATE INDEX messages_chat_received ON messages (tenant_id, chat_id, received_at DESC);
CREATE INDEX messages_chat_alt ON messages (tenant_id, chat_id_alt, received_at DESC) WHERE chat_id_alt IS NOT NULL;
-- One message by its id alone.
CREATE INDEX messages_id ON messages (message_id);

-- Jobs of everybody, newest first, and how those of a day ended.
CREATE INDEX whatsapp_message_log_all_created ON whatsapp_message_log (created_at DESC);
-- How many messages wait where. The list of states stands in the question, too.
CREATE INDEX whatsapp_message_log_live ON whatsapp_message_log (status, tenant_id, lane)
  WHERE status IN ('scheduled', 'queued', 'held', 'dispatched', 'retrying', 'unknown', 'manual');
-- How calls of the last minutes went.
CREATE INDEX send_attempts_finished ON send_attempts (finished_at DESC);
-- Calendars.
CREATE INDEX scheduled_messages_time ON scheduled_messages (tenant_id, scheduled_for);
CREATE INDEX scheduled_messages_all_time ON scheduled_messages (scheduled_for);
