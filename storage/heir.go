package storage

import (
	"context"
	"database/sql"
)

// Sometimes a bank's account comes back under another id: Plaid could not
// recognise it again, or the person linked the bank anew. The new one is then
// the heir of the old one. Where two accounts look alike nothing is done.

// resemblances are the ways to recognise an account, the surest first.
var resemblances = []func(a, b Account) bool{
	func(a, b Account) bool { return a.PersistentID != "" && a.PersistentID == b.PersistentID },
	func(a, b Account) bool { return a.Mask == b.Mask && a.Name == b.Name && a.Mask+a.Name != "" },
	func(a, b Account) bool { return a.Mask != "" && a.Mask == b.Mask },
}

// SameAccount reports whether two accounts of one institution under different
// ids look like the same one: by the id that few banks give across Items, or by
// the digits of the number or the name.
func SameAccount(a, b Account) bool {
	for _, like := range resemblances {
		if comparable(a, b) && like(a, b) {
			return true
		}
	}
	return false
}

func comparable(a, b Account) bool {
	return a.Kind == b.Kind && a.Subtype == b.Subtype &&
		(a.PersistentID == "" || b.PersistentID == "" || a.PersistentID == b.PersistentID)
}

// relative is an account of an Item that may be or have an heir.
type relative struct {
	Account
	row, gone int64
	heir      sql.NullInt64
}

// nameHeirs finds heirs for the Item's accounts that went, and reports whether
// there are new ones.
func nameHeirs(ctx context.Context, tx *sql.Tx, item int64) (found bool, err error) {
	var went, came []*relative
	has := map[int64]bool{} // accounts that continue another one
	rows, err := tx.QueryContext(ctx, `
		SELECT row, gone_at, heir, kind, subtype, mask, name, persistent_id FROM accounts WHERE item = ? AND known = 1 ORDER BY row`, item)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		r := new(relative)
		err := rows.Scan(&r.row, &r.gone, &r.heir, &r.Kind, &r.Subtype, &r.Mask, &r.Name, &r.PersistentID)
		switch {
		case r.gone == 0:
			came = append(came, r)
		case r.heir.Valid:
			has[r.heir.Int64] = true
		default:
			went = append(went, r)
		}
		return err
	})
	if err != nil {
		return false, err
	}
	for _, like := range resemblances {
		for _, old := range went {
			now := onlyHeir(like, old, went, came, has)
			if now == nil {
				continue
			}
			if _, err := exec(ctx, tx, "UPDATE accounts SET heir = ?1 WHERE row = ?2 OR heir = ?2", now.row, old.row); err != nil {
				return false, err
			}
			old.heir.Valid, has[now.row], found = true, true, true
		}
	}
	return found, nil
}

// onlyHeir gives the one account that is like an old one and like no other that
// went as late or later, or nil.
func onlyHeir(like func(a, b Account) bool, old *relative, went, came []*relative, has map[int64]bool) (heir *relative) {
	alike := func(old, now *relative) bool {
		return !old.heir.Valid && now.row > old.row && comparable(old.Account, now.Account) && like(old.Account, now.Account)
	}
	for _, now := range came {
		if has[now.row] || !alike(old, now) {
			continue
		}
		if heir != nil {
			return nil
		}
		heir = now
	}
	for _, other := range went {
		if heir != nil && other != old && other.gone >= old.gone && alike(other, heir) {
			return nil
		}
	}
	return heir
}
