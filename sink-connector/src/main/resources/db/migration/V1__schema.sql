-- SPDX-License-Identifier: Apache-2.0
--
-- The tables that the sink writes. Conventions:
--   * every table of a tenant has tenant_id NOT NULL and row-level security by the session setting carteiro.tenant_id;
--     what has no tenant (unknown instances, archived webhooks) is filed under the reserved tenant 'unresolved'
--   * primary keys are natural keys, so that writing anything twice changes nothing
--   * texts that PostgreSQL refuses (U+0000, lone surrogates) are stored escaped: U+241B and four hexadecimal digits
--   * times are instants (timestamptz)

-- Where the sink stands in each Kafka partition. Moved in the same transaction as the rows, by compare-and-set.
CREATE TABLE sink_offset (
  topic        text        NOT NULL,
  partition    integer     NOT NULL,
  next_offset  bigint      NOT NULL,  -- the consumer's position: the first offset that was not written yet
  topic_id     text,                  -- Kafka's id of the topic; another id means that the topic was created anew
  updated_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (topic, partition)
);

CREATE TABLE tenants (
  tenant_id        text NOT NULL PRIMARY KEY,
  name             text,
  rate_per_minute  integer,
  updated_at       timestamptz,
  updated_by       text,
  deleted_at       timestamptz
);

-- One row per number. Only bindings set the tenant.
CREATE TABLE whatsapp_instances (
  id                     uuid        NOT NULL PRIMARY KEY,  -- derived from gateway and name: the same for ever
  tenant_id              text        NOT NULL,
  gateway                text        NOT NULL,
  instance_name          text        NOT NULL,
  connection_state       text,        -- Evolution's word: open, close, connecting, refused
  status                 text,        -- connected, disconnected, connecting, refused, unknown
  status_reason          integer,
  state_at               timestamptz,
  own_jid                text,
  profile_name           text,
  profile_picture_url    text,
  evolution_instance_id  text,
  evolution_urls         jsonb,
  paused                 boolean     NOT NULL DEFAULT false,
  rate_per_minute        integer,
  bound_at               timestamptz, -- since when it belongs to this tenant; null when no binding was seen
  unbound_at             timestamptz, -- null while bound
  updated_at             timestamptz NOT NULL,
  UNIQUE (gateway, instance_name)
);
CREATE INDEX whatsapp_instances_tenant_name ON whatsapp_instances (tenant_id, gateway, instance_name);
CREATE INDEX whatsapp_instances_tenant_status ON whatsapp_instances (tenant_id, status);

-- Every message as merged so far.
CREATE TABLE messages (
  tenant_id              text        NOT NULL,
  gateway                text        NOT NULL,
  instance               text        NOT NULL,
  message_id             text        NOT NULL,
  chat_id                text,
  chat_id_alt            text,
  text                   text,        -- as it stands after edits
  original_text          text,        -- as it was first
  sender                 text,
  sender_alt             text,
  push_name              text,
  from_me                boolean     NOT NULL,
  direction              text        NOT NULL GENERATED ALWAYS AS (CASE WHEN from_me THEN 'out' ELSE 'in' END) STORED,
  message_type           text        NOT NULL,
  evolution_type         text,
  media_url              text,
  media_mimetype         text,
  media_file_name        text,
  media_sha256           text,
  media_size_bytes       bigint,
  media_seconds          bigint,
  media_cloud_id         text,
  media_key              text,
  media_direct_path      text,
  quoted_message_id      text,
  status                 text,
  status_rank            smallint    NOT NULL DEFAULT 0,  -- 0 none yet, else the status's place; only ever grows
  status_at              timestamptz,
  created_at             timestamptz, -- WhatsApp's clock (messageTimestamp), whole seconds; null when the payload had none
  received_at            timestamptz NOT NULL,            -- the bridge's clock
  edited_at              timestamptz,
  deleted_at             timestamptz,
  reactions              jsonb,       -- in force, one per sender
  source                 text,
  is_history             boolean     NOT NULL,
  via_api                boolean     NOT NULL,
  evolution_instance_id  text,
  raw                    jsonb,       -- data of the webhook, without inlined media
  trace_id               text,
  revision               bigint      NOT NULL,
  changed_at             timestamptz NOT NULL,            -- Kafka's clock; (changed_at, revision) orders a message's changes
  sentiment              double precision CHECK (sentiment BETWEEN -1 AND 1),
  emotion                text,
  satisfaction           integer     CHECK (satisfaction BETWEEN 0 AND 100),
  sent_by_ai             boolean,
  PRIMARY KEY (tenant_id, gateway, instance, message_id)
);
CREATE INDEX messages_tenant_created ON messages (tenant_id, created_at DESC);
CREATE INDEX messages_tenant_received ON messages (tenant_id, received_at DESC);
CREATE INDEX messages_instance_created ON messages (tenant_id, gateway, instance, created_at DESC);
CREATE INDEX messages_chat_created ON messages (tenant_id, chat_id, created_at DESC);
CREATE INDEX messages_sender_created ON messages (tenant_id, sender, created_at DESC);
CREATE INDEX messages_status_created ON messages (tenant_id, status, created_at DESC);
CREATE INDEX messages_type_created ON messages (tenant_id, message_type, created_at DESC);
CREATE INDEX messages_trace ON messages (tenant_id, trace_id);
CREATE INDEX messages_quoted ON messages (tenant_id, quoted_message_id) WHERE quoted_message_id IS NOT NULL;
CREATE INDEX messages_edited ON messages (tenant_id, edited_at DESC) WHERE edited_at IS NOT NULL;
CREATE INDEX messages_deleted ON messages (tenant_id, deleted_at DESC) WHERE deleted_at IS NOT NULL;

