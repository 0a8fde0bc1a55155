-- +goose Up

-- The schema opens: views for whoever looks at the file with sqlite3, the
-- field's own names, references that are declared. Rows of transactions stay
-- where they are, so that the largest cache takes seconds.

DROP TRIGGER transactions_inserted;
DROP TRIGGER transactions_changed_from;
DROP TRIGGER transactions_changed_to;

-- user_version is the one version of the file.
DROP TABLE IF EXISTS goose_db_version;

-- Names. What stands inside a statement below is kept in the file, for whoever
-- asks sqlite3 for its .schema.

ALTER TABLE categories RENAME COLUMN row TO rowid;
ALTER TABLE categories RENAME COLUMN main TO primary_name;
ALTER TABLE categories RENAME COLUMN detail TO detailed_name;

ALTER TABLE merchants RENAME COLUMN row TO rowid;
ALTER TABLE merchants RENAME COLUMN brand TO shared_details;

ALTER TABLE items RENAME COLUMN row TO rowid;
ALTER TABLE items RENAME COLUMN history TO completeness;

ALTER TABLE accounts RENAME COLUMN row TO rowid;
ALTER TABLE accounts RENAME COLUMN known TO listed;
ALTER TABLE accounts RENAME COLUMN former TO retired;

ALTER TABLE transactions RENAME COLUMN row TO rowid;
ALTER TABLE transactions RENAME COLUMN rare TO details;
ALTER TABLE transactions RENAME COLUMN was TO replaces_row;
DROP INDEX transactions_by_was;
CREATE INDEX transactions_by_replaced ON transactions (replaces_row) WHERE replaces_row IS NOT NULL;

ALTER TABLE syncs RENAME COLUMN row TO rowid;

ALTER TABLE edits RENAME COLUMN row TO rowid;

ALTER TABLE replaced RENAME TO items_to_remove;

CREATE TABLE meta (
	-- rowid_epoch counts how often rows of merchants or transactions were deleted:
	-- an update that spooled their rowids before must start again.
	one         INTEGER PRIMARY KEY CHECK (one = 1),
	rowid_epoch INTEGER NOT NULL
) STRICT;
INSERT INTO meta SELECT one, sweeps FROM state;
DROP TABLE state;

-- The account that stands for this one: the same one of the bank's under
-- another id. Lists, sums and balances tell of both as of that one.
ALTER TABLE accounts ADD COLUMN successor INTEGER REFERENCES accounts (rowid) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
UPDATE accounts SET successor = heir WHERE heir IN (SELECT rowid FROM accounts);
ALTER TABLE accounts DROP COLUMN heir;

-- The edit that this one took back.
ALTER TABLE edits RENAME COLUMN undoes TO undid;
ALTER TABLE edits ADD COLUMN undoes INTEGER REFERENCES edits (rowid) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
UPDATE edits SET undoes = undid WHERE undid IN (SELECT rowid FROM edits);
ALTER TABLE edits DROP COLUMN undid;

-- Currencies apart from other repeated texts. Their rowids stay those that
-- transactions have.

CREATE TABLE currencies (
	rowid  INTEGER PRIMARY KEY,
	code   TEXT    NOT NULL UNIQUE,
	digits INTEGER NOT NULL         -- decimals of the amounts that are kept in it, in minor units
) STRICT;

CREATE TABLE labels (               -- channels, confidence levels
	rowid INTEGER PRIMARY KEY,
	text  TEXT NOT NULL UNIQUE
) STRICT;

INSERT INTO labels SELECT row, text FROM words
WHERE row IN (SELECT confidence FROM transactions) OR row IN (SELECT channel FROM transactions);

