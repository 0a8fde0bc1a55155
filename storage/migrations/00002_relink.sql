-- +goose Up

-- The account that continues this one: the same one of the bank's under
-- another id. Lists, sums and balances tell of both as of that one.
ALTER TABLE accounts ADD COLUMN heir INTEGER;
-- 1: it came with an Item that this one replaced, so that no sync speaks of its
-- transactions any more.
ALTER TABLE accounts ADD COLUMN former INTEGER NOT NULL DEFAULT 0;

-- The ids of Items that others replaced, until they are removed at Plaid and
-- from the vault.
CREATE TABLE replaced (id TEXT PRIMARY KEY) STRICT;

PRAGMA user_version = 2;