-- Media that Evolution inlined (webhookBase64).
CREATE TABLE message_media (
  tenant_id    text        NOT NULL,
  gateway      text        NOT NULL,
  instance     text        NOT NULL,
  message_id   text        NOT NULL,
  mimetype     text,
  file_name    text,
  size_bytes   bigint      NOT NULL,  -- of content
  decoded      boolean     NOT NULL,  -- false: what came was not base64, content is its UTF-8 text
  content      bytea       NOT NULL,
  received_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, gateway, instance, message_id)
);
-- Photos, audio and video are compressed already.
ALTER TABLE message_media ALTER COLUMN content SET STORAGE EXTERNAL;

-- Every step forward of every message's status.
CREATE TABLE message_status_history (
  tenant_id      text        NOT NULL,
  gateway        text        NOT NULL,
  instance       text        NOT NULL,
  message_id     text        NOT NULL,
  status         text        NOT NULL,
  status_rank    smallint    NOT NULL,
  previous       text,
  raw_status     text,
  chat_id        text,
  message_known  boolean     NOT NULL,
  received_at    timestamptz NOT NULL,
  trace_id       text,
  PRIMARY KEY (tenant_id, gateway, instance, message_id, status)
);
CREATE INDEX message_status_history_received ON message_status_history (tenant_id, received_at DESC);
CREATE INDEX message_status_history_status ON message_status_history (tenant_id, status, received_at DESC);

-- Every edit and deletion.
CREATE TABLE message_edits (
  tenant_id   text NOT NULL,
  gateway     text NOT NULL,
  instance    text NOT NULL,
  message_id  text NOT NULL,
  edit_id     text NOT NULL,
  kind        text NOT NULL,  -- edit, delete
  text        text,
  edited_at   timestamptz,
  PRIMARY KEY (tenant_id, gateway, instance, message_id, edit_id)
);
CREATE INDEX message_edits_edited ON message_edits (tenant_id, edited_at DESC);

-- Every reaction ever made; those in force stand with their message, too.
CREATE TABLE reactions (
  tenant_id          text        NOT NULL,
  gateway            text        NOT NULL,
  instance           text        NOT NULL,
  message_id         text        NOT NULL,  -- of the reaction itself
  target_message_id  text,
  chat_id            text,
  sender             text,
  emoji              text,                  -- null: taken back
  reacted_at         timestamptz,
  received_at        timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, gateway, instance, message_id)
);
CREATE INDEX reactions_target ON reactions (tenant_id, gateway, instance, target_message_id);
CREATE INDEX reactions_reacted ON reactions (tenant_id, reacted_at DESC);

CREATE TABLE instance_status_history (
  tenant_id            text        NOT NULL,
  gateway              text        NOT NULL,
  instance             text        NOT NULL,
  event_id             text        NOT NULL,
  state                text        NOT NULL,
  previous             text,
  reason               integer,
  own_jid              text,
  profile_name         text,
  profile_picture_url  text,
  is_current           boolean     NOT NULL,  -- false: it was overtaken by a newer change before it came
  received_at          timestamptz NOT NULL,
  trace_id             text,
  PRIMARY KEY (tenant_id, gateway, instance, event_id)
);
CREATE INDEX instance_status_history_received
  ON instance_status_history (tenant_id, gateway, instance, received_at DESC);
CREATE INDEX instance_status_history_state ON instance_status_history (tenant_id, state, received_at DESC);

