package storage

import (
	"context"
	"database/sql"
	"slices"

	"passbook/storage/ledger"
	"passbook/storage/stitching"
)

// Sometimes a bank's account comes back under another id: Plaid could not
// recognise it again, or the person linked the bank anew. The new one is then
// the successor of the old one. Where several look alike, so that the successor
// would be a guess, none is chosen. What the person says goes before all this, and
// is followed by the package stitching.

// candidate is an account of an Item that may be or have a successor.
type candidate struct {
	ledger.Account
	row, item, gone int64
	retired         bool
	successor       sql.NullInt64
	across          bool   // the successor is of another login
	institution     string // its id; filled by stitchCandidates alone
}

// candidateRows asks for all accounts, scanCandidate reads one.
const candidateRows = `
	SELECT rowid, item, gone_at, retired, successor, coalesce((SELECT s.item FROM accounts s WHERE s.rowid = accounts.successor) <> item, 0) AS across,
		id, kind, subtype, mask, name, persistent_id
	FROM accounts WHERE listed = 1`

func scanCandidate(row scanner) (*candidate, error) {
	c := new(candidate)
	err := row.Scan(&c.row, &c.item, &c.gone, &c.retired, &c.successor, &c.across, &c.ID, &c.Kind, &c.Subtype, &c.Mask, &c.Name, &c.PersistentID)
	return c, err
}

// besides are pairs of accounts, one that went and one that is listed, which are
// two: the bank listed both at one time, or the person says so.
type besides map[[2]*candidate]bool

// listedBeside looks at the pairs of accounts that look alike. When the listed
// account has a snapshot between the first and the last one of the other, the
// bank listed both. Of the accounts of an Item that was replaced nothing is told
// by that: for some time there were two Items.
func (db *DB) listedBeside(ctx context.Context, q querier, went, came []*candidate) (besides, error) {
	found := besides{}
	for _, old := range went {
		for _, now := range came {
			if old.item != now.item || !ledger.SameAccount(old.Account, now.Account) {
				continue
			}
			var both bool
			err := q.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM stitches WHERE (account, other, same) = (?, ?, 0))", old.row, now.row).Scan(&both)
			if err != nil {
				return nil, err
			}
			if found[[2]*candidate{old, now}] = both; both || old.retired {
				continue
			}
			err = q.QueryRowContext(ctx, `
				WITH right AS (SELECT b.account, b.fetched_at FROM balances b JOIN accounts a ON a.rowid = b.account JOIN items i ON i.rowid = a.item
					WHERE b.account IN (?1, ?2) AND `+dated("b", "a", "i", "?3")+`)
				SELECT EXISTS (SELECT 1 FROM right WHERE account = ?2 AND fetched_at BETWEEN
					(SELECT min(fetched_at) FROM right WHERE account = ?1) AND (SELECT max(fetched_at) FROM right WHERE account = ?1))`,
				old.row, now.row, Micros(db.now())).Scan(&both)
			if err != nil {
				return nil, err
			}
			found[[2]*candidate{old, now}] = both
		}
	}
	return found, nil
}

// findSuccessors finds successors for the Item's accounts that went, and reports
// whether there are new ones.
func (db *DB) findSuccessors(ctx context.Context, tx *sql.Tx, item int64) (found bool, err error) {
	var went, came []*candidate
	has := map[int64]bool{} // accounts that are a successor already
	rows, err := tx.QueryContext(ctx, candidateRows+` AND item = ? AND (
		NOT across OR rowid IN (SELECT account FROM stitches WHERE same = 1)) ORDER BY rowid`, item) // else it went on in one of these
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		c, err := scanCandidate(rows)
		switch {
		case c.gone == 0:
			came = append(came, c)
		case c.successor.Valid && !c.across:
			has[c.successor.Int64] = true
		default:
			went = append(went, c)
		}
		return err
	})
	if err != nil {
		return false, err
	}
	beside, err := db.listedBeside(ctx, tx, went, came)
	if err != nil {
		return false, err
	}
	for _, like := range ledger.Resemblances {
		for _, old := range went {
			now := onlySuccessor(like, beside, old, went, came, has)
			if now == nil {
				continue
			}
			if err := succeed(ctx, tx, old, now); err != nil {
				return false, err
			}
			went = slices.DeleteFunc(slices.Clone(went), func(c *candidate) bool { return c == old })
			has[now.row], found = true, true
		}
	}
	return found, nil
}

