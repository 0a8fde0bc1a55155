package storage

import (
	"context"
	"database/sql"

	"passbook/storage/ledger"
)

// Sometimes a bank's account comes back under another id: Plaid could not
// recognise it again, or the person linked the bank anew. The new one is then
// the successor of the old one. Where several look alike, so that the successor
// would be a guess, none is chosen.

// candidate is an account of an Item that may be or have a successor.
type candidate struct {
	ledger.Account
	row, item, gone int64
	retired         bool
	successor       sql.NullInt64
}

// candidateRows asks for all accounts, scanCandidate reads one.
const candidateRows = "SELECT rowid, item, gone_at, retired, successor, kind, subtype, mask, name, persistent_id FROM accounts WHERE listed = 1"

func scanCandidate(rows *sql.Rows) (*candidate, error) {
	c := new(candidate)
	err := rows.Scan(&c.row, &c.item, &c.gone, &c.retired, &c.successor, &c.Kind, &c.Subtype, &c.Mask, &c.Name, &c.PersistentID)
	return c, err
}

// besides are pairs of accounts, one that went and one that is listed, of which
// the bank listed both at one time: they are two.
type besides map[[2]*candidate]bool

// listedBeside looks at the pairs of accounts that look alike. When the listed
// account has a snapshot between the first and the last one of the other, the
// bank listed both. Of the accounts of an Item that was replaced nothing is told
// by that: for some time there were two Items.
func (db *DB) listedBeside(ctx context.Context, q querier, went, came []*candidate) (besides, error) {
	found := besides{}
	for _, old := range went {
		for _, now := range came {
			if old.retired || old.item != now.item || !ledger.SameAccount(old.Account, now.Account) {
				continue
			}
			var both bool
			err := q.QueryRowContext(ctx, `
				WITH right AS (SELECT b.account, b.fetched_at FROM balances b JOIN accounts a ON a.rowid = b.account JOIN items i ON i.rowid = a.item
					WHERE b.account IN (?1, ?2) AND `+dated("b", "a", "i", "?3")+`)
				SELECT EXISTS (SELECT 1 FROM right WHERE account = ?2 AND fetched_at BETWEEN
					(SELECT min(fetched_at) FROM right WHERE account = ?1) AND (SELECT max(fetched_at) FROM right WHERE account = ?1))`,
				old.row, now.row, micros(db.now())).Scan(&both)
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
	rows, err := tx.QueryContext(ctx, candidateRows+" AND item = ? ORDER BY rowid", item)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		c, err := scanCandidate(rows)
		switch {
		case c.gone == 0:
			came = append(came, c)
		case c.successor.Valid:
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
			if _, err := exec(ctx, tx, "UPDATE accounts SET successor = ?1 WHERE rowid = ?2 OR successor = ?2", now.row, old.row); err != nil {
				return false, err
			}
			old.successor.Valid, has[now.row], found = true, true, true
		}
	}
	return found, nil
}

// onlySuccessor gives the one account that is like an old one and like no other
// that went as late or later, or nil.
func onlySuccessor(like func(a, b ledger.Account) bool, beside besides, old *candidate, went, came []*candidate, has map[int64]bool) (successor *candidate) {
	alike := func(old, now *candidate) bool {
		return !old.successor.Valid && now.row > old.row && !beside[[2]*candidate{old, now}] && ledger.SameKind(old.Account, now.Account) && like(old.Account, now.Account)
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
type likeness struct{ day, text, in string }

// likenesses begin with the surest. While the Item lives the bank itself takes
// back what it changes; a new Item may bring a row under another name, or
// posted where it was pending.
var likenesses = []likeness{
	{"t.date", "t.pending || t.name", "a.successor IS NOT NULL"},
	{"t.date", "''", "a.successor IS NOT NULL AND a.retired = 1"},
	{"CASE t.authorized WHEN 0 THEN t.date ELSE t.authorized END", "''", "a.successor IS NOT NULL AND a.retired = 1"},
}

// twin is a transaction of an account that went and the same one in its successor.
type twin struct {
	old, now int64
	live     bool // the old one is not removed yet
}

func twins(ctx context.Context, tx *sql.Tx, item int64, by likeness) (found []twin, err error) {
	rows, err := tx.QueryContext(ctx, `
		WITH went AS (
			SELECT t.*, a.successor FROM accounts a CROSS JOIN transactions t ON t.account = a.rowid
			WHERE a.item = ?1 AND `+by.in+` AND t.removed = 0
			UNION ALL
			SELECT t.*, a.successor FROM transactions t CROSS JOIN accounts a ON a.rowid = t.account
			WHERE a.item = ?1 AND `+by.in+` AND t.removed <> 0),
		old AS (
			SELECT t.rowid, t.successor AS account, t.removed, t.amount, t.currency, `+by.day+` AS day, `+by.text+` AS text,
				row_number() OVER (PARTITION BY t.successor, t.amount, t.currency, `+by.day+`, `+by.text+` ORDER BY t.removed <> 0, t.rowid) AS place
			FROM went t WHERE NOT EXISTS (SELECT 1 FROM transactions next WHERE next.replaces_row = t.rowid)),
		now AS (
			SELECT t.rowid, t.account, t.amount, t.currency, `+by.day+` AS day, `+by.text+` AS text,
				row_number() OVER (PARTITION BY t.account, t.amount, t.currency, `+by.day+`, `+by.text+` ORDER BY t.rowid) AS place
			FROM (SELECT DISTINCT successor FROM accounts a WHERE item = ?1 AND `+by.in+`) a
				CROSS JOIN transactions t ON t.account = a.successor
			WHERE t.removed = 0 AND t.replaces_row IS NULL)
		SELECT old.rowid, now.rowid, old.removed = 0 FROM old JOIN now USING (account, amount, currency, day, text, place)
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

// carryOverAfter is carryOver when the list of accounts is what changed. It
// leaves a record like that of a sync.
func (db *DB) carryOverAfter(ctx context.Context, tx *sql.Tx, item int64) error {
	found, err := db.findSuccessors(ctx, tx, item)
	if err != nil || !found {
		return err
	}
	r := newSyncRecord(db, tx, item, nil)
	if err := r.carryOver(ctx); err != nil || r.changes.SyncID == 0 {
		return err
	}
	return r.finish(ctx)
}
