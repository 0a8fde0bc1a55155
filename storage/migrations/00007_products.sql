-- +goose Up

-- What Plaid knows beyond transactions, of an Item: what the person wants brought
-- by each sync, and how the last time of each product went.

CREATE TABLE kept_products (
	item       INTEGER NOT NULL REFERENCES items (rowid) ON DELETE CASCADE,
	product    TEXT    NOT NULL,           -- passbook's name: investments, liabilities, recurring
	kept       INTEGER NOT NULL DEFAULT 0, -- 1: each sync that is due brings it
	fetched_at INTEGER NOT NULL DEFAULT 0, -- when it last came whole
	tried_at   INTEGER NOT NULL DEFAULT 0, -- when it was last asked for
	problem    TEXT,                       -- why that failed, JSON as of an Item; NULL: it did not
	PRIMARY KEY (item, product)
) STRICT, WITHOUT ROWID;

-- Investments, as Plaid tells of them. Quantities, prices and rates are exact
-- decimal text, and '' where they are not known; amounts are minor units.

CREATE TABLE securities (              -- what holdings and investment transactions are of
	rowid       INTEGER PRIMARY KEY,
	item        INTEGER NOT NULL REFERENCES items (rowid) ON DELETE CASCADE,
	id          TEXT    NOT NULL,      -- Plaid's, the same for every Item
	name        TEXT    NOT NULL,
	ticker      TEXT    NOT NULL,
	type        TEXT    NOT NULL,
	subtype     TEXT    NOT NULL,
	isin        TEXT    NOT NULL,
	cusip       TEXT    NOT NULL,
	is_cash     INTEGER NOT NULL,      -- as good as cash
	currency    INTEGER NOT NULL REFERENCES currencies (rowid),
	close_price TEXT    NOT NULL,
	close_date  INTEGER NOT NULL,
	option      TEXT,                  -- JSON; NULL: it is none
	bond        TEXT,                  -- JSON; NULL: it is none
	UNIQUE (item, id)
) STRICT;

CREATE TABLE holding_days (            -- the days whose holdings were fetched, also where there were none
	account    INTEGER NOT NULL REFERENCES accounts (rowid) ON DELETE CASCADE,
	date       INTEGER NOT NULL,
	fetched_at INTEGER NOT NULL,
	PRIMARY KEY (account, date)
) STRICT, WITHOUT ROWID;

