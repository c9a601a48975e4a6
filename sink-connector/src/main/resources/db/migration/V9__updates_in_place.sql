-- SPDX-License-Identifier: Apache-2.0
--
-- Most of what is written to messages is a status. PostgreSQL changes a row inside its page, and no index with it, when the
-- page has room and no index names a column that changes. So no index, whole or partial, has one of the columns text,
-- status, status_rank, status_at, edited_at, deleted_at, reactions, revision and changed_at. By status there is
-- message_status_history_status, by edit and deletion message_edits_edited.
--
-- Nothing is rewritten: pages that are full stay as they are, and the other half of each new one is left to updates.
SET LOCAL lock_timeout = '10s';

DROP INDEX messages_status_created;
DROP INDEX messages_edited;
DROP INDEX messages_deleted;
-- Counts by type are in the topology; rows by type are found by time.
DROP INDEX messages_type_created;
ALTER TABLE messages SET (fillfactor = 50);
