package pairing

import (
	"context"
	"database/sql"
)

// Matching follows the changes of one SQL transaction and, in End, brings the
// pairs in step with them.
type Matching struct {
	tx *sql.Tx
	reader
	news [][2]int64 // rows and their pairs, 0 for none, that are to be written
}

// Begin follows changes from now on: of transactions, of what the person said of
// their pairs, and of which accounts are one or are debts.
func Begin(ctx context.Context, tx *sql.Tx) (*Matching, error) {
	m := &Matching{tx: tx, reader: reader{q: tx}}
	return m, run(ctx, tx, append([]string{
		// The row with the amount and date that it has, or that it had before it
		// changed; 0: it is gone.
		"CREATE TEMP TABLE noted (row INTEGER NOT NULL, amount INTEGER NOT NULL, date INTEGER NOT NULL)",
	}, followers...))
}

// followers are the triggers that note rows. They are temporary, as the table
// is, so that they cost nothing where nobody follows and a killed process leaves
// none behind.
var followers = []string{
	`CREATE TEMP TRIGGER noted_added AFTER INSERT ON main.transactions WHEN new.removed = 0 AND new.pending = 0
	BEGIN
		INSERT INTO noted VALUES (new.rowid, new.amount, new.date);
	END`,
	`CREATE TEMP TRIGGER noted_changed AFTER UPDATE OF account, amount, currency, date, pending, category, removed ON main.transactions
	WHEN (old.account, old.amount, old.currency, old.date, old.pending, old.category, old.removed)
		IS NOT (new.account, new.amount, new.currency, new.date, new.pending, new.category, new.removed)
	BEGIN
		INSERT INTO noted SELECT old.rowid, old.amount, old.date WHERE old.removed = 0 AND old.pending = 0;
		INSERT INTO noted SELECT new.rowid, new.amount, new.date WHERE new.removed = 0 AND new.pending = 0;
	END`,
	`CREATE TEMP TRIGGER noted_said AFTER INSERT ON main.annotations WHEN new.pair IS NOT NULL
	BEGIN
		INSERT INTO noted SELECT rowid, amount, date FROM transactions WHERE rowid IN (new.transaction_row, new.pair);
	END`,
	`CREATE TEMP TRIGGER noted_said_otherwise AFTER UPDATE OF transaction_row, pair ON main.annotations
	WHEN (old.transaction_row, old.pair) IS NOT (new.transaction_row, new.pair) AND (old.pair IS NOT NULL OR new.pair IS NOT NULL)
	BEGIN
		INSERT INTO noted SELECT rowid, amount, date FROM transactions
		WHERE rowid IN (old.transaction_row, old.pair, new.transaction_row, new.pair);
	END`,
	`CREATE TEMP TRIGGER noted_said_no_more AFTER DELETE ON main.annotations WHEN old.pair IS NOT NULL
	BEGIN
		INSERT INTO noted SELECT rowid, amount, date FROM transactions WHERE rowid IN (old.transaction_row, old.pair);
	END`,
	`CREATE TEMP TRIGGER noted_account AFTER UPDATE OF kind, successor ON main.accounts
	WHEN old.successor IS NOT new.successor OR (old.kind IN ('credit', 'loan')) <> (new.kind IN ('credit', 'loan'))
	BEGIN
		INSERT INTO noted SELECT t.rowid, t.amount, t.date FROM accounts a CROSS JOIN transactions t ON t.account = a.rowid
		WHERE new.rowid IN (a.rowid, a.successor) AND t.removed = 0 AND t.pending = 0;
	END`,
}

// unfollow drops the followers.
var unfollow = []string{
	"DROP TRIGGER temp.noted_added", "DROP TRIGGER temp.noted_changed", "DROP TRIGGER temp.noted_said",
	"DROP TRIGGER temp.noted_said_otherwise", "DROP TRIGGER temp.noted_said_no_more", "DROP TRIGGER temp.noted_account",
}

// Pause stops following, so that very many rows can be added at once: MatchAll
// takes them in. Resume goes on.
func (m *Matching) Pause(ctx context.Context) error { return run(ctx, m.tx, unfollow) }

// Resume follows changes again.
func (m *Matching) Resume(ctx context.Context) error { return run(ctx, m.tx, followers) }

// Forget notes the rows of an Item (its rowid) that are going to be deleted, and
// drops what the person said of pairs with them.
func (m *Matching) Forget(ctx context.Context, item int64) error {
	const its = "SELECT t.rowid, t.amount, t.date, t.pair FROM accounts a CROSS JOIN transactions t ON t.account = a.rowid WHERE a.item = ?"
	for _, statement := range []string{
		"INSERT INTO noted SELECT 0, amount, date FROM (" + its + " AND t.removed = 0 AND t.pending = 0)",
		"INSERT INTO noted SELECT o.rowid, o.amount, o.date FROM (" + its + " AND t.pair IS NOT NULL) t CROSS JOIN transactions o ON o.rowid = t.pair",
		"UPDATE annotations SET pair = NULL WHERE pair <> 0 AND pair IN (SELECT rowid FROM (" + its + "))",
	} {
		if _, err := m.tx.ExecContext(ctx, statement, item); err != nil {
			return err
		}
	}
	_, err := m.tx.ExecContext(ctx, "DELETE FROM annotations WHERE category IS NULL AND note = '' AND tags = '[]' AND hidden = 0 AND pair IS NULL")
	return err
}

