package storage

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"passbook/storage/ledger"
	"passbook/storage/pairing"
	"passbook/storage/stitching"
)

// Stitch says that an account goes on in another: from then on they are one, in
// every list and figure, until StitchApart. It outlives syncs and new links.
// ErrNotFound: one of them is not there; *StitchError: they cannot be one.
func (db *DB) Stitch(ctx context.Context, oldID, newID string) error {
	return db.writeMatched(ctx, "join accounts", func(tx *sql.Tx, _ *pairing.Matching) error {
		old, now, err := stitched(ctx, tx, oldID, newID)
		if err != nil {
			return err
		}
		if _, err := exec(ctx, tx, "DELETE FROM stitches WHERE account = ?1 OR (account, other) = (?2, ?1)", old.row, now.row); err != nil {
			return err
		}
		if _, err := exec(ctx, tx, "INSERT INTO stitches VALUES (?, ?, 1)", old.row, now.row); err != nil {
			return err
		}
		if err := stitching.Follow(ctx, tx, 0); err != nil || old.item != now.item {
			return err
		}
		r := newSyncRecord(db, tx, old.item, nil)
		if err := r.carryOver(ctx); err != nil || r.changes.SyncID == 0 {
			return err
		}
		return r.finish(ctx)
	})
}

// StitchApart says that an account does not go on in the one that it goes on in,
// nor in any that it looks like. What counted once counts apart again, and what
// the person had written on its transactions is there again. ErrNotFound: there is no such account;
// *StitchError: there is none that it could be.
func (db *DB) StitchApart(ctx context.Context, oldID string) error {
	stitches, err := db.Stitches(ctx)
	if err != nil {
		return err
	}
	return db.writeMatched(ctx, "part accounts", func(tx *sql.Tx, _ *pairing.Matching) error {
		parted := 0
		for _, s := range stitches {
			for _, other := range s.New {
				if s.Old.ID != oldID {
					continue
				}
				old, now, err := stitched(ctx, tx, oldID, other.ID)
				var cannot *StitchError
				if err != nil && (s.State == ledger.StitchQuestion || !errors.As(err, &cannot)) {
					return err
				}
				for _, statement := range []string{
					"DELETE FROM stitches WHERE (account, other) = (?2, ?1)",
					"INSERT OR REPLACE INTO stitches VALUES (?1, ?2, 0)",
				} {
					if _, err := exec(ctx, tx, statement, old.row, now.row); err != nil {
						return err
					}
				}
				parted++
			}
		}
		if parted == 0 {
			if _, err := findCandidate(ctx, tx, oldID); err != nil {
				return err
			}
			return &StitchError{"no other account goes on for this one, nor looks like it"}
		}
		return stitching.Follow(ctx, tx, 0)
	})
}

// StitchError says why accounts cannot be made one, or two.
type StitchError struct{ Why string }

func (e *StitchError) Error() string { return e.Why }

func findCandidate(ctx context.Context, q querier, id string) (*candidate, error) {
	found, err := scanCandidate(q.QueryRowContext(ctx, candidateRows+" AND id = ?", id))
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	return found, err
}

// stitched finds two accounts, of which the second may go on for the first.
func stitched(ctx context.Context, q querier, oldID, newID string) (old, now *candidate, err error) {
	if old, err = findCandidate(ctx, q, oldID); err != nil {
		return nil, nil, err
	}
	if now, err = findCandidate(ctx, q, newID); err != nil {
		return nil, nil, err
	}
	var full bool
	err = q.QueryRowContext(ctx, "SELECT completeness = ? FROM items WHERE rowid = ?", ledger.HistoryFull, now.item).Scan(&full)
	switch {
	case err != nil:
	case old.row == now.row:
		err = &StitchError{"an account does not go on in itself"}
	case old.Kind != now.Kind:
		err = &StitchError{"the one is " + string(old.Kind) + ", the other " + string(now.Kind) + ": they are two"}
	case old.item == now.item && old.gone == 0:
		err = &StitchError{"the bank lists both in one login: they are two"}
	case now.successor.Valid && now.successor.Int64 == old.row:
		err = &StitchError{"the second goes on in the first already: part them first"}
	case old.gone == 0 && now.gone != 0:
		err = &StitchError{"the bank lists the first and no longer the second: name them the other way round"}
	case !full:
		err = &StitchError{"the transactions of the second are still arriving: try again after the next sync"}
	}
	return old, now, err
}

