-- +goose Up

-- What Plaid last told of the person's income, whole each time: from the accounts
-- of banks (bank) and from employers (payroll). It belongs to no Item of the
-- cache. Amounts are minor units, and positive where they are paid to the person.

CREATE TABLE income_reports (
	kind       TEXT    PRIMARY KEY, -- bank, payroll
	fetched_at INTEGER NOT NULL,    -- microseconds since 1970 UTC
	first_date INTEGER NOT NULL     -- YYYYMMDD that it reaches back to; 0: not said
) STRICT, WITHOUT ROWID;

CREATE TABLE income_sources (
	rowid        INTEGER PRIMARY KEY,
	id           TEXT    NOT NULL,
	institution  TEXT    NOT NULL,
	account      TEXT    NOT NULL,  -- its name
	mask         TEXT    NOT NULL,
	description  TEXT    NOT NULL,
	category     TEXT    NOT NULL,  -- as Plaid has it
	frequency    TEXT    NOT NULL,  -- as Plaid has it
	first_date   INTEGER NOT NULL,
	last_date    INTEGER NOT NULL,
	transactions INTEGER NOT NULL
) STRICT;

CREATE TABLE income_months (            -- what came from a source, month by month
	source   INTEGER NOT NULL REFERENCES income_sources (rowid) ON DELETE CASCADE,
	month    INTEGER NOT NULL,          -- YYYYMM
	currency INTEGER NOT NULL REFERENCES currencies (rowid),
	amount   INTEGER NOT NULL,
	PRIMARY KEY (source, month, currency)
) STRICT, WITHOUT ROWID;

CREATE TABLE pay_stubs (
	rowid       INTEGER PRIMARY KEY,
	id          TEXT    NOT NULL,
	institution TEXT    NOT NULL,
	employer    TEXT    NOT NULL,
	paid_on     INTEGER NOT NULL,
	first_date  INTEGER NOT NULL,
	last_date   INTEGER NOT NULL,
	frequency   TEXT    NOT NULL,
	currency    INTEGER NOT NULL REFERENCES currencies (rowid),
	gross       INTEGER,                -- NULL: not said, as in the columns below
	deducted    INTEGER,
	net         INTEGER,
	year_gross  INTEGER,                -- since January
	year_net    INTEGER
) STRICT;

PRAGMA user_version = 8;