CREATE TABLE chats (
  tenant_id        text NOT NULL,
  gateway          text NOT NULL,
  instance         text NOT NULL,
  chat_id          text NOT NULL,
  name             text,
  unread_messages  bigint,
  last_message_at  timestamptz,  -- created_at of the newest message, or received_at where it has none
  last_message_id  text,
  last_seen_at     timestamptz,  -- newest sign of life: a message or a chats.upsert
  deleted_at       timestamptz,  -- cleared by a later sign of life
  updated_at       timestamptz,  -- newest chats.* event; null when only messages were seen
  PRIMARY KEY (tenant_id, gateway, instance, chat_id)
);
CREATE INDEX chats_last_message ON chats (tenant_id, last_message_at DESC);
CREATE INDEX chats_chat ON chats (tenant_id, chat_id);

CREATE TABLE contacts (
  tenant_id            text        NOT NULL,
  gateway              text        NOT NULL,
  instance             text        NOT NULL,
  contact_id           text        NOT NULL,  -- jid
  push_name            text,
  profile_picture_url  text,
  first_seen_at        timestamptz NOT NULL,
  updated_at           timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, gateway, instance, contact_id)
);
CREATE INDEX contacts_contact ON contacts (tenant_id, contact_id);

-- Every other event of Evolution.
CREATE TABLE events (
  tenant_id    text        NOT NULL,
  gateway      text        NOT NULL,
  instance     text        NOT NULL,
  event_id     text        NOT NULL,
  event        text        NOT NULL,  -- Evolution's name; '' when the webhook named none
  data         jsonb,
  sender       text,
  received_at  timestamptz NOT NULL,
  trace_id     text,
  PRIMARY KEY (tenant_id, gateway, instance, event_id)
);
CREATE INDEX events_received ON events (tenant_id, received_at DESC);
CREATE INDEX events_event ON events (tenant_id, event, received_at DESC);
CREATE INDEX events_trace ON events (tenant_id, trace_id);

CREATE TABLE dead_letters (
  tenant_id      text        NOT NULL,
  id             text        NOT NULL,
  stage          text        NOT NULL,
  reason         text        NOT NULL,
  detail         text,
  gateway        text,
  instance       text,
  event          text,
  topic          text        NOT NULL,
  partition      integer     NOT NULL,
  record_offset  bigint      NOT NULL,
  headers        jsonb,
  bytes          bytea,
  failed_at      timestamptz NOT NULL,
  trace_id       text,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX dead_letters_failed ON dead_letters (tenant_id, failed_at DESC);
CREATE INDEX dead_letters_reason ON dead_letters (tenant_id, reason, failed_at DESC);
CREATE INDEX dead_letters_instance ON dead_letters (tenant_id, gateway, instance, failed_at DESC);
CREATE INDEX dead_letters_trace ON dead_letters (tenant_id, trace_id);

-- Raw webhooks, byte for byte as they stand in Kafka (secrets masked). Off unless WEBHOOK_ARCHIVE is on. One partition a
-- day (UTC, Kafka's clock), made and dropped by the sink. There is no jsonb copy: it would double the size, and
-- convert_from(body, 'UTF8')::jsonb gives it where the body is JSON.
CREATE TABLE webhook_events (
  tenant_id      text        NOT NULL,
  day            date        NOT NULL,
  topic          text        NOT NULL,
  partition      integer     NOT NULL,
  record_offset  bigint      NOT NULL,
  gateway        text,
  instance       text,
  event          text,
  ingest_path    text,
  received_at    timestamptz NOT NULL,
  trace_id       text,
  body           bytea       NOT NULL,
  PRIMARY KEY (tenant_id, day, topic, partition, record_offset)
) PARTITION BY RANGE (day);
CREATE INDEX webhook_events_instance ON webhook_events (tenant_id, gateway, instance, received_at);
CREATE INDEX webhook_events_event ON webhook_events (tenant_id, event, received_at);
CREATE INDEX webhook_events_trace ON webhook_events (tenant_id, trace_id);

-- The owner of the tables (the sink) sees all rows; every other role sees the rows of the tenant that its session names:
-- SET carteiro.tenant_id = '…'. Without the setting, none.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY[
    'tenants', 'whatsapp_instances', 'messages', 'message_media', 'message_status_history', 'message_edits',
    'reactions', 'instance_status_history', 'chats', 'contacts', 'events', 'dead_letters', 'webhook_events']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant_isolation ON %I USING (tenant_id = current_setting(''carteiro.tenant_id'', true))',
      tenant_table);
  END LOOP;
END
$$;
