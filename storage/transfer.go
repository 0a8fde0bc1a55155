package storage

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"time"

	"passbook/storage/ledger"
	"passbook/storage/pairing"
)

// Transfer is an internal transfer: money that left one of the person's accounts
// and arrived on another.
type Transfer struct {
	Out, In  ledger.Entry // posted; their currencies and amounts may differ where the person paired them
	ByPerson bool
}

// Transfers gives the internal transfers of which either side lies in these days,
// both inclusive, zero for open, without Details: by the day on which the money
// left, newest first.
func (db *DB) Transfers(ctx context.Context, from, to ledger.Date) ([]Transfer, error) {
	transfers, err := db.transfers(ctx, from, to)
	return transfers, explain("list transfers", err)
}

func (db *DB) transfers(ctx context.Context, from, to ledger.Date) ([]Transfer, error) {
	var sides []int64
	var transfers []Transfer
	rows, err := db.reader.QueryContext(ctx, `
		SELECT DISTINCT o.rowid, o.pair, n.pair IS NOT NULL
		FROM transactions t INDEXED BY transactions_paired
			CROSS JOIN transactions o ON o.rowid = iif(t.amount < 0, t.rowid, t.pair)
			LEFT JOIN annotations n ON n.transaction_row = o.rowid AND n.pair = o.pair
		WHERE t.pair IS NOT NULL AND t.date BETWEEN ? AND ?
		ORDER BY o.date DESC, o.rowid DESC`, from, cmp.Or(to, lastDay))
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var out, in int64
		var t Transfer
		err := rows.Scan(&out, &in, &t.ByPerson)
		sides, transfers = append(sides, out, in), append(transfers, t)
		return err
	})
	if err != nil {
		return nil, err
	}
	entries, err := db.entriesByRow(ctx, sides)
	if err != nil {
		return nil, err
	}
	for i := range transfers {
		transfers[i].Out, transfers[i].In = entries[sides[2*i]], entries[sides[2*i+1]]
	}
	return slices.DeleteFunc(transfers, func(t Transfer) bool { return t.Out.ID == "" || t.In.ID == "" }), nil
}

// entriesByRow gives entries by their rows. Those that a sync took back meanwhile
// may be missing.
func (db *DB) entriesByRow(ctx context.Context, rows []int64) (map[int64]ledger.Entry, error) {
	const portion = 500
	found := make(map[int64]ledger.Entry, len(rows))
	for some := range slices.Chunk(rows, portion) {
		entries, err := db.entriesAt(ctx, some)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			found[e.Key.Row] = e
		}
	}
	return found, nil
}

// LoneTransfer is a row that looks like one side of a transfer of which the
// other side is not known.
type LoneTransfer struct {
	Entry      ledger.Entry   // posted, not hidden
	Class      ledger.Class   // what it counts as: ClassMoved, ClassUnpaired or ClassPeople
	Candidates []ledger.Entry // where several rows may be its other side: those; the person has to choose
}

// LoneTransfers gives the rows of these days, both inclusive, zero for open, that
// are in no pair though they are filed as a transfer, newest first, without
// Details: money that moved to accounts that are not linked, debts taken up or
// paid, and payments between people.
func (db *DB) LoneTransfers(ctx context.Context, from, to ledger.Date) ([]LoneTransfer, error) {
	alone, err := db.loneTransfers(ctx, from, to)
	return alone, explain("list transfers", err)
}

