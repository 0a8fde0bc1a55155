-- +goose Up

-- Whose Items a cache holds. Both are empty until an Item is linked or synced.

ALTER TABLE meta ADD COLUMN environment TEXT NOT NULL DEFAULT ''; -- of Plaid's: sandbox, production
ALTER TABLE meta ADD COLUMN client TEXT NOT NULL DEFAULT '';      -- Plaid's client_id

-- What Plaid tells of an Item beside its data, and what its owner decided.

ALTER TABLE items ADD COLUMN billed_products TEXT NOT NULL DEFAULT '';  -- what Plaid bills for it, by Plaid's names, separated by spaces
ALTER TABLE items ADD COLUMN disconnects_at INTEGER NOT NULL DEFAULT 0; -- when the login ends, as Plaid announced
ALTER TABLE items ADD COLUMN new_accounts_at INTEGER NOT NULL DEFAULT 0; -- when Plaid said that the bank has accounts which are not shared yet
ALTER TABLE items ADD COLUMN repaired_at INTEGER NOT NULL DEFAULT 0;    -- last signed in again; what Plaid announced before is over
ALTER TABLE items ADD COLUMN archived_at INTEGER NOT NULL DEFAULT 0;    -- ended at Plaid, and kept for its history

-- How many Items were ever linked from here: a trial's slots do not come back.
ALTER TABLE meta ADD COLUMN items_linked INTEGER NOT NULL DEFAULT 0;
UPDATE meta SET items_linked = (SELECT count(*) FROM items) + (SELECT count(*) FROM items_to_remove);

-- What the person said of accounts that look like one, or do not.

CREATE TABLE stitches (
	account INTEGER NOT NULL REFERENCES accounts (rowid) ON DELETE CASCADE,
	other   INTEGER NOT NULL REFERENCES accounts (rowid) ON DELETE CASCADE,
	same    INTEGER NOT NULL, -- 1: the other one goes on for it; 0: they are two
	PRIMARY KEY (account, other)
) STRICT, WITHOUT ROWID;

-- The row that it was written on, where another login's account brings the same
-- one and stands for both; NULL: on this one.
ALTER TABLE annotations ADD COLUMN moved_from INTEGER;

-- Syncs that failed are in the log too. Several that failed alike, or that
-- brought nothing, one after another, are one row.

ALTER TABLE syncs ADD COLUMN problem TEXT;                       -- JSON, as of an Item; NULL: it did not fail
ALTER TABLE syncs ADD COLUMN times INTEGER NOT NULL DEFAULT 1;   -- how many syncs the row stands for
ALTER TABLE syncs ADD COLUMN last_at INTEGER NOT NULL DEFAULT 0; -- when the last of several was; 0: at

DROP VIEW sync_log;
CREATE VIEW sync_log AS
-- What every sync brought or why it failed, newest first.
SELECT
	strftime('%Y-%m-%dT%H:%M:%SZ', s.at / 1000000, 'unixepoch') AS at,
	i.institution,
	s.added,
	s.posted,
	s.modified,
	s.removed,
	s.unchanged,
	s.request_ids,
	s.rowid AS id,
	s.set_aside,
	s.times,
	strftime('%Y-%m-%dT%H:%M:%SZ', max(s.at, s.last_at) / 1000000, 'unixepoch') AS last_at,
	coalesce(s.problem ->> 'code', '') AS error_code,
	coalesce(s.problem ->> 'sentence', '') AS error
FROM syncs s CROSS JOIN items i ON i.rowid = s.item
ORDER BY s.rowid DESC;

PRAGMA user_version = 6;
