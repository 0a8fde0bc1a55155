-- +goose Up

-- Whose Items a cache holds. Both are empty until an Item is linked or synced.

ALTER TABLE meta ADD COLUMN environment TEXT NOT NULL DEFAULT ''; -- of Plaid's: sandbox, production
ALTER TABLE meta ADD COLUMN client TEXT NOT NULL DEFAULT '';      -- Plaid's client_id

PRAGMA user_version = 6;
