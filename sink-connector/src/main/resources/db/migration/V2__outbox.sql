-- SPDX-License-Identifier: Apache-2.0
--
-- What the system sends, and what people do: conventions as in V1.
--   * a row of a job, schedule or batch never goes back: of two records the newer one by (updated_at, revision) decides
--   * the time of a state is when the job was in it first; NULL when it never was

-- Local hours in which a tenant's messages of the lanes normal, low and maintenance wait; all three or none.
ALTER TABLE tenants
  ADD COLUMN quiet_from  time,
  ADD COLUMN quiet_to    time,  -- before quiet_from when the night lies between
  ADD COLUMN quiet_zone  text;  -- IANA

-- One row for each message that somebody asked to send, now or later.
CREATE TABLE whatsapp_message_log (
  tenant_id        text        NOT NULL,
  id               text        NOT NULL,  -- msg_… or schedule_…
  status           text        NOT NULL,  -- scheduled, queued, held, dispatched, retrying, unknown, accepted, sent,
                                          -- delivered, read, failed, manual, cancelled, expired
  message_id       text,                  -- WhatsApp's id, as in messages; null until Evolution took the message
  direction        text        NOT NULL DEFAULT 'sent',
  created_at       timestamptz,           -- when the bridge accepted it; with the other columns of the request null
                                          -- when the job's first record was not seen
  gateway          text        NOT NULL,
  instance         text        NOT NULL,
  phone_number     text,                  -- exactly as the request named it
  message          text,                  -- text, caption or question
  message_type     text,                  -- text, image, video, document, audio, location, contact, reaction, poll
  content          jsonb,                 -- what the message has beside its text; base64 media left out
  lane             text,
  batch_id         text,
  batch_index      integer,
  client_id        text,                  -- the caller's own name for it
  user_id          text,                  -- id of the API key that asked
  scheduled_for    timestamptz,           -- null for an immediate message
  expires_at       timestamptz,           -- when it is pointless to send it
  attempts         integer     NOT NULL,
  fallback         integer     NOT NULL,  -- step of the fallback chain: 0 none, 2 high lane, 4 manual
  reason           text,                  -- why it is in this status; null when the status says it all
  detail           text,
  dispatch_id      text,                  -- newest attempt, as in send_attempts
  actor            text,                  -- id of the API key that changed it last; null when no person did
  next_attempt_at  timestamptz,           -- while retrying
  scheduled_at     timestamptz,
  queued_at        timestamptz,
  held_at          timestamptz,
  dispatched_at    timestamptz,
  retrying_at      timestamptz,
  unknown_at       timestamptz,
  accepted_at      timestamptz,
  sent_at          timestamptz,
  delivered_at     timestamptz,
  read_at          timestamptz,
  failed_at        timestamptz,
  manual_at        timestamptz,
  cancelled_at     timestamptz,
  expired_at       timestamptz,
  entered_at       timestamptz,           -- topology's clock at the first record; an id used again after the outbox forgot
                                          -- it begins its row anew
  revision         bigint      NOT NULL,
  updated_at       timestamptz NOT NULL,
  trace_id         text,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX whatsapp_message_log_id ON whatsapp_message_log (id);
CREATE INDEX whatsapp_message_log_created ON whatsapp_message_log (tenant_id, created_at DESC);
CREATE INDEX whatsapp_message_log_status ON whatsapp_message_log (tenant_id, status, created_at DESC);
CREATE INDEX whatsapp_message_log_instance ON whatsapp_message_log (tenant_id, gateway, instance, created_at DESC);
CREATE INDEX whatsapp_message_log_phone ON whatsapp_message_log (tenant_id, phone_number, created_at DESC);
CREATE INDEX whatsapp_message_log_batch ON whatsapp_message_log (tenant_id, batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX whatsapp_message_log_client ON whatsapp_message_log (tenant_id, client_id) WHERE client_id IS NOT NULL;
CREATE INDEX whatsapp_message_log_message ON whatsapp_message_log (tenant_id, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX whatsapp_message_log_trace ON whatsapp_message_log (tenant_id, trace_id);
CREATE INDEX whatsapp_message_log_manual ON whatsapp_message_log (manual_at) WHERE status = 'manual';

-- One row for each message with a time, from the request to its end.
CREATE TABLE scheduled_messages (
  tenant_id            text        NOT NULL,
  id                   text        NOT NULL,  -- the same as in whatsapp_message_log, which has the rest
  status               text        NOT NULL,  -- pending, fired, cancelled, expired, failed
  gateway              text        NOT NULL,
  instance             text        NOT NULL,
  phone_number         text,
  message              text,
  message_type         text,
  scheduled_for        timestamptz NOT NULL,
  first_scheduled_for  timestamptz,           -- before it was moved
  moved                bigint      NOT NULL,  -- how many times
  batch_id             text,
  client_id            text,
  user_id              text,
  reason               text,
  actor                text,
  created_at           timestamptz,
  fired_at             timestamptz,
  cancelled_at         timestamptz,
  expired_at           timestamptz,
  failed_at            timestamptz,
  entered_at           timestamptz,
  revision             bigint      NOT NULL,
  updated_at           timestamptz NOT NULL,
  trace_id             text,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX scheduled_messages_due ON scheduled_messages (tenant_id, status, scheduled_for);
CREATE INDEX scheduled_messages_instance ON scheduled_messages (tenant_id, gateway, instance, scheduled_for);
CREATE INDEX scheduled_messages_phone ON scheduled_messages (tenant_id, phone_number, scheduled_for);
CREATE INDEX scheduled_messages_batch ON scheduled_messages (tenant_id, batch_id) WHERE batch_id IS NOT NULL;
CREATE INDEX scheduled_messages_trace ON scheduled_messages (tenant_id, trace_id);
CREATE INDEX scheduled_messages_pending ON scheduled_messages (scheduled_for) WHERE status = 'pending';

-- One row for each dispatch that a sender came to. A row without outcome is under way, or its sender died.
CREATE TABLE send_attempts (
  tenant_id       text NOT NULL,
  dispatch_id     text NOT NULL,
  job_id          text NOT NULL,
  gateway         text NOT NULL,
  instance        text NOT NULL,
  attempt         integer NOT NULL,
  lane            text,
  started_at      timestamptz,  -- null when it was never claimed
  finished_at     timestamptz,
  outcome         text,         -- accepted, permanent, transient, unknown, not_sent, expired
  code            text,
  detail          text,
  http_status     integer,
  server          text,
  latency_ms      bigint,
  retry_after_ms  bigint,
  message_id      text,
  sender_id       text,
  trace_id        text,
  PRIMARY KEY (tenant_id, dispatch_id)
);
CREATE INDEX send_attempts_job ON send_attempts (job_id, attempt);
CREATE INDEX send_attempts_started ON send_attempts (tenant_id, started_at DESC);
CREATE INDEX send_attempts_outcome ON send_attempts (tenant_id, outcome, finished_at DESC);
CREATE INDEX send_attempts_instance ON send_attempts (tenant_id, gateway, instance, started_at DESC);
CREATE INDEX send_attempts_message ON send_attempts (tenant_id, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX send_attempts_trace ON send_attempts (tenant_id, trace_id);

-- One row for each bulk request.
CREATE TABLE batches (
  tenant_id   text        NOT NULL,
  batch_id    text        NOT NULL,
  gateway     text        NOT NULL,
  instance    text        NOT NULL,
  state       text        NOT NULL,  -- running, paused, cancelled
  size        integer     NOT NULL,  -- messages in the request; those that were refused at once have no row
  actor       text,
  created_at  timestamptz NOT NULL,  -- topology's clock at the first record
  updated_at  timestamptz NOT NULL,
  trace_id    text,
  PRIMARY KEY (tenant_id, batch_id)
);
CREATE INDEX batches_id ON batches (batch_id);
CREATE INDEX batches_created ON batches (tenant_id, created_at DESC);
CREATE INDEX batches_state ON batches (tenant_id, state, created_at DESC);
CREATE INDEX batches_instance ON batches (tenant_id, gateway, instance, created_at DESC);

CREATE TABLE alerts (
  tenant_id    text        NOT NULL,
  id           text        NOT NULL,
  rule         text        NOT NULL,
  state        text        NOT NULL,  -- firing, resolved
  gateway      text,
  instance     text,
  subject      text,
  message      text,
  firing_at    timestamptz,
  resolved_at  timestamptz,           -- when it was over last; null when it never was
  updated_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX alerts_state ON alerts (tenant_id, state, updated_at DESC);
CREATE INDEX alerts_rule ON alerts (tenant_id, rule, updated_at DESC);
CREATE INDEX alerts_subject ON alerts (tenant_id, subject);

-- What people did. Nothing here is ever changed.
CREATE TABLE audit_log (
  tenant_id  text        NOT NULL,
  id         text        NOT NULL,
  actor      text,                  -- id of the API key
  action     text        NOT NULL,
  subject    text,
  detail     text,
  at         timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX audit_log_at ON audit_log (tenant_id, at DESC);
CREATE INDEX audit_log_actor ON audit_log (tenant_id, actor, at DESC);
CREATE INDEX audit_log_subject ON audit_log (subject, at);

-- Lists of the CLI go over all tenants.
CREATE INDEX dead_letters_all_failed ON dead_letters (failed_at DESC);
CREATE INDEX dead_letters_id ON dead_letters (id);

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY[
    'whatsapp_message_log', 'scheduled_messages', 'send_attempts', 'batches', 'alerts', 'audit_log']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant_isolation ON %I USING (tenant_id = current_setting(''carteiro.tenant_id'', true))',
      tenant_table);
  END LOOP;
END
$$;

-- Views see what the one who asks may see: without security_invoker they would show every tenant's rows.

-- How far each batch is. seen: messages with a row; the others of size were refused at once, or are on their way.
CREATE VIEW batch_progress WITH (security_invoker = true) AS
SELECT b.tenant_id, b.batch_id, b.gateway, b.instance, b.state, b.size, b.created_at, b.updated_at,
  count(l.id) AS seen,
  count(*) FILTER (WHERE l.status = 'scheduled') AS scheduled,
  count(*) FILTER (WHERE l.status = 'queued') AS queued,
  count(*) FILTER (WHERE l.status = 'held') AS held,
  count(*) FILTER (WHERE l.status = 'dispatched') AS dispatched,
  count(*) FILTER (WHERE l.status = 'retrying') AS retrying,
  count(*) FILTER (WHERE l.status = 'unknown') AS unknown,
  count(*) FILTER (WHERE l.status = 'accepted') AS accepted,
  count(*) FILTER (WHERE l.status = 'sent') AS sent,
  count(*) FILTER (WHERE l.status = 'delivered') AS delivered,
  count(*) FILTER (WHERE l.status = 'read') AS read,
  count(*) FILTER (WHERE l.status = 'failed') AS failed,
  count(*) FILTER (WHERE l.status = 'manual') AS manual,
  count(*) FILTER (WHERE l.status = 'cancelled') AS cancelled,
  count(*) FILTER (WHERE l.status = 'expired') AS expired
FROM batches b
LEFT JOIN whatsapp_message_log l ON l.tenant_id = b.tenant_id AND l.batch_id = b.batch_id
GROUP BY b.tenant_id, b.batch_id;

-- Dead letters with what people did to them, without their bytes. A view, not columns: the two topics are read
-- independently of each other, and what was done may be read before what it was done to. The actions are joined by id
-- alone, since an admin's action may carry no tenant.
CREATE VIEW dead_letter_fates WITH (security_invoker = true) AS
SELECT d.tenant_id, d.id, d.stage, d.reason, d.detail, d.gateway, d.instance, d.event, d.topic, d.partition,
  d.record_offset, octet_length(d.bytes) AS size_bytes, d.failed_at, d.trace_id,
  CASE WHEN a.discarded_at IS NULL AND a.redriven_at IS NULL THEN 'open'
       WHEN a.redriven_at IS NULL OR a.discarded_at > a.redriven_at THEN 'discarded'
       ELSE 'redriven' END AS disposition,
  a.redriven_at, a.redriven_by, a.redrives, a.discarded_at, a.discarded_by
FROM dead_letters d
CROSS JOIN LATERAL (
  SELECT
    max(at) FILTER (WHERE action = 'dead-letter.redriven') AS redriven_at,
    (array_agg(actor ORDER BY at DESC, id) FILTER (WHERE action = 'dead-letter.redriven'))[1] AS redriven_by,
    count(*) FILTER (WHERE action = 'dead-letter.redriven') AS redrives,
    max(at) FILTER (WHERE action = 'dead-letter.discarded') AS discarded_at,
    (array_agg(actor ORDER BY at DESC, id) FILTER (WHERE action = 'dead-letter.discarded'))[1] AS discarded_by
  FROM audit_log WHERE subject = d.id) a;