CREATE TABLE holdings (                -- what an account held on such a day
	account    INTEGER NOT NULL,
	date       INTEGER NOT NULL,
	place      INTEGER NOT NULL,       -- in the bank's list: a security may stand there twice
	security   INTEGER NOT NULL REFERENCES securities (rowid) ON DELETE CASCADE,
	quantity   TEXT    NOT NULL,
	price      TEXT    NOT NULL,
	price_date INTEGER NOT NULL,
	value      INTEGER NOT NULL,       -- as the bank says: it need not be quantity times price
	cost       INTEGER,                -- of all of it; NULL: not known
	currency   INTEGER NOT NULL REFERENCES currencies (rowid),
	PRIMARY KEY (account, date, place),
	FOREIGN KEY (account, date) REFERENCES holding_days (account, date) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX holdings_by_security ON holdings (security);

CREATE TABLE investment_transactions (
	rowid    INTEGER PRIMARY KEY,
	id       TEXT    NOT NULL UNIQUE,
	account  INTEGER NOT NULL REFERENCES accounts (rowid) ON DELETE CASCADE,
	security INTEGER REFERENCES securities (rowid) ON DELETE CASCADE, -- NULL: of none, as a deposit
	date     INTEGER NOT NULL,
	name     TEXT    NOT NULL,
	type     TEXT    NOT NULL,
	subtype  TEXT    NOT NULL,
	quantity TEXT    NOT NULL,
	price    TEXT    NOT NULL,
	amount   INTEGER NOT NULL,         -- money into the account's cash is positive
	currency INTEGER NOT NULL REFERENCES currencies (rowid),
	fees     INTEGER                   -- NULL: not known
) STRICT;
CREATE INDEX investment_transactions_by_account  ON investment_transactions (account, date);
CREATE INDEX investment_transactions_by_security ON investment_transactions (security);

CREATE TABLE investment_windows (      -- the days whose investment transactions are known of an Item
	item       INTEGER PRIMARY KEY REFERENCES items (rowid) ON DELETE CASCADE,
	item_id    TEXT    NOT NULL,       -- the login that said them: one that is linked anew has other ids
	first_date INTEGER NOT NULL,
	last_date  INTEGER NOT NULL
) STRICT;

CREATE VIEW counted_investment_transactions AS
-- The investment transactions that count, under the account that stands for
-- theirs. Of several accounts that are one, each counts up to the first row of
-- the next, and the one that stands for all from its own first on.
SELECT coalesce(a.successor, a.rowid) AS counts_for, t.*
FROM investment_transactions t JOIN accounts a ON a.rowid = t.account
WHERE NOT EXISTS (
	SELECT 1 FROM accounts o JOIN investment_transactions s ON s.account = o.rowid
	WHERE a.successor IN (o.rowid, o.successor) AND (o.rowid = a.successor OR o.rowid > a.rowid) AND s.date <= t.date);

-- What Plaid tells of the transfers that were made with the keys, whatever the
-- bank. The highest id of a feed says how far it was read.

CREATE TABLE transfer_events (
	feed         TEXT    NOT NULL, -- transfer, or bank_transfer: Plaid's older product
	id           INTEGER NOT NULL, -- Plaid's event_id
	at           INTEGER NOT NULL,
	kind         TEXT    NOT NULL, -- Plaid's event_type
	account      TEXT    NOT NULL, -- Plaid's account_id, which need not be in the cache; '': none
	transfer     TEXT    NOT NULL, -- Plaid's id of the transfer; '': none
	amount       TEXT    NOT NULL, -- exact decimal, negative where money leaves the account; '': not known
	currency     TEXT    NOT NULL,
	failure_code TEXT    NOT NULL,
	failure      TEXT    NOT NULL,
	PRIMARY KEY (feed, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX transfer_events_by_account ON transfer_events (account);

-- What was asked of Plaid's Signal about planned debits, and what it judged.

CREATE TABLE risk_checks (
	id       TEXT    PRIMARY KEY,           -- client_transaction_id
	account  INTEGER NOT NULL REFERENCES accounts (rowid) ON DELETE CASCADE,
	amount   INTEGER NOT NULL,
	currency TEXT    NOT NULL,
	at       INTEGER NOT NULL,
	judged   INTEGER NOT NULL DEFAULT 0,    -- 1: Plaid's answer is here
	customer INTEGER NOT NULL DEFAULT 0,    -- score; 0: none
	bank     INTEGER NOT NULL DEFAULT 0,    -- score; 0: none
	ruleset  TEXT    NOT NULL DEFAULT '',
	result   TEXT    NOT NULL DEFAULT '',
	note     TEXT    NOT NULL DEFAULT '',
	decision TEXT    NOT NULL DEFAULT '',   -- as it was reported to Plaid
	returned TEXT    NOT NULL DEFAULT ''    -- ACH return code that was reported
) STRICT, WITHOUT ROWID;
CREATE INDEX risk_checks_by_account ON risk_checks (account);

-- What banks say of cards, student loans and mortgages beside their balances.
-- Amounts are minor units of the currency, and positive; days are YYYYMMDD, 0 for
-- none; NULL and empty texts are what a bank does not say.

CREATE TABLE liabilities (
	account           INTEGER PRIMARY KEY REFERENCES accounts (rowid) ON DELETE CASCADE,
	class             TEXT    NOT NULL,  -- credit, student, mortgage
	currency          INTEGER NOT NULL REFERENCES currencies (rowid),
	fetched_at        INTEGER NOT NULL,  -- microseconds since 1970 UTC
	overdue           INTEGER,
	last_payment      INTEGER,
	last_payment_date INTEGER NOT NULL,
	statement         INTEGER,
	statement_date    INTEGER NOT NULL,
	due               INTEGER,           -- the minimum, of a mortgage the next payment
	due_date          INTEGER NOT NULL,
	name              TEXT    NOT NULL,
	term              TEXT    NOT NULL,
	plan              TEXT    NOT NULL,
	status            TEXT    NOT NULL,
	servicer          TEXT    NOT NULL,
	guarantor         TEXT    NOT NULL,
	opened            INTEGER NOT NULL,
	ends              INTEGER NOT NULL,
	principal         INTEGER,
	unpaid_interest   INTEGER,
	year_interest     INTEGER,
	year_principal    INTEGER,
	escrow            INTEGER,
	late_fee          INTEGER,
	past_due          INTEGER,
	insured           INTEGER,
	prepayable        INTEGER,
	forgiveness       INTEGER NOT NULL,  -- 1: the bank speaks of PSLF
	eligible          INTEGER NOT NULL,
	payments_made     INTEGER,
	payments_left     INTEGER
) STRICT;

CREATE TABLE liability_rates (
	account  INTEGER NOT NULL REFERENCES liabilities (account) ON DELETE CASCADE,
	place    INTEGER NOT NULL,           -- in the bank's order
	kind     TEXT    NOT NULL,
	percent  TEXT    NOT NULL,           -- a decimal: 12.5 is 12.5 % a year
	balance  INTEGER,
	interest INTEGER,
	PRIMARY KEY (account, place)
) STRICT, WITHOUT ROWID;

-- Recurring streams as banks' rows make them at Plaid. Amounts are as those of
-- transactions: money out is negative.

CREATE TABLE streams (
	rowid        INTEGER PRIMARY KEY,
	id           TEXT    NOT NULL UNIQUE,
	account      INTEGER NOT NULL REFERENCES accounts (rowid) ON DELETE CASCADE,
	inflow       INTEGER NOT NULL,
	description  TEXT    NOT NULL,
	merchant     TEXT    NOT NULL,
	category     TEXT    NOT NULL,
	frequency    TEXT    NOT NULL,
	status       TEXT    NOT NULL,
	active       INTEGER NOT NULL,
	currency     INTEGER NOT NULL REFERENCES currencies (rowid),
	last_amount  INTEGER,
	average      INTEGER,
	first_date   INTEGER NOT NULL,
	last_date    INTEGER NOT NULL,
	next_date    INTEGER NOT NULL,       -- predicted
	transactions INTEGER NOT NULL,       -- how many rows it is made of
	fetched_at   INTEGER NOT NULL,       -- microseconds since 1970 UTC
	ended        INTEGER NOT NULL        -- 1: Plaid ended it, or no longer lists it
) STRICT;
CREATE INDEX streams_by_account ON streams (account);

-- The statements that a bank has, as it last listed them, and what of them is in a
-- folder of the person's.

CREATE TABLE statements (
	id         TEXT    NOT NULL PRIMARY KEY, -- Plaid's
	item       INTEGER NOT NULL REFERENCES items (rowid) ON DELETE CASCADE,
	account    INTEGER REFERENCES accounts (rowid) ON DELETE SET NULL,
	name       TEXT    NOT NULL,             -- of the account, as the list of statements has it
	mask       TEXT    NOT NULL,
	month      INTEGER NOT NULL,             -- YYYYMM
	posted     INTEGER NOT NULL,             -- YYYYMMDD; 0: not said
	sha256     TEXT    NOT NULL DEFAULT '',  -- of the document that was downloaded, in hexadecimal; '': none was
	size       INTEGER NOT NULL DEFAULT 0    -- of it, in bytes
) STRICT;
CREATE INDEX statements_by_item ON statements (item);
CREATE INDEX statements_by_account ON statements (account);

PRAGMA user_version = 7;