func (db *DB) loneTransfers(ctx context.Context, from, to ledger.Date) (alone []LoneTransfer, err error) {
	var entries []ledger.Entry
	for _, class := range []ledger.Class{ledger.ClassMoved, ledger.ClassUnpaired, ledger.ClassPeople} {
		f := ledger.Filter{From: from, To: to, Figure: ledger.Figure{Class: class}}
		err := db.EachEntry(ctx, f, All, func(e ledger.Entry) error {
			alone, entries = append(alone, LoneTransfer{Entry: e, Class: class}), append(entries, e)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	choices, err := db.ties(ctx, entries)
	if err != nil {
		return nil, err
	}
	var rows []int64
	for _, some := range choices {
		rows = append(rows, some...)
	}
	found, err := db.entriesByRow(ctx, rows)
	if err != nil {
		return nil, err
	}
	for i := range alone {
		for _, row := range choices[alone[i].Entry.Key.Row] {
			if e, ok := found[row]; ok {
				alone[i].Candidates = append(alone[i].Candidates, e)
			}
		}
	}
	slices.SortFunc(alone, func(a, b LoneTransfer) int {
		return cmp.Or(cmp.Compare(b.Entry.Date, a.Entry.Date), cmp.Compare(b.Entry.Key.Row, a.Entry.Key.Row))
	})
	return alone, nil
}

// ties gives, by row, the rows of which one may be an entry's other side.
func (db *DB) ties(ctx context.Context, entries []ledger.Entry) (map[int64][]int64, error) {
	conn, err := db.reader.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return pairing.Ties(ctx, conn, entries)
}

// PairOf gives the other side of the internal transfer that an entry is in, with
// Details. false: it is in none. ErrNotFound.
func (db *DB) PairOf(ctx context.Context, id string) (ledger.Entry, bool, error) {
	e, err := db.Entry(ctx, id)
	if err != nil || e.PairID == "" {
		return ledger.Entry{}, false, err
	}
	other, err := db.Entry(ctx, e.PairID)
	return other, err == nil, err
}

// Pair says that two entries, one money out and one money in, are the two sides
// of an internal transfer; what they were paired with is matched anew. It is one
// step for Undo, and holds while both are posted and not taken back. Errors:
// ErrNotFound, ErrPairPending, ErrPairRemoved, ErrPairAccount, ErrPairDirection,
// ErrPairTaken.
func (db *DB) Pair(ctx context.Context, id, otherID string) error {
	return db.writeMatched(ctx, "pair transactions", func(tx *sql.Tx, _ *pairing.Matching) error {
		one, err := readSide(ctx, tx, id)
		if err != nil {
			return err
		}
		other, err := readSide(ctx, tx, otherID)
		if err != nil {
			return err
		}
		switch {
		case one.account == other.account:
			return ErrPairAccount
		case one.amount >= 0 && other.amount >= 0, one.amount <= 0 && other.amount <= 0:
			return ErrPairDirection
		case one.said != 0 && one.said != other.row, other.said != 0 && other.said != one.row:
			return ErrPairTaken
		}
		e := newEdit(db, tx)
		if err := e.say(ctx, one.row, other.row); err != nil {
			return err
		}
		return e.say(ctx, other.row, one.row)
	})
}

// Unpair says that an entry is in no internal transfer. The other side is matched
// anew. It is one step for Undo. ErrNotFound, ErrNotPaired.
func (db *DB) Unpair(ctx context.Context, id string) error {
	return db.writeMatched(ctx, "take a pair apart", func(tx *sql.Tx, _ *pairing.Matching) error {
		row, err := entryRow(ctx, tx, id)
		if err != nil {
			return err
		}
		var pair sql.NullInt64
		if err := tx.QueryRowContext(ctx, "SELECT pair FROM transactions WHERE rowid = ?", row).Scan(&pair); err != nil {
			return err
		}
		if !pair.Valid {
			return ErrNotPaired
		}
		e := newEdit(db, tx)
		if err := e.say(ctx, row, 0); err != nil {
			return err
		}
		return e.change(ctx, pair.Int64, func(w *written) {
			if w.pair.Int64 == row {
				w.pair = sql.NullInt64{}
			}
		})
	})
}

// say writes that a row is paired with another, or with none (0).
func (s *editing) say(ctx context.Context, row, pair int64) error {
	return s.change(ctx, row, func(w *written) { w.pair = sql.NullInt64{Int64: pair, Valid: true} })
}

// side is a row that the person wants to pair.
type side struct {
	row, amount int64
	account     int64 // or its successor
	said        int64 // the row that the person paired it with already; 0: none
}

// readSide reads a row that can be in a pair. ErrNotFound, ErrPairPending,
// ErrPairRemoved.
func readSide(ctx context.Context, tx *sql.Tx, id string) (s side, err error) {
	if s.row, err = entryRow(ctx, tx, id); err != nil {
		return s, err
	}
	var pending, removed bool
	err = tx.QueryRowContext(ctx, `
		SELECT t.amount, coalesce(a.successor, a.rowid), t.pending, t.removed <> 0, coalesce(b.transaction_row, 0)
		FROM transactions t JOIN accounts a ON a.rowid = t.account
			LEFT JOIN annotations n ON n.transaction_row = t.rowid
			LEFT JOIN annotations b ON b.transaction_row = n.pair AND b.pair = t.rowid
		WHERE t.rowid = ?`, s.row).Scan(&s.amount, &s.account, &pending, &removed, &s.said)
	switch {
	case err != nil:
		return s, err
	case removed:
		return s, ErrPairRemoved
	case pending:
		return s, ErrPairPending
	}
	return s, nil
}

// PairCandidates gives entries that one could be paired with, the likeliest
// first: those of the opposite amount by how near their day is, then others of
// the opposite direction within some days by how near their amount is. They are
// posted, on other accounts, and the person did not pair them. ErrNotFound.
func (db *DB) PairCandidates(ctx context.Context, id string) ([]ledger.Entry, error) {
	candidates, err := db.pairCandidates(ctx, id)
	return candidates, explain("look for the other side of a transfer", err)
}

func (db *DB) pairCandidates(ctx context.Context, id string) ([]ledger.Entry, error) {
	e, err := db.Entry(ctx, id)
	if err != nil || e.Pending || !e.RemovedAt.IsZero() {
		return nil, err
	}
	same, err := db.ofOppositeAmount(ctx, e)
	if err != nil {
		return nil, err
	}
	others, err := db.ofOtherAmounts(ctx, e, mostCandidates-len(same))
	if err != nil {
		return nil, err
	}
	return db.entriesAt(ctx, append(same, others...))
}

// mostCandidates is how many rows are worth looking through.
const mostCandidates = 50

// mayPair is an SQL condition on transactions t: they may be paired with a row
// of the transaction ?1 and the amount ?2.
const mayPair = `t.removed = 0 AND t.pending = 0 AND (?2 < 0 AND t.amount > 0 OR ?2 > 0 AND t.amount < 0)
	AND t.account NOT IN (SELECT a.rowid FROM accounts a JOIN transactions e ON e.rowid = ?1 JOIN accounts o ON o.rowid = e.account
		WHERE coalesce(a.successor, a.rowid) = coalesce(o.successor, o.rowid))
	AND NOT EXISTS (SELECT 1 FROM annotations n WHERE n.transaction_row = t.rowid AND n.pair <> 0)
	AND t.pair IS NOT ?1`

// ofOppositeAmount gives rows of the opposite amount in the months around an
// entry: those that are in no pair first, then by how near their day is.
func (db *DB) ofOppositeAmount(ctx context.Context, e ledger.Entry) ([]int64, error) {
	const days = 62
	type candidate struct {
		row    int64
		paired int // 1: it is in a pair already
		apart  time.Duration
	}
	var found []candidate
	rows, err := db.reader.QueryContext(ctx, `
		SELECT t.rowid, t.pair IS NOT NULL, t.date FROM transactions t INDEXED BY transactions_by_amount
		WHERE t.amount = -?2 AND t.date BETWEEN ?3 AND ?4 AND t.currency = (SELECT currency FROM transactions WHERE rowid = ?1) AND `+mayPair,
		e.Key.Row, e.Amount.Minor, e.Date.AddDays(-days), e.Date.AddDays(days))
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var c candidate
		var date int64
		err := rows.Scan(&c.row, &c.paired, &date)
		c.apart = ledger.Date(date).Time().Sub(e.Date.Time()).Abs()
		found = append(found, c)
		return err
	})
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.paired, b.paired), cmp.Compare(a.apart, b.apart), cmp.Compare(a.row, b.row))
	})
	best := make([]int64, 0, mostCandidates)
	for _, c := range found[:min(len(found), mostCandidates)] {
		best = append(best, c.row)
	}
	return best, err
}

// ofOtherAmounts gives rows of any other amount in the days around an entry:
// those that are in no pair first, those of its currency next, then by how near
// their amount is.
func (db *DB) ofOtherAmounts(ctx context.Context, e ledger.Entry, limit int) ([]int64, error) {
	const days = 7
	return db.queryIDs(ctx, `
		SELECT t.rowid FROM transactions t INDEXED BY transactions_by_date JOIN transactions e ON e.rowid = ?1
		WHERE t.date BETWEEN ?3 AND ?4 AND NOT (t.currency = e.currency AND t.amount = -?2) AND `+mayPair+`
		ORDER BY t.pair IS NOT NULL, t.currency <> e.currency, abs(t.amount + ?2), t.rowid LIMIT ?5`,
		e.Key.Row, e.Amount.Minor, e.Date.AddDays(-days), e.Date.AddDays(days), limit)
}
