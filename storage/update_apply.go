package storage

import (
	"context"
	"database/sql"
	"errors"

	"github.com/mattn/go-sqlite3"

	"passbook/storage/ledger"
	"passbook/storage/pairing"
	"passbook/storage/stitching"
)

// oneByOne applies the removals and the spooled rows that the condition
// chooses, in the order in which they came, on live indexes.
func (a *applying) oneByOne(ctx context.Context, condition string) error {
	const portion = 500
	for after := a.update.floor; ; {
		batch, err := a.portion(ctx, condition, after, portion)
		if err != nil {
			return err
		}
		for i := range batch {
			if err := a.applyRow(ctx, &batch[i]); err != nil {
				return err
			}
		}
		if len(batch) < portion {
			return nil
		}
		after = batch[len(batch)-1].seq
	}
}

func (a *applying) portion(ctx context.Context, condition string, after int64, limit int) ([]spooled, error) {
	batch := make([]spooled, 0, limit)
	rows, err := a.tx.QueryContext(ctx, `
		SELECT rowid AS seq, 0, `+bankColumns+` FROM spool.transactions WHERE rowid > ?1 AND `+condition+`
		UNION ALL SELECT seq, 1, id, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', NULL, NULL, NULL FROM spool.removals WHERE seq > ?1
		ORDER BY seq LIMIT ?2`, after, limit)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var s spooled
		err := rows.Scan(append([]any{&s.seq, &s.removal, &s.id}, s.row.targets()...)...)
		batch = append(batch, s)
		return err
	})
	return batch, err
}

func (a *applying) applyRow(ctx context.Context, s *spooled) error {
	var (
		row, removed int64
		id           packedID
		old          dbRow
	)
	err := a.get(ctx, "SELECT rowid, removed, "+bankColumns+" FROM transactions WHERE id = ?",
		append([]any{&row, &removed, &id}, old.targets()...), s.id)
	switch {
	case errors.Is(err, sql.ErrNoRows) && s.removal:
		return nil // removed before passbook ever saw it
	case errors.Is(err, sql.ErrNoRows):
		a.changes.Added++
		return a.run(ctx, "INSERT INTO transactions ("+bankColumns+", category) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			append(append([]any{s.id}, s.row.values()...), s.row.category)...)
	case err != nil:
		return err
	case s.removal && a.bulk && row > s.seq+a.shift():
		return nil // sent again after its removal
	case s.removal && (removed == 0 || removed == stitching.AsideMark):
		return a.removeRow(ctx, row)
	case s.removal:
		return nil
	case removed == a.changes.SyncID && row <= a.base:
		if err := a.unremove(ctx, row); err != nil {
			return err
		}
		removed = 0
	case removed == stitching.AsideMark:
		removed = 0 // the bank never took it back
	}
	if removed == 0 && old == s.row {
		a.changes.Unchanged++
		return nil
	}
	return a.change(ctx, row, removed, old, s.row)
}

// unremove undoes a removal of this very update.
func (a *applying) unremove(ctx context.Context, row int64) error {
	if err := a.run(ctx, "DELETE FROM sync_changes WHERE sync = ? AND transaction_row = ?", a.changes.SyncID, row); err != nil {
		return err
	}
	return a.run(ctx, "UPDATE transactions SET removed = 0 WHERE rowid = ?", row)
}

// change rewrites what the bank said of a row; the person's own category and
// hidden flag stay.
func (a *applying) change(ctx context.Context, row, removed int64, old, now dbRow) error {
	err := a.run(ctx, `
		UPDATE transactions SET (account, amount, currency, date, authorized, pending, merchant, bank_category,
			confidence, channel, name, original, pending_id, details) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?),
			category = coalesce((SELECT category FROM annotations WHERE transaction_row = ?15), ?8), removed = 0
		WHERE rowid = ?15`,
		append(now.values(), row)...)
	if err != nil || row > a.base {
		if removed != 0 {
			a.changes.Added++
		}
		return err
	}
	diff, err := a.diff(ctx, old, now)
	if err != nil {
		return err
	}
	if removed != 0 {
		a.changes.Added++
		return a.record(ctx, row, ChangeReturned, diff)
	}
	return a.record(ctx, row, ChangeModified, diff)
}

// setAside notes the rows that cannot be kept, and forgets those that the update
// names otherwise: that can be kept now, that the bank took back, or that a full
// resync does not name at all.
func (a *applying) setAside(ctx context.Context, reconcile bool) error {
	var some bool // else all rows of the update would be gone through for nothing
	err := a.tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM spool.asides) OR EXISTS (SELECT 1 FROM rows_set_aside WHERE item = ?)", a.item).Scan(&some)
	if err != nil || !some {
		return err
	}
	for _, statement := range []string{
		`DELETE FROM spool.asides WHERE seq IN (
			SELECT s.seq FROM spool.transactions t CROSS JOIN spool.asides s ON s.id = t.id AND s.seq < t.rowid
			UNION ALL SELECT s.seq FROM spool.removals r CROSS JOIN spool.asides s ON s.id = r.id AND s.seq < r.seq)`,
		`DELETE FROM rows_set_aside WHERE item = ?1 AND id IN (
			SELECT r.id FROM spool.transactions t CROSS JOIN rows_set_aside r ON r.item = ?1 AND r.id = t.id
			UNION ALL SELECT id FROM spool.removals)`,
		`DELETE FROM rows_set_aside WHERE ?2 AND item = ?1 AND account NOT IN (SELECT id FROM accounts WHERE gone_at <> 0)`,
	} {
		if _, err := exec(ctx, a.tx, statement, a.item, reconcile); err != nil {
			return err
		}
	}
	a.changes.SetAside, err = exec(ctx, a.tx, "INSERT INTO rows_set_aside SELECT ?, id, account, reason, content, ? FROM spool.asides", a.item, Micros(a.db.now()))
	return err
}