// End brings the pairs in step with what changed, and stops following.
func (m *Matching) End(ctx context.Context) error {
	if err := m.Pause(ctx); err != nil {
		return err
	}
	starts, err := m.noted(ctx)
	if err != nil {
		return err
	}
	// A row that was taken back is in no pair. Its partner is in starts.
	err = run(ctx, m.tx, []string{
		"UPDATE transactions AS t SET pair = NULL WHERE rowid IN (SELECT row FROM noted) AND pair IS NOT NULL AND NOT (" + canPair("t") + ")",
		"DROP TABLE temp.noted",
	})
	if err != nil {
		return err
	}
	if err := m.match(ctx, starts, nil); err != nil {
		return err
	}
	if err := m.write(ctx); err != nil {
		return err
	}
	return m.close()
}

// noted gives the spots at which there may be other pairs now.
func (m *Matching) noted(ctx context.Context) ([]spot, error) {
	return m.spots(ctx, `
		SELECT DISTINCT amount, date FROM (
			SELECT n.amount, n.date FROM noted n WHERE EXISTS (
				SELECT 1 FROM transactions o INDEXED BY transactions_by_amount
				WHERE o.removed = 0 AND o.pending = 0 AND o.amount = -n.amount AND `+near("o.date", "n.date")+`)
			UNION ALL
			SELECT o.amount, o.date FROM (SELECT DISTINCT row FROM noted) n CROSS JOIN transactions t ON t.rowid = n.row
				LEFT JOIN annotations s ON s.transaction_row = t.rowid
				CROSS JOIN transactions o ON o.rowid IN (t.rowid, t.pair, s.pair)
			WHERE t.pair IS NOT NULL OR s.pair IS NOT NULL)
		WHERE `+placed("")+` ORDER BY abs(amount), date`)
}

// MatchAll matches all rows of a cache that nobody follows.
func MatchAll(ctx context.Context, tx *sql.Tx) error {
	m := &Matching{tx: tx, reader: reader{q: tx}}
	if err := m.MatchAll(ctx, nil); err != nil {
		return err
	}
	return m.close()
}

// MatchAll matches all rows. It starts from the rows of money in that have a row
// of the opposite amount within some days, where either is of such a kind that
// the two may be a transfer: few of all. changed is called for every row that was
// in no pair and is in one now, or the other way round; nil: nobody asks.
func (m *Matching) MatchAll(ctx context.Context, changed func(Row) error) error {
	var some []spot
	err := m.each(ctx, `
		SELECT DISTINCT i.amount, i.date FROM transactions i INDEXED BY transactions_by_amount
		WHERE i.removed = 0 AND i.pending = 0 AND i.amount > 0 AND i.date >= `+firstDay+` AND EXISTS (
			SELECT 1 FROM transactions o INDEXED BY transactions_by_amount
			WHERE o.removed = 0 AND o.pending = 0 AND o.amount = -i.amount AND `+near("o.date", "i.date")+`
				AND (i.category IN (`+anchorCategories+`) OR i.account IN (`+debts+`) OR o.category IN (`+anchorCategories+`)))
		ORDER BY i.amount, i.date`, func(rows *sql.Rows) error {
		var at spot
		if err := rows.Scan(&at.amount, &at.date); err != nil {
			return err
		}
		if len(some) > 0 && some[0].amount != at.amount {
			if err := m.match(ctx, some, changed); err != nil {
				return err
			}
			some = some[:0]
		}
		some = append(some, at)
		return nil
	})
	if err != nil {
		return err
	}
	if err := m.match(ctx, some, changed); err != nil {
		return err
	}
	return m.write(ctx)
}

// The categories and accounts by which two rows may be a transfer; ledger.Match
// looks closer.
const (
	anchorCategories = "SELECT rowid FROM categories WHERE primary_name GLOB 'TRANSFER_*' OR primary_name GLOB 'LOAN_*' OR detailed_name GLOB 'TRANSFER_*' OR detailed_name GLOB 'LOAN_*'"
	debts            = "SELECT a.rowid FROM accounts a JOIN accounts s ON s.rowid = coalesce(a.successor, a.rowid) WHERE s.kind IN ('credit', 'loan')"
)

// near is an SQL condition: a date lies within five days of another, and at
// times some more. Dates are YYYYMMDD.
func near(date, of string) string {
	return date + " BETWEEN iif(" + of + " % 100 > 5, " + of + " - 5, iif(" + of + " / 100 % 100 > 1, " +
		of + " - " + of + " % 100 - 77, " + of + " - " + of + " % 10000 - 8777)) AND iif(" +
		of + " % 100 <= 23, " + of + " + 5, iif(" + of + " / 100 % 100 < 12, " +
		of + " - " + of + " % 100 + 105, " + of + " - " + of + " % 10000 + 10105))"
}

// firstDay is the first day that is one: no row without a date is in a pair.
const firstDay = "10101"

// placed is an SQL condition on columns: a day, and an amount that has an opposite.
func placed(table string) string {
	return table + "date >= " + firstDay + " AND " + table + "amount BETWEEN -9223372036854775807 AND 9223372036854775807 AND " + table + "amount <> 0"
}

// canPair is an SQL condition on a table of transactions: the row may be in a
// pair.
func canPair(table string) string {
	return table + ".removed = 0 AND " + table + ".pending = 0 AND " + placed(table+".")
}

func run(ctx context.Context, tx *sql.Tx, statements []string) error {
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}
