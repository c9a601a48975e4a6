-- SPDX-License-Identifier: Apache-2.0
-- Why a message waits. What holds up a number is written into the row of the message whose turn it is; for those behind it
-- this finds it there. The codes are in docs/SENDING.md.

CREATE INDEX whatsapp_message_log_paced ON whatsapp_message_log (tenant_id, gateway, instance)
  WHERE status = 'queued' AND reason IN ('PACE', 'TENANT_LIMIT');

CREATE FUNCTION waiting_reason(job whatsapp_message_log) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN job.status = 'scheduled' THEN coalesce(job.reason, 'SCHEDULED')
    WHEN job.status <> 'queued' OR job.reason IN ('RECIPIENT_WAITS', 'PACE', 'TENANT_LIMIT') THEN job.reason
    ELSE coalesce(
      (SELECT 'BATCH_PAUSED' FROM batches b
        WHERE b.tenant_id = job.tenant_id AND b.batch_id = job.batch_id AND b.state = 'paused'),
      (SELECT h.reason FROM whatsapp_message_log h
        WHERE h.tenant_id = job.tenant_id AND h.status = 'held' AND h.gateway = job.gateway AND h.instance = job.instance
          AND h.reason NOT IN ('BATCH_PAUSED', 'TYPING')
        ORDER BY h.updated_at DESC LIMIT 1),
      (SELECT h.reason FROM whatsapp_message_log h
        WHERE h.tenant_id = job.tenant_id AND h.gateway = job.gateway AND h.instance = job.instance
          AND h.status = 'queued' AND h.reason IN ('PACE', 'TENANT_LIMIT')
        ORDER BY h.updated_at DESC LIMIT 1),
      (SELECT 'IN_FLIGHT' FROM whatsapp_message_log h
        WHERE h.tenant_id = job.tenant_id AND h.status = 'dispatched' AND h.gateway = job.gateway
          AND h.instance = job.instance
        LIMIT 1),
      job.reason,
      'TURN')
  END
$$;
COMMENT ON FUNCTION waiting_reason IS 'why a message waits now; of one that does not wait, its reason';