// Stitches gives the accounts that go on in others, those that the person said do
// not, and those of which it is a question: accounts of one login that came back
// where several look alike, and accounts that two logins of a bank list.
func (db *DB) Stitches(ctx context.Context) (list []ledger.Stitch, err error) {
	all, said, err := db.stitchCandidates(ctx)
	if err != nil {
		return nil, explain("look for accounts that are one", err)
	}
	again, err := db.listedAgain(ctx)
	if err != nil {
		return nil, explain("look for accounts that are one", err)
	}
	for _, old := range all {
		s := ledger.Stitch{Old: old.Account, State: ledger.StitchQuestion}
		var others []*candidate
		for _, now := range all {
			same, has := said[[2]int64{old.row, now.row}]
			switch {
			case old.successor.Valid && old.successor.Int64 == now.row:
				others, s.State, s.Said = []*candidate{now}, ledger.StitchJoined, same || said[[2]int64{now.row, old.row}]
			case s.State == ledger.StitchJoined:
			case has && !same:
				s.State, s.Said, others = ledger.StitchApart, true, append(others, now)
			case !old.successor.Valid && !has && (slices.Contains(again[old.row], now.row) || inTwoLogins(old, now, said)):
				others = append(others, now)
			}
		}
		if len(others) == 0 {
			continue
		}
		s.Why, s.TwoLogins = ledger.WhyAlike(old.Account, others[0].Account), old.item != others[0].item
		for _, now := range others {
			s.New = append(s.New, now.Account)
		}
		if err := db.countRows(ctx, &s, old, others[0]); err != nil {
			return nil, explain("look for accounts that are one", err)
		}
		list = append(list, s)
	}
	return list, nil
}

// PreviewStitch gives what Stitch would join. Errors: as Stitch's.
func (db *DB) PreviewStitch(ctx context.Context, oldID, newID string) (ledger.Stitch, error) {
	old, now, err := stitched(ctx, db.reader, oldID, newID)
	if err != nil {
		return ledger.Stitch{}, err
	}
	all, _, err := db.stitchCandidates(ctx)
	if err != nil {
		return ledger.Stitch{}, explain("look at accounts", err)
	}
	for _, c := range all { // these know their bank
		switch c.row {
		case old.row:
			old = c
		case now.row:
			now = c
		}
	}
	s := ledger.Stitch{
		Old: old.Account, New: []ledger.Account{now.Account}, State: ledger.StitchQuestion,
		Why: ledger.WhyAlike(old.Account, now.Account), TwoLogins: old.item != now.item,
	}
	return s, explain("count transactions", db.countRows(ctx, &s, old, now))
}

// countRows fills in how many transactions an account has, and how many of them
// since the first of another.
func (db *DB) countRows(ctx context.Context, s *ledger.Stitch, old, now *candidate) error {
	return db.reader.QueryRowContext(ctx, `
		SELECT coalesce(sum(d.entries), 0), coalesce(sum(d.entries) FILTER (WHERE d.date >= (
			SELECT min(date) FROM daily_totals WHERE account = ?2 AND entries > 0)), 0)
		FROM daily_totals d WHERE d.account = ?1`, old.row, now.row).Scan(&s.Rows, &s.Overlap)
}

// inTwoLogins reports whether two logins of one institution seem to list an
// account. The first of the two is the one that may go on in the other: the one
// that is listed no more, as after its login was archived, or else the older one.
func inTwoLogins(old, now *candidate, said map[[2]int64]bool) bool {
	_, other := said[[2]int64{now.row, old.row}]
	a, b := old.Account, now.Account
	return !other && now.gone == 0 && (old.gone != 0 || old.row < now.row) && old.item != now.item && !now.successor.Valid &&
		old.institution != "" && old.institution == now.institution && ledger.SameKind(a, b) &&
		(ledger.Resemblances[0](a, b) || ledger.Resemblances[1](a, b))
}

// stitchCandidates gives every account, and what the person said of which.
func (db *DB) stitchCandidates(ctx context.Context) (all []*candidate, said map[[2]int64]bool, err error) {
	banks := map[int64]ledger.Item{}
	rows, err := db.reader.QueryContext(ctx, "SELECT rowid, id, institution_id, institution FROM items")
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var row int64
		var it ledger.Item
		err := rows.Scan(&row, &it.ID, &it.InstitutionID, &it.Institution)
		banks[row] = it
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	rows, err = db.reader.QueryContext(ctx, candidateRows+" ORDER BY rowid")
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		c, err := scanCandidate(rows)
		it := banks[c.item]
		c.ItemID, c.Institution, c.institution, c.GoneAt = it.ID, it.Institution, it.InstitutionID, Instant(c.gone)
		all = append(all, c)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	said = map[[2]int64]bool{}
	rows, err = db.reader.QueryContext(ctx, "SELECT account, other, same FROM stitches")
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var pair [2]int64
		var same bool
		err := rows.Scan(&pair[0], &pair[1], &same)
		said[pair] = same
		return err
	})
	return all, said, err
}
