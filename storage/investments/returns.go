package investments

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"passbook/storage"
	"passbook/storage/ledger"
	"passbook/storage/portfolio"
)

// Return is what an account, or all of a currency together, gained between two
// days, in minor units: After less Before and less what was put in.
type Return struct {
	AccountID   string // empty: of all together
	Name        string
	Mask        string
	Institution string
	Currency    string
	From, To    ledger.Date
	Before      int64 // held at the end of From
	After       int64 // held at the end of To
	PutIn       int64 // contributions less withdrawals after From, up to To
	Gain        int64
	HasRate     bool
	Whole       portfolio.Rate // money-weighted, over all of the days; where HasRate
	Yearly      portfolio.Rate // the same for a year
	LeftOut     []string       // of all together: accounts that are not known on both days, or whose flows are not
}

// Returns gives the returns between two days in a currency: of each account, and
// of all together at the end; none where nothing is known. A zero day is an open
// end. Balances count as they were observed, so that nothing begins before the
// first sync; and flows as far as the investment transactions are known. An
// account counts where both hold on both days.
func Returns(ctx context.Context, db *storage.DB, currency string, from, to ledger.Date) ([]Return, error) {
	worth, err := db.Worth(ctx, currency, 0, to)
	if err != nil {
		return nil, err
	}
	known, err := knownUntil(ctx, db)
	if err != nil {
		return nil, err
	}
	var begin, end ledger.Date
	var able []ledger.AccountWorth
	var leftOut []string
	for _, a := range worth.Accounts {
		if a.Kind != ledger.Investment {
			continue
		}
		first := a.Line.ObservedSince()
		if known[a.AccountID] == 0 || first == 0 {
			leftOut = append(leftOut, a.Name)
			continue
		}
		able = append(able, a)
		if begin == 0 || first < begin {
			begin = first
		}
		if until := min(known[a.AccountID], a.Line[len(a.Line)-1].Date); end == 0 || until < end {
			end = until
		}
	}
	begin = max(begin, from)
	if len(able) == 0 || begin >= end {
		return nil, nil
	}
	return returnsOf(ctx, db, currency, able, begin, end, leftOut)
}

// returnsOf gives the returns between two days of accounts that may be known on
// both.
func returnsOf(ctx context.Context, db *storage.DB, currency string, able []ledger.AccountWorth, begin, end ledger.Date, leftOut []string) ([]Return, error) {
	rows, err := Transactions(ctx, db, Query{From: begin.AddDays(1), To: end})
	if err != nil {
		return nil, err
	}
	all := Return{Name: "All", Currency: currency, From: begin, To: end}
	var out []Return
	var together []ledger.DayAmount
	for _, a := range able {
		before, had := a.Line.On(begin)
		after, has := a.Line.On(end)
		flows, foreign := flowsOf(rows, a.AccountID, currency)
		if !had || !has || !before.Observed || foreign {
			leftOut = append(leftOut, a.Name)
			continue
		}
		r := Return{
			AccountID: a.AccountID, Name: a.Name, Institution: a.Institution, Currency: currency, From: begin, To: end,
			Before: before.Minor, After: after.Minor,
		}
		if err := r.finish(flows); err != nil {
			return nil, err
		}
		out = append(out, r)
		together = append(together, flows...)
		all.Before, all.After = ledger.AddMinor(all.Before, r.Before), ledger.AddMinor(all.After, r.After)
	}
	if len(out) == 0 {
		return nil, nil
	}
	all.LeftOut = leftOut
	err = all.finish(together)
	return append(out, all), err
}

// finish works out what follows from the flows.
func (r *Return) finish(flows []ledger.DayAmount) error {
	for _, f := range flows {
		r.PutIn = ledger.AddMinor(r.PutIn, f.Minor)
	}
	r.Gain = ledger.AddMinor(ledger.AddMinor(r.After, -r.Before), -r.PutIn)
	var err error
	r.Whole, r.Yearly, err = portfolio.Return(r.Before, flows, r.After, r.From, r.To)
	r.HasRate = err == nil
	if errors.Is(err, portfolio.ErrNoRate) {
		err = nil
	}
	return err
}

// flowsOf gives the flows of an account in a currency, and whether it has one in
// another.
func flowsOf(rows []portfolio.Transaction, accountID, currency string) (flows []ledger.DayAmount, foreign bool) {
	for _, t := range rows {
		flow := t.Flow()
		switch {
		case t.AccountID != accountID || flow == 0:
		case t.Amount.Currency != currency:
			foreign = true
		default:
			flows = append(flows, ledger.DayAmount{Date: t.Date, Minor: flow})
		}
	}
	slices.SortStableFunc(flows, func(a, b ledger.DayAmount) int { return int(a.Date - b.Date) })
	return flows, foreign
}

// knownUntil gives the day up to which the investment transactions of each
// account are known, by id.
func knownUntil(ctx context.Context, db *storage.DB) (map[string]ledger.Date, error) {
	until := map[string]ledger.Date{}
	err := db.Read(ctx, "read which investment transactions are known", func(tx *sql.Tx) error {
		return each(ctx, tx, "SELECT a.id, w.last_date FROM accounts a JOIN investment_windows w ON w.item = a.item", nil, func(scan func(...any) error) error {
			var id string
			var last ledger.Date
			err := scan(&id, &last)
			until[id] = last
			return err
		})
	})
	return until, err
}