-- The digits are those that builds with the earlier schemas counted with.
INSERT INTO currencies SELECT row, text, CASE
	WHEN text NOT GLOB '[A-Z][A-Z][A-Z]' THEN 8
	WHEN instr('ADP AFN ALL AMD BIF BYR CLP COP DJF ESP GNF GYD IDR IQD IRR ISK ITL JPY KMF KPW KRW LAK LBP LUF MGA MGF MMK MNT '
		|| 'MRO MUR PKR PYG RSD RWF SLL SOS STD SYP TMM TRL TZS UGX UYI UZS VND VUV XAF XOF XPF YER ZMK ZWD', text) THEN 0
	WHEN instr('AED AFA ALK ANG AOA AOK AON AOR ARA ARL ARM ARP ARS ATS AUD AWG AZM AZN BAD BAM BAN BBD BDT BEC BEF BEL BGL BGM '
		|| 'BGN BGO BMD BND BOB BOL BOP BOV BRB BRC BRE BRL BRN BRR BRZ BSD BTN BUK BWP BYB BYN BZD CAD CDF CHE CHF CHW CLE CNH CNX '
		|| 'CNY COU CRC CSD CSK CUC CUP CVE CYP CZK DDM DEM DKK DOP DZD ECS ECV EEK EGP ERN ESA ESB ETB EUR FIM FJD FKP FRF GBP GEK '
		|| 'GEL GHC GHS GIP GMD GNS GQE GRD GTQ GWE GWP HKD HNL HRD HRK HTG HUF IEP ILP ILR ILS INR ISJ JMD KES KGS KHR KRH KRO KYD '
		|| 'KZT LKR LRD LSL LTL LTT LUC LUL LVL LVR MAD MAF MCF MDC MDL MKD MKN MLF MOP MTL MTP MVP MVR MWK MXN MXP MXV MYR MZE MZM '
		|| 'MZN NAD NGN NIC NIO NLG NOK NPR NZD PAB PEI PEN PES PGK PHP PLN PLZ PTE QAR RHD ROL RON RUB RUR SAR SBD SCR SDD SDG SDP '
		|| 'SEK SGD SHP SIT SKK SRD SRG SSP STN SUR SVC SZL THB TJR TJS TMT TOP TPE TRY TTD TWD UAH UAK UGS USD USN USS UYP UYU VEB '
		|| 'VEF VNN WST XAG XAU XBA XBB XBC XBD XCD XDR XEU XFO XFU XPD XPT XRE XSU XTS XUA XXX YDD YUD YUM YUN YUR ZAL ZAR ZMW ZRN '
		|| 'ZRZ ZWL ZWR', text) THEN 2
	WHEN text IN ('BHD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3
	WHEN text = 'CLF' THEN 4
	ELSE 8 END
FROM (SELECT row, text FROM words WHERE row IN (SELECT currency FROM transactions)
	UNION SELECT row, text FROM words WHERE text IN (SELECT currency FROM balances)
	UNION SELECT NULL, currency FROM balances WHERE currency NOT IN (SELECT text FROM words))
ORDER BY row IS NULL, row;
DROP TABLE words;

ALTER TABLE balances RENAME TO old_balances;
CREATE TABLE balances (
	-- One snapshot for each account, day and source: a later figure of the same
	-- day takes the place of an earlier one. Amounts are minor units, a debt is
	-- negative; instants are microseconds since 1970 UTC, 0 for none.
	account      INTEGER NOT NULL REFERENCES accounts (rowid) ON DELETE CASCADE,
	date         INTEGER NOT NULL,  -- YYYYMMDD of fetched_at, UTC
	source       TEXT    NOT NULL,  -- cached, live
	currency     TEXT    NOT NULL REFERENCES currencies (code),
	current      INTEGER,
	available    INTEGER,
	credit_limit INTEGER,
	fetched_at   INTEGER NOT NULL,  -- by passbook
	bank_at      INTEGER NOT NULL,  -- when the bank last updated it
	PRIMARY KEY (account, date, source)
) STRICT, WITHOUT ROWID;
INSERT INTO balances SELECT account, day, source, currency, current, available, credit, fetched_at, bank_at FROM old_balances;
DROP TABLE old_balances;

-- Texts that are JSON.

UPDATE items SET problem = json_object('code', problem ->> 'Code', 'actor', problem ->> 'Turn',
	'sentence', problem ->> 'Sentence', 'request_id', problem ->> 'RequestID', 'since', problem ->> 'Since') WHERE problem IS NOT NULL;

UPDATE syncs SET request_ids = CASE request_ids WHEN '' THEN '[]' ELSE '[' || replace(json_quote(request_ids), ' ', '","') || ']' END;

CREATE TABLE sync_changes (
	-- What a sync did to rows that were there before it.
	sync            INTEGER NOT NULL REFERENCES syncs (rowid) ON DELETE CASCADE,
	transaction_row INTEGER NOT NULL REFERENCES transactions (rowid) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
	kind            TEXT    NOT NULL,      -- posted, modified, removed, returned
	diff            TEXT    NOT NULL,      -- JSON: [{field, old, new}]
	PRIMARY KEY (sync, transaction_row)
) STRICT, WITHOUT ROWID;
CREATE INDEX sync_changes_by_row ON sync_changes (transaction_row);
INSERT INTO sync_changes SELECT * FROM changes WHERE entry IN (SELECT rowid FROM transactions);
DROP TABLE changes;

ALTER TABLE annotations RENAME TO old_annotations;
CREATE TABLE annotations (
	-- The person's own. A sync never writes here, except to move an annotation
	-- from a pending row to the posted row that replaced it.
	transaction_row INTEGER PRIMARY KEY REFERENCES transactions (rowid) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
	category        INTEGER REFERENCES categories (rowid),  -- NULL: the bank's
	note            TEXT    NOT NULL,
	tags            TEXT    NOT NULL,     -- JSON array
	hidden          INTEGER NOT NULL
) STRICT;
INSERT INTO annotations SELECT * FROM old_annotations WHERE entry IN (SELECT rowid FROM transactions);
DROP TABLE old_annotations;

CREATE TABLE edit_rows (
	-- What an edit changed, as it was before.
	edit            INTEGER NOT NULL REFERENCES edits (rowid) ON DELETE CASCADE,
	transaction_row INTEGER NOT NULL REFERENCES transactions (rowid) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
	before          TEXT    NOT NULL,     -- JSON of the annotation
	PRIMARY KEY (edit, transaction_row)
) STRICT, WITHOUT ROWID;
CREATE INDEX edit_rows_by_row ON edit_rows (transaction_row);
INSERT INTO edit_rows SELECT edit, entry, json_object('category', before ->> 'Category', 'note', before ->> 'Note',
	'tags', json(coalesce(before -> 'Tags', 'null')), 'hidden', json(before -> 'Hidden'))
FROM edited WHERE entry IN (SELECT rowid FROM transactions);
DROP TABLE edited;

-- A transaction's category and hidden follow from its annotation.

-- +goose StatementBegin
CREATE TRIGGER annotations_inserted AFTER INSERT ON annotations
BEGIN
	UPDATE transactions SET category = coalesce(new.category, bank_category), hidden = new.hidden WHERE rowid = new.transaction_row;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER annotations_deleted AFTER DELETE ON annotations
BEGIN
	UPDATE transactions SET category = bank_category, hidden = 0 WHERE rowid = old.transaction_row;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER annotations_updated AFTER UPDATE ON annotations
BEGIN
	UPDATE transactions SET category = bank_category, hidden = 0 WHERE rowid = old.transaction_row AND old.transaction_row <> new.transaction_row;
	UPDATE transactions SET category = coalesce(new.category, bank_category), hidden = new.hidden WHERE rowid = new.transaction_row;
END;
-- +goose StatementEnd

-- Totals by month and by day.

CREATE TABLE monthly_totals (
	-- Not STRICT: a sum beyond 64 bits becomes inexact instead of stopping every
	-- sync from then on. Amounts are minor units.
	month     INTEGER NOT NULL,   -- YYYYMM
	account   INTEGER NOT NULL REFERENCES accounts (rowid) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
	category  INTEGER NOT NULL,   -- categories
	currency  INTEGER NOT NULL,   -- currencies
	entries   INTEGER NOT NULL,   -- rows that are not removed
	pending   INTEGER NOT NULL,   -- of them
	counted   INTEGER NOT NULL,   -- of them posted and not hidden, added up in:
	money_in  INTEGER NOT NULL,
	money_out INTEGER NOT NULL,
	PRIMARY KEY (month, account, category, currency)
) WITHOUT ROWID;
-- A total of no rows may name a currency that no row has any more.
INSERT INTO monthly_totals SELECT * FROM summaries WHERE entries > 0 AND account IN (SELECT rowid FROM accounts);
DROP TABLE summaries;

CREATE TABLE daily_totals (
	-- Not STRICT, as monthly_totals.
	account   INTEGER NOT NULL REFERENCES accounts (rowid) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
	date      INTEGER NOT NULL,   -- YYYYMMDD
	currency  INTEGER NOT NULL,   -- currencies
	entries   INTEGER NOT NULL,   -- rows that are not removed
	posted    INTEGER NOT NULL,   -- the sum of the posted ones, hidden or not
	PRIMARY KEY (account, date, currency)
) WITHOUT ROWID;
INSERT INTO daily_totals SELECT * FROM days WHERE entries > 0 AND account IN (SELECT rowid FROM accounts);
DROP TABLE days;

CREATE VIEW counted_rows AS
	-- What both tables of totals add up, each row n times. To insert here adds a
	-- row to the totals, with n = -1 it takes the row off.
	SELECT 1 AS n, date, account, category, currency, amount, pending, hidden FROM transactions WHERE removed = 0;
-- +goose StatementBegin
CREATE TRIGGER counted_rows_inserted INSTEAD OF INSERT ON counted_rows
BEGIN
	INSERT INTO monthly_totals VALUES (new.date / 100, new.account, new.category, new.currency, new.n, new.n * new.pending,
		CASE WHEN new.pending OR new.hidden THEN 0 ELSE new.n END,
		CASE WHEN new.pending OR new.hidden THEN 0 ELSE new.n * max(new.amount, 0) END,
		CASE WHEN new.pending OR new.hidden THEN 0 ELSE new.n * min(new.amount, 0) END)
	ON CONFLICT DO UPDATE SET entries = entries + excluded.entries, pending = pending + excluded.pending,
		counted = counted + excluded.counted, money_in = money_in + excluded.money_in, money_out = money_out + excluded.money_out;
	INSERT INTO daily_totals VALUES (new.account, new.date, new.currency, new.n, CASE WHEN new.pending THEN 0 ELSE new.n * new.amount END)
	ON CONFLICT DO UPDATE SET entries = entries + excluded.entries, posted = posted + excluded.posted;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER transactions_inserted AFTER INSERT ON transactions WHEN new.removed = 0
BEGIN
	INSERT INTO counted_rows VALUES (1, new.date, new.account, new.category, new.currency, new.amount, new.pending, new.hidden);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER transactions_changed_from AFTER UPDATE OF date, account, category, currency, amount, pending, hidden, removed ON transactions WHEN old.removed = 0
BEGIN
	INSERT INTO counted_rows VALUES (-1, old.date, old.account, old.category, old.currency, old.amount, old.pending, old.hidden);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER transactions_changed_to AFTER UPDATE OF date, account, category, currency, amount, pending, hidden, removed ON transactions WHEN new.removed = 0
BEGIN
	INSERT INTO counted_rows VALUES (1, new.date, new.account, new.category, new.currency, new.amount, new.pending, new.hidden);
END;
-- +goose StatementEnd

-- Views for people and their programs, described in the README. Their columns
-- stay as they are; new ones come at the end.

CREATE VIEW ledger AS
-- Every transaction that is not removed, newest first. Amounts are decimal text,
-- money in is positive. The id is unpacked: six bytes are eight characters.
SELECT
	printf('%04d-%02d-%02d', t.date / 10000, t.date / 100 % 100, t.date % 100) AS date,
	i.institution,
	a.name AS account,
	coalesce(nullif(m.name, ''), t.name) AS payee,
	coalesce(nullif(c.detailed_name, ''), c.primary_name) AS category,
	(SELECT rtrim(substr(x, 1, length(x) - u.digits) || '.' || substr(x, length(x) - u.digits + 1), '.')
		FROM (SELECT printf('%0*d', u.digits + 1 + (t.amount < 0), t.amount) AS x)) AS amount,
	u.code AS currency,
	t.pending,
	coalesce(n.note, '') AS note,
	coalesce(n.tags, '[]') AS tags,
	CASE typeof(t.id) WHEN 'text' THEN t.id ELSE (
		WITH RECURSIVE
			source (hex, digits) AS (SELECT hex(t.id), '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'),
			bytes (place, n) AS (
				SELECT 0, 0
				UNION ALL
				SELECT place + 1, iif(place % 6, n * 256, 0) + instr('123456789ABCDEF', substr(hex, 2 * place + 1, 1)) * 16
					+ instr('123456789ABCDEF', substr(hex, 2 * place + 2, 1))
				FROM bytes, source WHERE place < length(hex) / 2),
			groups (n, characters) AS (
				SELECT n, CAST(substr('812456', place % 6 + 1, 1) AS INTEGER) FROM bytes, source
				WHERE place > 0 AND (place % 6 = 0 OR place = length(hex) / 2))
		SELECT group_concat(substr(
			substr(digits, n / 3521614606208 % 62 + 1, 1) || substr(digits, n / 56800235584 % 62 + 1, 1) ||
			substr(digits, n / 916132832 % 62 + 1, 1) || substr(digits, n / 14776336 % 62 + 1, 1) ||
			substr(digits, n / 238328 % 62 + 1, 1) || substr(digits, n / 3844 % 62 + 1, 1) ||
			substr(digits, n / 62 % 62 + 1, 1) || substr(digits, n % 62 + 1, 1), -characters), '')
		FROM groups, source) END AS id
FROM transactions t
	CROSS JOIN accounts o ON o.rowid = t.account
	CROSS JOIN accounts a ON a.rowid = coalesce(o.successor, o.rowid)
	CROSS JOIN items i ON i.rowid = a.item
	CROSS JOIN merchants m ON m.rowid = t.merchant
	CROSS JOIN categories c ON c.rowid = t.category
	CROSS JOIN currencies u ON u.rowid = t.currency
	LEFT JOIN annotations n ON n.transaction_row = t.rowid
WHERE t.removed = 0
ORDER BY t.date DESC, t.rowid DESC;

CREATE VIEW account_balances AS
-- The latest balance of every account, fetched by a clock which can have been
-- right where there is one. A debt is negative.
SELECT
	i.institution,
	a.name AS account,
	a.mask,
	a.kind,
	a.subtype,
	iif(b.current IS NULL, NULL, (SELECT rtrim(substr(x, 1, length(x) - u.digits) || '.' || substr(x, length(x) - u.digits + 1), '.')
		FROM (SELECT printf('%0*d', u.digits + 1 + (b.current < 0), b.current) AS x))) AS current,
	iif(b.available IS NULL, NULL, (SELECT rtrim(substr(x, 1, length(x) - u.digits) || '.' || substr(x, length(x) - u.digits + 1), '.')
		FROM (SELECT printf('%0*d', u.digits + 1 + (b.available < 0), b.available) AS x))) AS available,
	iif(b.credit_limit IS NULL, NULL, (SELECT rtrim(substr(x, 1, length(x) - u.digits) || '.' || substr(x, length(x) - u.digits + 1), '.')
		FROM (SELECT printf('%0*d', u.digits + 1 + (b.credit_limit < 0), b.credit_limit) AS x))) AS credit_limit,
	b.currency,
	strftime('%Y-%m-%dT%H:%M:%SZ', b.fetched_at / 1000000, 'unixepoch') AS fetched_at,
	b.source,
	strftime('%Y-%m-%dT%H:%M:%SZ', nullif(a.gone_at, 0) / 1000000, 'unixepoch') AS gone_at,
	a.id
FROM accounts a
	CROSS JOIN items i ON i.rowid = a.item
	LEFT JOIN (SELECT s.*, row_number() OVER (PARTITION BY s.account ORDER BY
			(s.fetched_at BETWEEN 1577836800000000 AND strftime('%s', 'now') * 1000000 + 300000000
				AND (s.bank_at <= s.fetched_at + 86400000000 OR s.bank_at > strftime('%s', 'now') * 1000000)
				AND (it.linked_at <= s.fetched_at + 86400000000 OR it.linked_at > strftime('%s', 'now') * 1000000 OR o.retired = 1)) DESC,
			s.date DESC, s.fetched_at DESC, s.source DESC) AS place
		FROM balances s JOIN accounts o ON o.rowid = s.account JOIN items it ON it.rowid = o.item) b ON b.account = a.rowid AND b.place = 1
	LEFT JOIN currencies u ON u.code = b.currency
WHERE a.listed = 1 AND a.successor IS NULL
ORDER BY i.institution COLLATE NOCASE, a.name COLLATE NOCASE, a.mask, a.rowid;

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
	s.rowid AS id
FROM syncs s CROSS JOIN items i ON i.rowid = s.item
ORDER BY s.rowid DESC;

-- Comments of the older migrations that are not true any more. Nothing but the
-- text changes.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(replace(replace(replace(sql, 'see id.go', 'the view ledger unpacks it'), 'currency      INTEGER NOT NULL,     -- words', 'currency      INTEGER NOT NULL,     -- currencies'),
	'-- words', '-- labels'), '-- separated by spaces', '-- JSON array') WHERE name IN ('transactions', 'syncs');
PRAGMA writable_schema = RESET;

PRAGMA user_version = 3;
