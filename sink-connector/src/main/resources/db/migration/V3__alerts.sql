-- SPDX-License-Identifier: Apache-2.0
--
-- Alerts say how much they matter, and each time that one fired is kept: conventions as in V1.

ALTER TABLE alerts
  ADD COLUMN severity  text,         -- critical, warning, info; null for alerts of before
  ADD COLUMN since     timestamptz;  -- when the newest episode began; null where the id names one episode only

-- One row for each time that an alert fired. alerts has the newest state of each.
CREATE TABLE alert_history (
  tenant_id    text        NOT NULL,
  episode      text        NOT NULL,  -- the alert's id, with the time of the episode's beginning behind it
  id           text        NOT NULL,  -- as in alerts
  rule         text        NOT NULL,
  severity     text        NOT NULL,  -- critical, warning, info
  gateway      text,
  instance     text,
  subject      text,
  message      text,                  -- what was wrong
  resolution   text,                  -- how it ended
  firing_at    timestamptz,           -- null when only its end was seen
  resolved_at  timestamptz,           -- null while firing
  PRIMARY KEY (tenant_id, episode)
);
CREATE INDEX alert_history_firing ON alert_history (tenant_id, firing_at DESC);
CREATE INDEX alert_history_rule ON alert_history (tenant_id, rule, firing_at DESC);
CREATE INDEX alert_history_id ON alert_history (tenant_id, id);
CREATE INDEX alert_history_subject ON alert_history (tenant_id, subject);

INSERT INTO alert_history (tenant_id, episode, id, rule, severity, gateway, instance, subject, message, firing_at, resolved_at)
SELECT tenant_id, id, id, rule, CASE rule WHEN 'EVOLUTION_OFFLINE' THEN 'critical' ELSE 'warning' END,
  gateway, instance, subject, message, firing_at, resolved_at
FROM alerts;

ALTER TABLE alert_history ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON alert_history USING (tenant_id = current_setting('carteiro.tenant_id', true));

-- What the rules of alerts look at again and again: messages that have not left yet, by instance, and those that wait
-- for WhatsApp's word.
CREATE INDEX whatsapp_message_log_open ON whatsapp_message_log (status, tenant_id, gateway, instance)
  WHERE status IN ('queued', 'held', 'retrying', 'dispatched', 'unknown', 'accepted');