// succeed makes an account the successor of another. What the person said of the
// other and accounts of other logins is said of it from then on, and of the other
// no more. Where it goes on in one of those, that is the successor of both.
func succeed(ctx context.Context, tx *sql.Tx, old, now *candidate) error {
	if !old.across {
		_, err := exec(ctx, tx, "UPDATE accounts SET successor = coalesce((SELECT successor FROM accounts WHERE rowid = ?1), ?1) WHERE rowid = ?2 OR successor = ?2", now.row, old.row)
		if err != nil {
			return err
		}
	}
	for _, statement := range []string{
		"UPDATE OR IGNORE stitches SET account = ?1 WHERE account = ?2 AND other NOT IN (SELECT rowid FROM accounts WHERE item = ?3)",
		"UPDATE OR IGNORE stitches SET other = ?1 WHERE other = ?2 AND account NOT IN (SELECT rowid FROM accounts WHERE item = ?3)",
		`DELETE FROM stitches WHERE account = ?2 AND other NOT IN (SELECT rowid FROM accounts WHERE item = ?3)
			OR other = ?2 AND account NOT IN (SELECT rowid FROM accounts WHERE item = ?3)`,
	} {
		if _, err := exec(ctx, tx, statement, now.row, old.row, now.item); err != nil {
			return err
		}
	}
	return nil
}

// onlySuccessor gives the one account that is like an old one and like no other
// that went as late or later, or nil.
func onlySuccessor(like func(a, b ledger.Account) bool, beside besides, old *candidate, went, came []*candidate, has map[int64]bool) (successor *candidate) {
	alike := func(old, now *candidate) bool {
		return now.row > old.row && !beside[[2]*candidate{old, now}] && ledger.SameKind(old.Account, now.Account) && like(old.Account, now.Account)
	}
	for _, now := range came {
		if has[now.row] || !alike(old, now) {
			continue
		}
		if successor != nil {
			return nil
		}
		successor = now
	}
	for _, other := range went {
		if successor != nil && other != old && other.gone >= old.gone && alike(other, successor) {
			return nil
		}
	}
	return successor
}

// The transactions of an account that has a successor come once more, under
// other ids. Older transactions, which the bank did not send again, stay in the
// account that went.

// likeness tells which transactions of a day and an amount are the same one,
// in all accounts that went or only in those of an Item that was replaced.
type likeness struct{ day, text, of string }

// likenesses begin with the surest. While the Item lives the bank itself takes
// back what it changes; a new Item may bring a row under another name, or
// posted where it was pending.
var likenesses = []likeness{
	{"t.date", "t.pending || t.name", "1"},
	{"t.date", "''", "a.retired = 1"},
	{"CASE t.authorized WHEN 0 THEN t.date ELSE t.authorized END", "''", "a.retired = 1"},
}

// nextInLogin is an SQL expression of the account that goes on in the Item ?1 for
// one of its accounts a. Where both go on in another login's, it is the one of them
// that the bank still lists.
const nextInLogin = `iif(a.successor IN (SELECT rowid FROM accounts WHERE item = ?1), a.successor, (
	SELECT n.rowid FROM accounts n WHERE n.item = ?1 AND n.successor = a.successor AND n.gone_at = 0 AND a.gone_at <> 0 ORDER BY n.rowid DESC LIMIT 1))`

// twin is a transaction of an account that went and the same one in its successor.
type twin struct {
	old, now int64
	live     bool // the bank has not taken the old one back
}