// findExisting notes in spool.existing which of the spooled rows have an id that the
// cache holds, and gives the number of the others.
func (a *applying) findExisting(ctx context.Context) (fresh int, err error) {
	for _, statement := range []string{
		"DROP TABLE IF EXISTS spool.existing",
		"CREATE TABLE spool.existing (rowid INTEGER PRIMARY KEY)",
	} {
		if _, err := a.tx.ExecContext(ctx, statement); err != nil {
			return 0, err
		}
	}
	existing, err := exec(ctx, a.tx, `
		INSERT INTO spool.existing SELECT rowid FROM spool.transactions s
		WHERE ? > 0 AND EXISTS (SELECT 1 FROM transactions t WHERE t.id = s.id)`, a.base) // an empty cache is not asked
	return a.update.upserts - existing, err
}

// allAtOnce adds the spooled rows whose id the cache does not hold: rows
// first, then indexes, then sums. The others are in spool.existing.
func (a *applying) allAtOnce(ctx context.Context, fresh int) error {
	a.bulk = true
	// SQLite sorts in as much memory as the page cache may have, and sorts
	// fastest where that fits into the processor's own cache.
	if _, err := a.tx.ExecContext(ctx, "PRAGMA main.cache_size = -2048"); err != nil {
		return err
	}
	if err := a.matching.Pause(ctx); err != nil {
		return err
	}
	restoreTriggers, err := dropObjects(ctx, a.tx, "trigger")
	if err != nil {
		return err
	}
	restoreIndexes, err := dropObjects(ctx, a.tx, "index")
	if err != nil {
		return err
	}
	if a.changes.Added, err = a.copyRows(ctx, fresh); err != nil {
		return err
	}
	err = restoreIndexes(ctx)
	var sq sqlite3.Error
	if errors.As(err, &sq) && sq.Code == sqlite3.ErrConstraint {
		if err = a.dropDoubles(ctx); err == nil {
			err = restoreIndexes(ctx)
		}
	}
	if err != nil {
		return err
	}
	if err := a.matchBulk(ctx); err != nil {
		return err
	}
	if err := restoreTriggers(ctx); err != nil {
		return err
	}
	if err := a.matching.Resume(ctx); err != nil {
		return err
	}
	return a.saveSums(ctx)
}

// matchBulk pairs the rows of a bulk load, and moves what they add up to from
// one state to another.
func (a *applying) matchBulk(ctx context.Context) error {
	return a.matching.MatchAll(ctx, func(r pairing.Row) error {
		if r.Hidden {
			return nil // its state is that
		}
		row := dbRow{account: r.Place.Account, amount: r.Minor, currency: r.Place.Currency, date: int64(r.Date), category: r.Place.Category}
		n := int64(1)
		if r.Pair == 0 {
			n = -1
		}
		a.update.sums.addMonth(&row, int64(ledger.StatePosted), -n)
		a.update.sums.addMonth(&row, int64(ledger.StatePaired), n)
		return nil
	})
}

// copyRows adds the fresh rows of the spool. A plain copy of a table into one
// of the same form takes half the time.
func (a *applying) copyRows(ctx context.Context, fresh int) (int, error) {
	if fresh == a.update.upserts && a.shift() == 0 {
		return exec(ctx, a.tx, "INSERT INTO main.transactions SELECT * FROM spool.transactions")
	}
	return exec(ctx, a.tx, `
		INSERT INTO main.transactions (rowid, `+bankColumns+`, category)
		SELECT rowid + ?, `+bankColumns+`, category FROM spool.transactions WHERE rowid NOT IN (SELECT rowid FROM spool.existing)`, a.shift())
}

