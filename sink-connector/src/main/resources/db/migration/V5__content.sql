-- SPDX-License-Identifier: Apache-2.0
--
-- What a message belongs to, and why WhatsApp refused one.

-- The message that this one belongs to, such as the album of a picture; the album itself has no row.
ALTER TABLE messages
  ADD COLUMN parent_message_id  text,
  ADD COLUMN parent_relation    text,  -- WhatsApp's word for how: media_album, hd_image_dual_upload, …
  -- false: it only speaks about another message (a reaction, a vote, a better copy), and counts as none itself. Rows
  -- from before this column have true.
  ADD COLUMN stands_alone       boolean NOT NULL DEFAULT true;
CREATE INDEX messages_parent ON messages (tenant_id, parent_message_id) WHERE parent_message_id IS NOT NULL;

-- For status ERROR, as Meta or WhatsApp said it; NULL when nobody did.
ALTER TABLE message_status_history
  ADD COLUMN error_code    text,  -- Meta's number (131047), or the one in Baileys' messageStubParameters (463)
  ADD COLUMN error_title   text,
  ADD COLUMN error_detail  text;
ALTER TABLE whatsapp_message_log
  ADD COLUMN error_code    text,
  ADD COLUMN error_title   text;
