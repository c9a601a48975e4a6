-- SPDX-License-Identifier: Apache-2.0
--
-- Through what Evolution reaches WhatsApp for an instance: WHATSAPP-BAILEYS, WHATSAPP-BUSINESS, EVOLUTION, unknown.
-- What an operator said wins over what a sender saw, whichever is written last.
ALTER TABLE whatsapp_instances
  ADD COLUMN integration_bound text,   -- as the binding says; null when it says nothing
  ADD COLUMN integration_seen  text,   -- as Evolution said last; null when it was not asked yet
  ADD COLUMN integration       text GENERATED ALWAYS AS (coalesce(integration_bound, integration_seen)) STORED;

-- Instances whose messages nobody acknowledges: Evolution's own channel, and the Cloud API where Meta's status webhooks are
-- not set up, which shows in that no message of the last week was acknowledged.
CREATE VIEW unacknowledged_instances WITH (security_invoker = true) AS
SELECT i.tenant_id, i.gateway, i.instance_name AS instance, i.integration
FROM whatsapp_instances i
WHERE i.integration = 'EVOLUTION'
  OR i.integration = 'WHATSAPP-BUSINESS' AND NOT EXISTS (
    SELECT 1 FROM whatsapp_message_log l
    WHERE l.tenant_id = i.tenant_id AND l.gateway = i.gateway AND l.instance = i.instance_name
      AND l.created_at > now() - interval '7 days'
      AND (l.sent_at IS NOT NULL OR l.delivered_at IS NOT NULL OR l.read_at IS NOT NULL));
