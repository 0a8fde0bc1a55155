-- +goose Up

-- What every figure follows from: transfers between own accounts are pairs of
-- rows, totals tell posted, pending, hidden and paired rows apart, and a
-- snapshot of a balance knows which rows were there.

PRAGMA legacy_alter_table = ON; -- views stay as they are while their tables are made anew

DROP TRIGGER transactions_inserted;
DROP TRIGGER transactions_changed_from;
DROP TRIGGER transactions_changed_to;
DROP TRIGGER counted_rows_inserted;
DROP VIEW counted_rows;

-- Digits are those of ISO 4217. Older builds counted in those of CLDR, which has
-- cash in mind, and knew no code that is younger. Amounts are rescaled, so that
-- they read as before, and the Items that they are of are asked for all their
-- rows again: that brings back what was rounded off. The joins begin with what has
-- to be changed: where that is nothing, the transactions are not gone through.

PRAGMA defer_foreign_keys = ON; -- balances refer to the code of a currency

-- What had eight digits and looks like a code of ISO 4217's, but is none of its
-- younger ones and none that Plaid lists, was a coin: a star tells it apart.
CREATE TABLE coins (currency INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO coins SELECT rowid, code FROM currencies
WHERE digits = 8 AND code GLOB '[A-Z][A-Z][A-Z]' AND code || '*' NOT IN (SELECT code FROM currencies)
	AND code NOT IN ('MRU', 'SLE', 'UYW', 'VED', 'VES', 'XAD', 'XCG', 'ZWG')
	AND code NOT IN ('ADA', 'BAT', 'BCH', 'BNB', 'BSV', 'BTC', 'BTG', 'CNH', 'ETC', 'ETH', 'GBX', 'LSK', 'NEO', 'OMG', 'XLM', 'XMR', 'XRP', 'ZEC', 'ZRX');
UPDATE balances SET currency = currency || '*' WHERE currency IN (SELECT code FROM coins);
UPDATE currencies SET code = code || '*' WHERE rowid IN (SELECT currency FROM coins);

CREATE TABLE rescaled_currencies (
	currency INTEGER PRIMARY KEY,
	digits   INTEGER NOT NULL, -- from now on
	up       INTEGER NOT NULL, -- what amounts are multiplied by
	down     INTEGER NOT NULL  -- and divided by: one of the two is 1
) STRICT;
INSERT INTO rescaled_currencies
SELECT rowid, wanted, CAST(substr('100000000', 1, 1 + max(wanted - digits, 0)) AS INTEGER), CAST(substr('100000000', 1, 1 + max(digits - wanted, 0)) AS INTEGER)
FROM (SELECT *, CASE
		WHEN code IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 0
		WHEN code IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3
		WHEN code IN ('CLF', 'UYW') THEN 4
		WHEN code IN ('ADA', 'BAT', 'BCH', 'BNB', 'BSV', 'BTC', 'BTG', 'CNH', 'ETC', 'ETH', 'GBX', 'LSK', 'NEO', 'OMG', 'XLM', 'XMR', 'XRP', 'ZEC', 'ZRX') THEN 8
		WHEN code GLOB '[A-Z][A-Z][A-Z]' THEN 2
		ELSE 8 END AS wanted
	FROM currencies)
WHERE wanted <> digits;

CREATE TABLE rescaled_amounts (
	currency INTEGER NOT NULL,
	amount   INTEGER NOT NULL,
	rescaled INTEGER NOT NULL, -- half to even; the end of 64 bits for what they do not hold
	PRIMARY KEY (currency, amount)
) STRICT, WITHOUT ROWID;
INSERT INTO rescaled_amounts
SELECT currency, amount, CASE
	WHEN amount > 9223372036854775807 / up THEN 9223372036854775807
	WHEN amount < -9223372036854775807 / up THEN -9223372036854775807 - 1
	WHEN abs(amount % down) * 2 > down OR abs(amount % down) * 2 = down AND amount / down % 2 <> 0 THEN amount / down + sign(amount)
	ELSE amount / down * up END
FROM rescaled_currencies JOIN (
	SELECT t.currency, t.amount FROM rescaled_currencies r CROSS JOIN transactions t ON t.currency = r.currency
	UNION SELECT u.rowid, b.current FROM balances b JOIN currencies u ON u.code = b.currency
	UNION SELECT u.rowid, b.available FROM balances b JOIN currencies u ON u.code = b.currency
	UNION SELECT u.rowid, b.credit_limit FROM balances b JOIN currencies u ON u.code = b.currency) USING (currency)
WHERE amount IS NOT NULL;

UPDATE transactions SET amount = (SELECT rescaled FROM rescaled_amounts r WHERE r.currency = transactions.currency AND r.amount = transactions.amount)
WHERE rowid IN (SELECT t.rowid FROM rescaled_currencies r CROSS JOIN transactions t ON t.currency = r.currency);
UPDATE balances SET
	current = (SELECT rescaled FROM rescaled_amounts r JOIN currencies u ON u.rowid = r.currency WHERE u.code = balances.currency AND r.amount = current),
	available = (SELECT rescaled FROM rescaled_amounts r JOIN currencies u ON u.rowid = r.currency WHERE u.code = balances.currency AND r.amount = available),
	credit_limit = (SELECT rescaled FROM rescaled_amounts r JOIN currencies u ON u.rowid = r.currency WHERE u.code = balances.currency AND r.amount = credit_limit)
WHERE currency IN (SELECT code FROM currencies WHERE rowid IN (SELECT currency FROM rescaled_currencies));
DELETE FROM daily_totals WHERE currency IN (SELECT currency FROM rescaled_currencies);
INSERT INTO daily_totals
SELECT account, date, t.currency, count(*),
	CAST(sum(iif(pending, 0, amount) / 1000000000) * 1000000000 + sum(iif(pending, 0, amount) % 1000000000) AS INTEGER)
FROM rescaled_currencies r CROSS JOIN transactions t ON t.currency = r.currency WHERE removed = 0 GROUP BY 1, 2, 3;

UPDATE items SET cursor = '' WHERE rowid IN (
	SELECT a.item FROM (SELECT currency FROM rescaled_currencies UNION ALL SELECT currency FROM coins) c
		CROSS JOIN transactions t ON t.currency = c.currency CROSS JOIN accounts a ON a.rowid = t.account);
UPDATE currencies SET digits = r.digits FROM rescaled_currencies r WHERE r.currency = currencies.rowid;
DROP TABLE rescaled_amounts;
DROP TABLE rescaled_currencies;
DROP TABLE coins;

-- Categories of Plaid's first taxonomy become those of the second, where one is
-- the other under another name.

CREATE TABLE renamed_categories (was TEXT PRIMARY KEY, primary_name TEXT NOT NULL, detailed_name TEXT NOT NULL) STRICT;
INSERT INTO renamed_categories VALUES ('INCOME_WAGES', 'INCOME', 'INCOME_SALARY'), ('INCOME_OTHER_INCOME', 'INCOME', 'INCOME_OTHER');
INSERT OR IGNORE INTO categories (primary_name, detailed_name)
SELECT r.primary_name, r.detailed_name FROM renamed_categories r JOIN categories c ON c.detailed_name = r.was;
CREATE TABLE merged_categories (was INTEGER PRIMARY KEY, category INTEGER NOT NULL) STRICT;
INSERT INTO merged_categories
SELECT c.rowid, n.rowid FROM categories c JOIN renamed_categories r ON r.was = c.detailed_name
	JOIN categories n ON n.primary_name = r.primary_name AND n.detailed_name = r.detailed_name;
UPDATE annotations SET category = m.category FROM merged_categories m WHERE m.was = annotations.category;
UPDATE transactions SET
	category = coalesce((SELECT m.category FROM merged_categories m WHERE m.was = transactions.category), category),
	bank_category = coalesce((SELECT m.category FROM merged_categories m WHERE m.was = bank_category), bank_category)
WHERE rowid IN (SELECT t.rowid FROM merged_categories m CROSS JOIN transactions t ON m.was IN (t.category, t.bank_category));
UPDATE edit_rows SET before = json_set(before, '$.category', r.detailed_name) FROM renamed_categories r WHERE r.was = before ->> 'category';
DELETE FROM categories WHERE rowid IN (SELECT was FROM merged_categories);
DROP TABLE merged_categories;
DROP TABLE renamed_categories;

-- Pairs. Both rows of a pair name each other.

ALTER TABLE transactions ADD COLUMN pair INTEGER; -- the other row of an internal transfer; NULL: it is in no pair
CREATE INDEX transactions_by_amount ON transactions (amount, date) WHERE removed = 0 AND pending = 0;
CREATE INDEX transactions_paired ON transactions (date) WHERE pair IS NOT NULL;

-- What the person said: NULL nothing, 0 that it is in no pair, else the row that
-- it is paired with.
ALTER TABLE annotations ADD COLUMN pair INTEGER;

-- Totals by month.

ALTER TABLE monthly_totals RENAME TO old_monthly_totals;
CREATE TABLE monthly_totals (
	-- Not STRICT: a sum beyond 64 bits becomes inexact instead of stopping every
	-- sync from then on. Amounts are minor units. Of rows that are not removed.
	month     INTEGER NOT NULL,   -- YYYYMM
	account   INTEGER NOT NULL REFERENCES accounts (rowid) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
	category  INTEGER NOT NULL,   -- categories
	currency  INTEGER NOT NULL,   -- currencies
	state     INTEGER NOT NULL,   -- 0 posted, 1 pending, 2 hidden, posted or not, 3 in a pair
	entries   INTEGER NOT NULL,   -- rows
	received  INTEGER NOT NULL,   -- of them not money out: an amount of 0 or more
	money_in  INTEGER NOT NULL,
	money_out INTEGER NOT NULL,   -- negative
	PRIMARY KEY (month, account, category, currency, state)
) WITHOUT ROWID;
INSERT INTO monthly_totals
SELECT date / 100, account, category, currency, CASE WHEN hidden THEN 2 WHEN pending THEN 1 ELSE 0 END, count(*), sum(amount >= 0),
	CAST(sum(max(amount, 0) / 1000000000) * 1000000000 + sum(max(amount, 0) % 1000000000) AS INTEGER),
	CAST(sum(min(amount, 0) / 1000000000) * 1000000000 + sum(min(amount, 0) % 1000000000) AS INTEGER)
FROM transactions WHERE removed = 0 GROUP BY 1, 2, 3, 4, 5;
DROP TABLE old_monthly_totals;

CREATE VIEW counted_rows AS
	-- What both tables of totals add up, each row n times. To insert here adds a
	-- row to the totals, with n = -1 it takes the row off. A total that 64 bits do
	-- not hold is inexact, so that no row can be taken off it: it is then added up
	-- anew from the rows that are left.
	SELECT 1 AS n, rowid AS row, date, account, category, currency, amount, pending, hidden, pair FROM transactions WHERE removed = 0;
-- +goose StatementBegin
CREATE TRIGGER counted_rows_inserted INSTEAD OF INSERT ON counted_rows
BEGIN
	INSERT INTO monthly_totals VALUES (new.date / 100, new.account, new.category, new.currency,
		CASE WHEN new.hidden THEN 2 WHEN new.pending THEN 1 WHEN new.pair IS NOT NULL THEN 3 ELSE 0 END,
		new.n, new.n * (new.amount >= 0), new.n * max(new.amount, 0), new.n * min(new.amount, 0))
	ON CONFLICT DO UPDATE SET entries = entries + excluded.entries, received = received + excluded.received,
		money_in = CASE WHEN new.n > 0 OR money_in < 9223372036854775807 THEN money_in + excluded.money_in
			ELSE (SELECT coalesce(sum(max(amount, 0) / 1000000000) * 1000000000 + sum(max(amount, 0) % 1000000000), 0) FROM transactions t
				WHERE t.removed = 0 AND t.account = new.account AND t.date / 100 = new.date / 100 AND t.category = new.category
					AND t.currency = new.currency AND t.rowid <> new.row
					AND CASE WHEN t.hidden THEN 2 WHEN t.pending THEN 1 WHEN t.pair IS NOT NULL THEN 3 ELSE 0 END = excluded.state) END,
		money_out = CASE WHEN new.n > 0 OR money_out > -9223372036854775807 THEN money_out + excluded.money_out
			ELSE (SELECT coalesce(sum(min(amount, 0) / 1000000000) * 1000000000 + sum(min(amount, 0) % 1000000000), 0) FROM transactions t
				WHERE t.removed = 0 AND t.account = new.account AND t.date / 100 = new.date / 100 AND t.category = new.category
					AND t.currency = new.currency AND t.rowid <> new.row
					AND CASE WHEN t.hidden THEN 2 WHEN t.pending THEN 1 WHEN t.pair IS NOT NULL THEN 3 ELSE 0 END = excluded.state) END;
	INSERT INTO daily_totals VALUES (new.account, new.date, new.currency, new.n, CASE WHEN new.pending THEN 0 ELSE new.n * new.amount END)
	ON CONFLICT DO UPDATE SET entries = entries + excluded.entries,
		posted = CASE WHEN posted > -9223372036854775807 AND posted < 9223372036854775807 THEN posted + excluded.posted
			ELSE (SELECT coalesce(sum(amount / 1000000000) * 1000000000 + sum(amount % 1000000000), 0) FROM transactions t
				WHERE t.removed = 0 AND t.account = new.account AND t.date = new.date AND t.currency = new.currency
					AND t.pending = 0 AND (new.n > 0 OR t.rowid <> new.row)) END;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER transactions_inserted AFTER INSERT ON transactions WHEN new.removed = 0
BEGIN
	INSERT INTO counted_rows VALUES (1, new.rowid, new.date, new.account, new.category, new.currency, new.amount, new.pending, new.hidden, new.pair);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER transactions_changed AFTER UPDATE OF date, account, category, currency, amount, pending, hidden, removed, pair ON transactions
BEGIN
	INSERT INTO counted_rows SELECT -1, old.rowid, old.date, old.account, old.category, old.currency, old.amount, old.pending, old.hidden, old.pair WHERE old.removed = 0;
	INSERT INTO counted_rows SELECT 1, new.rowid, new.date, new.account, new.category, new.currency, new.amount, new.pending, new.hidden, new.pair WHERE new.removed = 0;
END;
-- +goose StatementEnd

-- Snapshots of balances lie under the person's local day, and know what the
-- account's posted rows added up to when they were fetched. Of older ones that
-- is what stood in the cache up to their day, where all rows of the Item have come
-- and none is asked for again. An account that came back under another id has its
-- rows under both.

ALTER TABLE balances RENAME TO old_balances;
CREATE TABLE balances (
	-- One snapshot for each account, day and source: a later figure of the same
	-- day takes the place of an earlier one. Amounts are minor units, a debt is
	-- negative; instants are microseconds since 1970 UTC, 0 for none.
	account      INTEGER NOT NULL REFERENCES accounts (rowid) ON DELETE CASCADE,
	date         INTEGER NOT NULL,  -- YYYYMMDD of fetched_at, in the person's zone then
	source       TEXT    NOT NULL,  -- cached, live
	currency     TEXT    NOT NULL REFERENCES currencies (code),
	current      INTEGER,
	available    INTEGER,
	credit_limit INTEGER,
	fetched_at   INTEGER NOT NULL,  -- by passbook
	bank_at      INTEGER NOT NULL,  -- when the bank last updated it
	posted       INTEGER NOT NULL,  -- the sum of the account's posted rows of this currency that were known then
	complete     INTEGER NOT NULL,  -- 1: the whole history of the Item was known then
	PRIMARY KEY (account, date, source)
) STRICT, WITHOUT ROWID;
INSERT INTO balances
SELECT account, day, source, currency, current, available, credit_limit, fetched_at, bank_at,
	coalesce((SELECT CAST(sum(d.posted / 1000000000) * 1000000000 + sum(d.posted % 1000000000) AS INTEGER)
		FROM accounts a JOIN accounts o ON coalesce(o.successor, o.rowid) = coalesce(a.successor, a.rowid)
			JOIN daily_totals d ON d.account = o.rowid JOIN currencies u ON u.rowid = d.currency
		WHERE a.rowid = b.account AND d.date <= b.day AND u.code = b.currency), 0),
	(SELECT i.completeness = 'full' AND i.cursor <> '' FROM accounts a JOIN items i ON i.rowid = a.item WHERE a.rowid = b.account)
FROM (SELECT *, CAST(strftime('%Y%m%d', fetched_at / 1000000, 'unixepoch', 'localtime') AS INTEGER) AS day,
		row_number() OVER (PARTITION BY account, source, strftime('%Y%m%d', fetched_at / 1000000, 'unixepoch', 'localtime') ORDER BY fetched_at DESC) AS place
	FROM old_balances) b
WHERE place = 1;
DROP TABLE old_balances;

-- Rows that cannot be kept.

CREATE TABLE rows_set_aside (
	-- What a bank sent and passbook cannot keep, such as an amount beyond 64 bits.
	item    INTEGER NOT NULL REFERENCES items (rowid) ON DELETE CASCADE,
	id      ANY     NOT NULL,     -- transaction_id, packed: the view ledger unpacks such
	account TEXT    NOT NULL,     -- account_id
	reason  TEXT    NOT NULL,     -- a sentence
	content TEXT    NOT NULL,     -- JSON as the bank sent it, cut at 4 KiB
	at      INTEGER NOT NULL,     -- when it was seen
	PRIMARY KEY (item, id)
) STRICT, WITHOUT ROWID;

ALTER TABLE syncs ADD COLUMN set_aside INTEGER NOT NULL DEFAULT 0; -- how many such rows it brought

DROP VIEW sync_log;
CREATE VIEW sync_log AS
-- What every sync brought, newest first.
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
	s.set_aside
FROM syncs s CROSS JOIN items i ON i.rowid = s.item
ORDER BY s.rowid DESC;

PRAGMA legacy_alter_table = OFF;

PRAGMA user_version = 4;
