-- +goose Up

-- Much repeated texts are kept once and named by their row: transactions stay
-- small, and equal rows compare as numbers. Nothing refers to these three
-- tables by foreign key: a lookup in each for every transaction would cost as
-- much as the insert itself. RemoveItem sweeps what nobody uses.

CREATE TABLE words (            -- currencies, channels, confidence levels
	row  INTEGER PRIMARY KEY,
	text TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE categories (
	row     INTEGER PRIMARY KEY,
	main    TEXT NOT NULL,      -- primary: FOOD_AND_DRINK
	detail  TEXT NOT NULL,      -- detailed: FOOD_AND_DRINK_COFFEE
	UNIQUE (main, detail)
) STRICT;

CREATE TABLE merchants (
	row       INTEGER PRIMARY KEY,
	name      TEXT NOT NULL,
	entity_id TEXT NOT NULL,
	brand     TEXT NOT NULL,    -- JSON of what a merchant's rows share: website, logo_url, counterparties; or ''
	UNIQUE (name, entity_id, brand)
) STRICT;

-- Instants are microseconds since 1970 UTC, 0 for none. Days are YYYYMMDD, 0
-- for none. Amounts are minor units; money in is positive.

CREATE TABLE items (
	row             INTEGER PRIMARY KEY,
	id              TEXT    NOT NULL UNIQUE,
	institution_id  TEXT    NOT NULL,
	institution     TEXT    NOT NULL,
	cursor          TEXT    NOT NULL DEFAULT '',
	history         TEXT    NOT NULL DEFAULT '',
	days_requested  INTEGER NOT NULL,
	linked_at       INTEGER NOT NULL,
	synced_at       INTEGER NOT NULL DEFAULT 0,
	bank_updated_at INTEGER NOT NULL,
	consent_ends    INTEGER NOT NULL,
	problem         TEXT             -- JSON, NULL while healthy
) STRICT;

CREATE TABLE accounts (
	row           INTEGER PRIMARY KEY,
	id            TEXT    NOT NULL UNIQUE,
	item          INTEGER NOT NULL REFERENCES items (row) ON DELETE CASCADE,
	name          TEXT    NOT NULL DEFAULT '',
	official_name TEXT    NOT NULL DEFAULT '',
	mask          TEXT    NOT NULL DEFAULT '',
	kind          TEXT    NOT NULL DEFAULT '',
	subtype       TEXT    NOT NULL DEFAULT '',
	persistent_id TEXT    NOT NULL DEFAULT '',
	holder        TEXT    NOT NULL DEFAULT '',
	gone_at       INTEGER NOT NULL DEFAULT 0,
	known         INTEGER NOT NULL DEFAULT 0  -- 0: named by an update that is not applied yet
) STRICT;
CREATE INDEX accounts_by_item ON accounts (item);

CREATE TABLE balances (           -- one snapshot per account, day and source
	account     INTEGER NOT NULL REFERENCES accounts (row) ON DELETE CASCADE,
	day         INTEGER NOT NULL,
	source      TEXT    NOT NULL,
	currency    TEXT    NOT NULL,
	current     INTEGER,
	available   INTEGER,
	credit      INTEGER,          -- the limit
	fetched_at  INTEGER NOT NULL,
	bank_at     INTEGER NOT NULL,
	PRIMARY KEY (account, day, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE transactions (
	row           INTEGER PRIMARY KEY,  -- grows by arrival; never reused while the Item lives
	id            ANY     NOT NULL,     -- packed: see id.go
	account       INTEGER NOT NULL REFERENCES accounts (row),
	amount        INTEGER NOT NULL,
	currency      INTEGER NOT NULL,     -- words
	date          INTEGER NOT NULL,
	authorized    INTEGER NOT NULL,
	pending       INTEGER NOT NULL,
	merchant      INTEGER NOT NULL,     -- merchants
	bank_category INTEGER NOT NULL,     -- categories, as the bank says
	confidence    INTEGER NOT NULL,     -- words
	channel       INTEGER NOT NULL,     -- words
	name          TEXT    NOT NULL,
	original      TEXT,                 -- NULL: the same as name
	pending_id    ANY,                  -- packed
	rare          TEXT,                 -- JSON of the rest, only where the bank filled it
	category      INTEGER NOT NULL,     -- categories, the person's override included
	hidden        INTEGER NOT NULL DEFAULT 0,  -- by the person
	removed       INTEGER NOT NULL DEFAULT 0,  -- the sync that removed it; 0: it stands
	was           INTEGER               -- the pending row that this posted row replaced
) STRICT;
CREATE UNIQUE INDEX transactions_by_id       ON transactions (id);
CREATE INDEX        transactions_by_date     ON transactions (date)           WHERE removed = 0;
CREATE INDEX        transactions_by_account  ON transactions (account, date)  WHERE removed = 0;
CREATE INDEX        transactions_by_category ON transactions (category, date) WHERE removed = 0;
CREATE INDEX        transactions_by_merchant ON transactions (merchant, date) WHERE removed = 0;
CREATE INDEX        transactions_removed     ON transactions (date)           WHERE removed <> 0;
CREATE INDEX        transactions_by_was      ON transactions (was)            WHERE was IS NOT NULL;

-- Sums by month and by day, kept in step by the triggers below. Not STRICT: a
-- sum beyond 64 bits becomes inexact instead of stopping every sync from then on.
CREATE TABLE summaries (
	month     INTEGER NOT NULL,
	account   INTEGER NOT NULL,
	category  INTEGER NOT NULL,
	currency  INTEGER NOT NULL,
	entries   INTEGER NOT NULL,   -- rows that stand
	pending   INTEGER NOT NULL,   -- of them
	counted   INTEGER NOT NULL,   -- of them posted and not hidden, added up in:
	money_in  INTEGER NOT NULL,
	money_out INTEGER NOT NULL,
	PRIMARY KEY (month, account, category, currency)
) WITHOUT ROWID;

CREATE TABLE days (
	account   INTEGER NOT NULL,
	date      INTEGER NOT NULL,
	currency  INTEGER NOT NULL,
	entries   INTEGER NOT NULL,   -- rows that stand
	posted    INTEGER NOT NULL,   -- the sum of the posted ones, hidden or not
	PRIMARY KEY (account, date, currency)
) WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER transactions_inserted AFTER INSERT ON transactions WHEN new.removed = 0
BEGIN
	INSERT INTO summaries VALUES (new.date / 100, new.account, new.category, new.currency, 1, new.pending, NOT (new.pending OR new.hidden),
		CASE WHEN new.pending OR new.hidden THEN 0 ELSE max(new.amount, 0) END,
		CASE WHEN new.pending OR new.hidden THEN 0 ELSE min(new.amount, 0) END)
	ON CONFLICT DO UPDATE SET entries = entries + 1, pending = pending + excluded.pending,
		counted = counted + excluded.counted, money_in = money_in + excluded.money_in, money_out = money_out + excluded.money_out;
	INSERT INTO days VALUES (new.account, new.date, new.currency, 1, CASE WHEN new.pending THEN 0 ELSE new.amount END)
	ON CONFLICT DO UPDATE SET entries = entries + 1, posted = posted + excluded.posted;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER transactions_changed_from AFTER UPDATE OF date, account, category, currency, amount, pending, hidden, removed ON transactions WHEN old.removed = 0
BEGIN
	UPDATE summaries SET entries = entries - 1, pending = pending - old.pending, counted = counted - NOT (old.pending OR old.hidden),
		money_in = money_in - CASE WHEN old.pending OR old.hidden THEN 0 ELSE max(old.amount, 0) END,
		money_out = money_out - CASE WHEN old.pending OR old.hidden THEN 0 ELSE min(old.amount, 0) END
	WHERE month = old.date / 100 AND account = old.account AND category = old.category AND currency = old.currency;
	UPDATE days SET entries = entries - 1, posted = posted - CASE WHEN old.pending THEN 0 ELSE old.amount END
	WHERE account = old.account AND date = old.date AND currency = old.currency;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER transactions_changed_to AFTER UPDATE OF date, account, category, currency, amount, pending, hidden, removed ON transactions WHEN new.removed = 0
BEGIN
	INSERT INTO summaries VALUES (new.date / 100, new.account, new.category, new.currency, 1, new.pending, NOT (new.pending OR new.hidden),
		CASE WHEN new.pending OR new.hidden THEN 0 ELSE max(new.amount, 0) END,
		CASE WHEN new.pending OR new.hidden THEN 0 ELSE min(new.amount, 0) END)
	ON CONFLICT DO UPDATE SET entries = entries + 1, pending = pending + excluded.pending,
		counted = counted + excluded.counted, money_in = money_in + excluded.money_in, money_out = money_out + excluded.money_out;
	INSERT INTO days VALUES (new.account, new.date, new.currency, 1, CASE WHEN new.pending THEN 0 ELSE new.amount END)
	ON CONFLICT DO UPDATE SET entries = entries + 1, posted = posted + excluded.posted;
END;
-- +goose StatementEnd

-- The record of every sync. The rows that it added are first_row to last_row
-- of transactions; what else it did to rows is in changes.
CREATE TABLE syncs (
	row         INTEGER PRIMARY KEY,
	item        INTEGER NOT NULL REFERENCES items (row) ON DELETE CASCADE,
	at          INTEGER NOT NULL,
	request_ids TEXT    NOT NULL,  -- separated by spaces
	added       INTEGER NOT NULL DEFAULT 0,
	modified    INTEGER NOT NULL DEFAULT 0,
	unchanged   INTEGER NOT NULL DEFAULT 0,
	removed     INTEGER NOT NULL DEFAULT 0,
	posted      INTEGER NOT NULL DEFAULT 0,
	first_row   INTEGER NOT NULL DEFAULT 0,
	last_row    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX syncs_by_item ON syncs (item);

CREATE TABLE changes (
	sync  INTEGER NOT NULL REFERENCES syncs (row) ON DELETE CASCADE,
	entry INTEGER NOT NULL,      -- transactions
	kind  TEXT    NOT NULL,      -- posted, modified, removed, returned
	diff  TEXT    NOT NULL,      -- JSON: [{field, old, new}]
	PRIMARY KEY (sync, entry)
) STRICT, WITHOUT ROWID;

-- The person's own. A sync never writes here, except to move an annotation
-- from a pending row to the posted row that replaced it.
CREATE TABLE annotations (
	entry    INTEGER PRIMARY KEY,  -- transactions
	category INTEGER,              -- categories; NULL: the bank's
	note     TEXT    NOT NULL,
	tags     TEXT    NOT NULL,     -- JSON array
	hidden   INTEGER NOT NULL
) STRICT;

CREATE TABLE edits (               -- the journal: one row for every Annotate or Undo
	row     INTEGER PRIMARY KEY,
	at      INTEGER NOT NULL,
	undone  INTEGER NOT NULL DEFAULT 0,
	undoes  INTEGER                -- the edit that this one took back
) STRICT;

CREATE TABLE edited (
	edit   INTEGER NOT NULL REFERENCES edits (row) ON DELETE CASCADE,
	entry  INTEGER NOT NULL,       -- transactions
	before TEXT    NOT NULL,       -- JSON of the annotation
	PRIMARY KEY (edit, entry)
) STRICT, WITHOUT ROWID;

-- sweeps counts how often rows of words, merchants or transactions were
-- deleted: an update that spooled their numbers before must start again.
CREATE TABLE state (
	one    INTEGER PRIMARY KEY CHECK (one = 1),
	sweeps INTEGER NOT NULL
) STRICT;
INSERT INTO state VALUES (1, 0);

PRAGMA user_version = 1;