func twins(ctx context.Context, tx *sql.Tx, item int64, by likeness) (found []twin, err error) {
	rows, err := tx.QueryContext(ctx, `
		WITH gone AS MATERIALIZED (
			SELECT * FROM (SELECT a.rowid, `+nextInLogin+` AS successor FROM accounts a WHERE a.item = ?1 AND a.successor IS NOT NULL AND `+by.of+`)
			WHERE successor IS NOT NULL),
		went AS (
			SELECT t.*, a.successor FROM gone a CROSS JOIN transactions t ON t.account = a.rowid WHERE t.removed = 0
			UNION ALL
			SELECT t.*, a.successor FROM transactions t CROSS JOIN gone a ON a.rowid = t.account WHERE t.removed <> 0),
		old AS (
			SELECT t.rowid, t.successor AS account, t.removed, t.amount, t.currency, `+by.day+` AS day, `+by.text+` AS text,
				row_number() OVER (PARTITION BY t.successor, t.amount, t.currency, `+by.day+`, `+by.text+` ORDER BY t.removed > 0, t.rowid) AS place
			FROM went t WHERE NOT EXISTS (SELECT 1 FROM transactions next WHERE next.replaces_row = t.rowid)),
		now AS (
			SELECT t.rowid, t.account, t.amount, t.currency, `+by.day+` AS day, `+by.text+` AS text,
				row_number() OVER (PARTITION BY t.account, t.amount, t.currency, `+by.day+`, `+by.text+` ORDER BY t.rowid) AS place
			FROM (SELECT DISTINCT successor FROM gone) a
				CROSS JOIN transactions t ON t.account = a.successor
			WHERE t.removed = 0 AND t.replaces_row IS NULL)
		SELECT old.rowid, now.rowid, old.removed <= 0 FROM old JOIN now USING (account, amount, currency, day, text, place)
		ORDER BY old.rowid`, item)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var w twin
		err := rows.Scan(&w.old, &w.now, &w.live)
		found = append(found, w)
		return err
	})
	return found, err
}

// carryOver removes the twins' old rows, and moves what the person wrote on them
// to the successors' rows. Where there are twins and no record of the sync yet, it
// begins one.
func (r *syncRecord) carryOver(ctx context.Context) error {
	for _, by := range likenesses {
		found, err := twins(ctx, r.tx, r.item, by)
		if err != nil {
			return err
		}
		if len(found) > 0 && r.changes.SyncID == 0 {
			if err := r.startRecord(ctx); err != nil {
				return err
			}
		}
		if len(found) >= bulkAtLeast {
			if found, err = r.carryOverAtOnce(ctx, found); err != nil {
				return err
			}
		}
		for _, w := range found {
			if w.live {
				if err := r.removeRow(ctx, w.old); err != nil {
					return err
				}
			}
			if err := r.replaceRow(ctx, w.now, w.old); err != nil {
				return err
			}
		}
	}
	return nil
}

// carryOverAtOnce is what carryOver does to one twin after the other, for very
// many of them: one statement a step, and the totals of the accounts that went are
// added up anew. It gives those that are left: the person wrote on their old rows.
func (r *syncRecord) carryOverAtOnce(ctx context.Context, found []twin) (left []twin, err error) {
	// What changes lies all over the table: with little memory each row costs
	// pages that are read and written again.
	for _, statement := range []string{
		"PRAGMA main.cache_size = -16384",
		"CREATE TEMP TABLE carried (old INTEGER PRIMARY KEY, now INTEGER NOT NULL, live INTEGER NOT NULL)",
	} {
		if _, err := r.tx.ExecContext(ctx, statement); err != nil {
			return nil, err
		}
	}
	for _, w := range found {
		if err := r.run(ctx, "INSERT INTO temp.carried VALUES (?, ?, ?)", w.old, w.now, w.live); err != nil {
			return nil, err
		}
	}
	rows, err := r.tx.QueryContext(ctx, "DELETE FROM temp.carried WHERE old IN (SELECT transaction_row FROM annotations) RETURNING old, now, live")
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var w twin
		err := rows.Scan(&w.old, &w.now, &w.live)
		left = append(left, w)
		return err
	})
	if err != nil {
		return nil, err
	}
	restoreTriggers, err := dropObjects(ctx, r.tx, "trigger")
	if err != nil {
		return nil, err
	}
	if err := r.moveTwins(ctx); err != nil {
		return nil, err
	}
	return left, restoreTriggers(ctx)
}