// dropDoubles keeps the last of the rows that the update sent more than once.
// The index of ids is the first to be made, so none stands yet.
func (a *applying) dropDoubles(ctx context.Context) error {
	if _, err := a.tx.ExecContext(ctx, "CREATE INDEX doubles ON transactions (id)"); err != nil {
		return err
	}
	const doubles = `rowid > ? AND EXISTS (SELECT 1 FROM transactions later WHERE later.id = transactions.id AND later.rowid > transactions.rowid)`
	if err := a.takeSums(ctx, "SELECT account, amount, currency, date, pending, category FROM transactions WHERE "+doubles, a.base); err != nil {
		return err
	}
	dropped, err := exec(ctx, a.tx, "DELETE FROM transactions WHERE "+doubles, a.base)
	if err != nil {
		return err
	}
	a.changes.Added -= dropped
	_, err = a.tx.ExecContext(ctx, "DROP INDEX doubles")
	return err
}

// saveSums adds what the pages summed up to, less the rows that are applied
// one by one, to the monthly and daily totals. The triggers were not there to do
// it.
func (a *applying) saveSums(ctx context.Context) error {
	err := a.takeSums(ctx, `SELECT account, amount, currency, date, pending, bank_category FROM spool.transactions
		WHERE rowid IN (SELECT rowid FROM spool.existing)`)
	if err != nil {
		return err
	}
	return a.update.sums.save(ctx, a.tx)
}

// takeSums takes the rows of a query off the sums.
func (a *applying) takeSums(ctx context.Context, query string, args ...any) error {
	rows, err := a.tx.QueryContext(ctx, query, args...)
	return eachRow(rows, err, func(rows *sql.Rows) error {
		var r dbRow
		err := rows.Scan(&r.account, &r.amount, &r.currency, &r.date, &r.pending, &r.category)
		a.update.sums.add(&r, -1)
		return err
	})
}

// sums is what spooled rows add up to, in the form of the tables monthly_totals
// and daily_totals. Adding up while the pages arrive is free; sorting a million
// rows for a GROUP BY at the end takes two seconds.
type sums struct {
	months map[monthKey]*monthSum
	days   map[dayKey]*daySum
}

type monthKey struct{ month, account, category, currency, state int64 }

type monthSum struct{ entries, received, in, out int64 }

type dayKey struct{ account, date, currency int64 }

type daySum struct{ entries, posted int64 }

// add counts a row n times: 1, or -1 to take it back. Rows of a spool are not
// hidden and in no pair: their state is 0, posted, or 1, pending.
func (s *sums) add(r *dbRow, n int64) {
	if s.months == nil {
		s.months, s.days = map[monthKey]*monthSum{}, map[dayKey]*daySum{}
	}
	s.addMonth(r, r.pending, n)
	key := dayKey{r.account, r.date, r.currency}
	d := s.days[key]
	if d == nil {
		d = new(daySum)
		s.days[key] = d
	}
	d.entries += n
	if r.pending == 0 {
		d.posted = ledger.AddUp(d.posted, n*r.amount)
	}
}

// addMonth counts a row n times in its month, in a state of monthly_totals.
func (s *sums) addMonth(r *dbRow, state, n int64) {
	key := monthKey{r.date / 100, r.account, r.category, r.currency, state}
	m := s.months[key]
	if m == nil {
		m = new(monthSum)
		s.months[key] = m
	}
	m.entries += n
	if r.amount >= 0 {
		m.received += n
	}
	m.in, m.out = ledger.AddUp(m.in, n*max(r.amount, 0)), ledger.AddUp(m.out, n*min(r.amount, 0))
}

func (s *sums) save(ctx context.Context, tx *sql.Tx) error {
	months, err := tx.PrepareContext(ctx, `
		INSERT INTO monthly_totals VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET entries = entries + excluded.entries, received = received + excluded.received,
			money_in = money_in + excluded.money_in, money_out = money_out + excluded.money_out`)
	if err != nil {
		return err
	}
	defer months.Close()
	for k, m := range s.months {
		if *m == (monthSum{}) {
			continue
		}
		if _, err := months.ExecContext(ctx, k.month, k.account, k.category, k.currency, k.state, m.entries, m.received, m.in, m.out); err != nil {
			return err
		}
	}
	days, err := tx.PrepareContext(ctx, `
		INSERT INTO daily_totals VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET entries = entries + excluded.entries, posted = posted + excluded.posted`)
	if err != nil {
		return err
	}
	defer days.Close()
	for k, d := range s.days {
		if d.entries == 0 {
			continue
		}
		if _, err := days.ExecContext(ctx, k.account, k.date, k.currency, d.entries, d.posted); err != nil {
			return err
		}
	}
	return nil
}
