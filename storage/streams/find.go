package streams

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/storage/recurrence"
)

// frequencies are the cadences in Plaid's words, and in words like them where Plaid
// has none.
var frequencies = map[recurrence.Cadence]Frequency{
	recurrence.Weekly: Weekly, recurrence.EveryTwoWeeks: Biweekly, recurrence.TwiceAMonth: SemiMonthly, recurrence.Monthly: Monthly,
	recurrence.EveryTwoMonths: EveryTwoMonths, recurrence.Quarterly: Quarterly, recurrence.HalfYearly: SemiAnnually, recurrence.Yearly: Annually,
}

// find gives what passbook itself finds in the posted rows of accounts, which are
// given by their ids. Rows that are hidden are left out, and so are those of
// accounts that are not given.
func find(ctx context.Context, db *storage.DB, listed map[string]ledger.Account, today ledger.Date) ([]Stream, error) {
	var rows []recurrence.Row
	var filed []int64 // the categories of rows
	var l labels
	err := db.Read(ctx, "read what may come back", func(tx *sql.Tx) (err error) {
		if l, err = readLabels(ctx, tx); err != nil {
			return err
		}
		all, err := tx.QueryContext(ctx, `
			SELECT coalesce(a.successor, a.rowid), t.amount, t.currency, t.date, t.merchant, t.category, t.name
			FROM transactions t CROSS JOIN accounts a ON a.rowid = t.account
			WHERE t.removed = 0 AND t.pending = 0 AND t.hidden = 0 ORDER BY t.rowid`)
		if err != nil {
			return err
		}
		defer all.Close()
		for all.Next() {
			r := recurrence.Row{ID: int64(len(rows))}
			var currency, merchant, category int64
			if err := all.Scan(&r.Account, &r.Minor, &currency, &r.Date, &merchant, &category, &r.Name); err != nil {
				return err
			}
			if _, found := listed[l.accounts[r.Account]]; !found {
				continue
			}
			r.Currency, r.Merchant, r.EntityID = l.currencies[currency], l.merchants[merchant].name, l.merchants[merchant].entity
			rows, filed = append(rows, r), append(filed, category)
		}
		return all.Err()
	})
	if err != nil {
		return nil, err
	}
	var found []Stream
	ids := map[string]int{}
	for _, s := range recurrence.Find(rows, today) {
		f := streamOf(&s, listed[l.accounts[s.Account]], l.categories[filed[s.Rows[len(s.Rows)-1]]])
		ids[f.ID]++
		f.ID = fmt.Sprintf("%s-%d", f.ID, ids[f.ID])
		found = append(found, f)
	}
	return found, nil
}

// streamOf is a series in the words of Plaid's streams. Its id stays as long as the
// account, the direction, the currency and the name do.
func streamOf(s *recurrence.Series, a ledger.Account, category string) Stream {
	who := recurrence.Clean(s.Name)
	if s.Merchant != "" {
		who = recurrence.Clean(s.Merchant)
	}
	hash := sha256.Sum256(fmt.Appendf(nil, "%s\x00%t\x00%s\x00%s", a.ID, s.Inflow, s.Currency, who))
	status := "MATURE"
	switch {
	case s.Ended:
		status = "TOMBSTONED"
	case len(s.Rows) < 3:
		status = "EARLY_DETECTION"
	}
	return Stream{
		ID: "passbook-" + hex.EncodeToString(hash[:8]), AccountID: a.ID, Inflow: s.Inflow, Description: s.Name, Merchant: s.Merchant, Category: category,
		Frequency: frequencies[s.Cadence], Status: status, Active: !s.Ended, Currency: s.Currency, Last: &s.LastMinor, Average: &s.Average,
		FirstDate: s.First, LastDate: s.Last, NextDate: s.Next, Count: len(s.Rows), Ended: s.Ended,
		Source: Own, Reason: s.Reason, Varies: s.Varies, Prices: s.Prices,
		Institution: a.Institution, Account: a.Name, Mask: a.Mask, OnDebt: a.Kind.IsDebt(),
	}
}

// labels are what rows name by number.
type labels struct {
	accounts, currencies, categories map[int64]string
	merchants                        map[int64]merchant
}

type merchant struct{ name, entity string }

func readLabels(ctx context.Context, tx *sql.Tx) (l labels, err error) {
	l = labels{map[int64]string{}, map[int64]string{}, map[int64]string{}, map[int64]merchant{}}
	for _, ask := range []struct {
		query string
		keep  func(id int64, name, more string)
	}{
		{"SELECT rowid, id, '' FROM accounts", func(id int64, name, _ string) { l.accounts[id] = name }},
		{"SELECT rowid, code, '' FROM currencies", func(id int64, name, _ string) { l.currencies[id] = name }},
		{"SELECT rowid, coalesce(nullif(detailed_name, ''), primary_name), '' FROM categories", func(id int64, name, _ string) { l.categories[id] = name }},
		{"SELECT rowid, name, entity_id FROM merchants", func(id int64, name, entity string) { l.merchants[id] = merchant{name, entity} }},
	} {
		if err := eachLabel(ctx, tx, ask.query, ask.keep); err != nil {
			return l, err
		}
	}
	return l, nil
}

func eachLabel(ctx context.Context, tx *sql.Tx, query string, keep func(id int64, name, more string)) error {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var name, more string
		if err := rows.Scan(&id, &name, &more); err != nil {
			return err
		}
		keep(id, name, more)
	}
	return rows.Err()
}