// moveTwins removes the old rows of temp.carried and notes what replaces them,
// while no trigger keeps the totals.
func (r *syncRecord) moveTwins(ctx context.Context) error {
	const (
		live     = "SELECT old FROM temp.carried WHERE live"
		accounts = "SELECT DISTINCT account FROM transactions WHERE rowid IN (" + live + ")"
	)
	type statement struct {
		text string
		args []any
	}
	run := func(all ...statement) error {
		for _, s := range all {
			if _, err := r.tx.ExecContext(ctx, s.text, s.args...); err != nil {
				return err
			}
		}
		return nil
	}
	err := run(
		statement{"CREATE TEMP TABLE emptied AS " + accounts, nil},
		statement{
			"INSERT INTO sync_changes (sync, transaction_row, kind, diff) SELECT ?, old, ?, 'null' FROM temp.carried WHERE live AND old <= ?" + addToRecord,
			[]any{r.changes.SyncID, ChangeRemoved, r.base},
		},
	)
	if err != nil {
		return err
	}
	restoreIndexes, err := dropObjects(ctx, r.tx, "index")
	if err != nil {
		return err
	}
	err = run(
		statement{"UPDATE transactions SET removed = ? WHERE rowid IN (" + live + ")", []any{r.changes.SyncID}},
		statement{"UPDATE transactions SET replaces_row = c.old FROM temp.carried c WHERE c.now = transactions.rowid", nil},
	)
	if err == nil {
		err = restoreIndexes(ctx)
	}
	if err != nil {
		return err
	}
	var again int // rows that came and went in this update
	if err := r.tx.QueryRowContext(ctx, "SELECT count(*) FROM temp.carried WHERE live AND old > ?", r.base).Scan(&again); err != nil {
		return err
	}
	r.changes.Added -= again
	const left = " FROM temp.emptied e CROSS JOIN transactions t ON t.account = e.account WHERE t.removed = 0 GROUP BY 1, 2, 3"
	return run(
		statement{"DELETE FROM monthly_totals WHERE account IN (SELECT account FROM temp.emptied)", nil},
		statement{"INSERT INTO monthly_totals SELECT t.date / 100, t.account, t.category, t.currency, " + stateOfRow + ", count(*), sum(t.amount >= 0), " +
			sumOf("max(t.amount, 0)") + ", " + sumOf("min(t.amount, 0)") + left + ", 4, 5", nil},
		statement{"DELETE FROM daily_totals WHERE account IN (SELECT account FROM temp.emptied)", nil},
		statement{"INSERT INTO daily_totals SELECT t.account, t.date, t.currency, count(*), " + sumOf("iif(t.pending, 0, t.amount)") + left, nil},
		statement{"DROP TABLE temp.carried", nil},
		statement{"DROP TABLE temp.emptied", nil},
	)
}

// carryOverAfter is carryOver when the list of accounts is what changed. It
// leaves a record like that of a sync.
func (db *DB) carryOverAfter(ctx context.Context, tx *sql.Tx, item int64) error {
	found, err := db.findSuccessors(ctx, tx, item)
	if err != nil {
		return err
	}
	if err := stitching.Follow(ctx, tx, 0); err != nil || !found {
		return err
	}
	r := newSyncRecord(db, tx, item, nil)
	if err := r.carryOver(ctx); err != nil || r.changes.SyncID == 0 {
		return err
	}
	return r.finish(ctx)
}
