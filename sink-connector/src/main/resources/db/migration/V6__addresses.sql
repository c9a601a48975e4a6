-- SPDX-License-Identifier: Apache-2.0
--
-- One person under several addresses, and what each member of a group did with a message: conventions as in V1.

-- Two addresses that one event gave for one person: a phone's jid and a privacy id (@lid). Both directions are rows.
CREATE TABLE address_links (
  tenant_id      text        NOT NULL,
  address        text        NOT NULL,
  same_as        text        NOT NULL,
  gateway        text        NOT NULL,  -- of the number that heard it first
  instance       text        NOT NULL,
  first_seen_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, address, same_as)
);
CREATE INDEX address_links_address ON address_links (address);

INSERT INTO address_links (tenant_id, address, same_as, gateway, instance, first_seen_at)
SELECT DISTINCT ON (l.tenant_id, l.address, l.same_as)
  l.tenant_id, l.address, l.same_as, l.gateway, l.instance, l.received_at
FROM messages m
CROSS JOIN LATERAL (VALUES
  (m.tenant_id, m.chat_id, m.chat_id_alt, m.gateway, m.instance, m.received_at),
  (m.tenant_id, m.chat_id_alt, m.chat_id, m.gateway, m.instance, m.received_at),
  (m.tenant_id, m.sender, m.sender_alt, m.gateway, m.instance, m.received_at),
  (m.tenant_id, m.sender_alt, m.sender, m.gateway, m.instance, m.received_at))
  l (tenant_id, address, same_as, gateway, instance, received_at)
WHERE l.address LIKE ANY (ARRAY['%@s.whatsapp.net', '%@lid']) AND l.same_as LIKE ANY (ARRAY['%@s.whatsapp.net', '%@lid'])
ORDER BY l.tenant_id, l.address, l.same_as, l.received_at;

-- One row for each member of a group or list that received, read or played a message; the times are the first of each.
CREATE TABLE message_receipts (
  tenant_id        text        NOT NULL,
  gateway          text        NOT NULL,
  instance         text        NOT NULL,
  message_id       text        NOT NULL,
  participant      text        NOT NULL,  -- jid
  participant_alt  text,
  chat_id          text,
  delivered_at     timestamptz,           -- NULL when only a later step was told
  read_at          timestamptz,
  played_at        timestamptz,
  received_at      timestamptz NOT NULL,  -- the bridge's clock, of the first step that was told
  trace_id         text,
  PRIMARY KEY (tenant_id, gateway, instance, message_id, participant)
);
CREATE INDEX message_receipts_received ON message_receipts (tenant_id, received_at DESC);

-- The other address of who reacted, where the event gave one.
ALTER TABLE reactions ADD COLUMN sender_alt text;

DO $$
DECLARE
  tenant_table text;
BEGIN
  FOREACH tenant_table IN ARRAY ARRAY['address_links', 'message_receipts']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant_isolation ON %I USING (tenant_id = current_setting(''carteiro.tenant_id'', true))',
      tenant_table);
  END LOOP;
END
$$;
