package storage

import (
	"context"
	"database/sql"

	"passbook/storage/ledger"
)

// Sometimes a bank's account comes back under another id: Plaid could not
// recognise it again, or the person linked the bank anew. The new one is then
// the successor of the old one. Where two accounts look alike nothing is done.

// candidate is an account of an Item that may be or have a successor.
type candidate struct {
	ledger.Account
	row, gone int64
	successor sql.NullInt64
}

// findSuccessors finds successors for the Item's accounts that went, and reports
// whether there are new ones.
func findSuccessors(ctx context.Context, tx *sql.Tx, item int64) (found bool, err error) {
	var went, came []*candidate
	has := map[int64]bool{} // accounts that continue another one
	rows, err := tx.QueryContext(ctx, `
		SELECT rowid, gone_at, successor, kind, subtype, mask, name, persistent_id FROM accounts WHERE item = ? AND listed = 1 ORDER BY rowid`, item)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		r := new(candidate)
		err := rows.Scan(&r.row, &r.gone, &r.successor, &r.Kind, &r.Subtype, &r.Mask, &r.Name, &r.PersistentID)
		switch {
		case r.gone == 0:
			came = append(came, r)
		case r.successor.Valid:
			has[r.successor.Int64] = true
		default:
			went = append(went, r)
		}
		return err
	})
	if err != nil {
		return false, err
	}
	for _, like := range ledger.Resemblances {
		for _, old := range went {
			now := onlySuccessor(like, old, went, came, has)
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
func onlySuccessor(like func(a, b ledger.Account) bool, old *candidate, went, came []*candidate, has map[int64]bool) (successor *candidate) {
	alike := func(old, now *candidate) bool {
		return !old.successor.Valid && now.row > old.row && ledger.SameKind(old.Account, now.Account) && like(old.Account, now.Account)
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
