package storage

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"passbook/storage/ledger"
)

// AccountSpending is what was spent from one account, in minor units.
type AccountSpending struct {
	AccountID, Name string
	Minor           int64 // positive, or negative where more came back
	Count           int   // of posted rows
	Pending         int64 // beside Minor, of the same sign
	PendingCount    int
}

// SpendingByAccount tells what was spent of a currency between two days, both
// included, apart by account, the most first. It adds up to
// ledger.Figures.Spent of the days: payments between people are netted over all
// accounts.
func (db *DB) SpendingByAccount(ctx context.Context, currency string, from, to ledger.Date) ([]AccountSpending, error) {
	rules, err := db.rules(ctx)
	if err != nil {
		return nil, err
	}
	flows, err := db.flows(ctx, flowsAsked{from: from, to: to, byAccount: true, currency: currency})
	if err != nil {
		return nil, explain("add up accounts", err)
	}
	figures := ledger.FiguresOf(flows, currency, rules)
	spent := figures.FigureOf(ledger.ClassSpending)
	var all []AccountSpending
	at := map[string]int{}
	for i := range flows {
		flow := &flows[i]
		eachSide(flow, func(in bool, s ledger.Sum) {
			class, code := rules.Sort(*flow, in)
			posted := flow.State == ledger.StatePosted
			if !spent.Has(class, code, ledger.StatePosted) || !posted && flow.State != ledger.StatePending {
				return
			}
			n, seen := at[flow.AccountID]
			if !seen {
				n = len(all)
				at[flow.AccountID] = n
				all = append(all, AccountSpending{AccountID: flow.AccountID, Name: flow.AccountName})
			}
			if posted {
				all[n].Minor, all[n].Count = ledger.AddMinor(all[n].Minor, -s.Net()), all[n].Count+s.Count
			} else {
				all[n].Pending, all[n].PendingCount = ledger.AddMinor(all[n].Pending, -s.Net()), all[n].PendingCount+s.Count
			}
		})
	}
	slices.SortFunc(all, func(a, b AccountSpending) int {
		return cmp.Or(cmp.Compare(b.Minor, a.Minor), strings.Compare(a.Name, b.Name), strings.Compare(a.AccountID, b.AccountID))
	})
	return all, nil
}

// MerchantTotals tells what was spent of a currency between two days, both
// included, apart by merchant, the most first. It adds up to
// ledger.Figures.Spent of the days.
func (db *DB) MerchantTotals(ctx context.Context, currency string, from, to ledger.Date) ([]ledger.MerchantTotal, error) {
	tally, err := db.tallyMerchants(ctx, currency, from, to)
	if err != nil {
		return nil, explain("add up merchants", err)
	}
	return tally.Totals(), nil
}

// Merchants gives the merchants that most of a currency was spent at between two
// days, both included, the most first, at most limit of them.
func (db *DB) Merchants(ctx context.Context, currency string, from, to ledger.Date, limit int) ([]ledger.MerchantTotal, error) {
	tally, err := db.tallyMerchants(ctx, currency, from, to)
	if err != nil {
		return nil, explain("add up merchants", err)
	}
	return tally.MostSpent(limit), nil
}

// merchantFlow is a flow of one merchant, without what is added up in it.
type merchantFlow struct {
	merchant string // as it is shown: rows without a merchant by the bank's text
	flow     ledger.Flow
}

// tallyMerchants adds up the rows of some days by what their merchants are
// called.
func (db *DB) tallyMerchants(ctx context.Context, currency string, from, to ledger.Date) (tally *ledger.MerchantTally, err error) {
	rules, err := db.rules(ctx)
	if err != nil {
		return nil, err
	}
	err = db.retryUntilStable(ctx, func() error {
		tally = &ledger.MerchantTally{Rules: rules, Currency: currency}
		return db.tallyDays(ctx, tally, flowsAsked{from: from, to: to, currency: currency})
	})
	return tally, err
}

func (db *DB) tallyDays(ctx context.Context, tally *ledger.MerchantTally, asked flowsAsked) error {
	sums := map[merchantFlow]*ledger.Flow{}
	loans := false
	rows, err := db.reader.QueryContext(ctx, `
		SELECT coalesce(nullif(m.name, ''), t.name) AS shown, o.kind, c.primary_name, coalesce(nullif(c.detailed_name, ''), c.primary_name), `+stateOfRow+` AS state,
			`+sumOf("max(t.amount, 0)")+", "+sumOf("min(t.amount, 0)")+`, count(*), sum(t.amount >= 0)
		FROM transactions t JOIN categories c ON c.rowid = t.category JOIN currencies u ON u.rowid = t.currency
			JOIN merchants m ON m.rowid = t.merchant JOIN accounts o ON o.rowid = t.account
		WHERE `+notRemoved+" AND t.date BETWEEN ? AND ? AND u.code = ? GROUP BY 1, 2, 3, 4, 5", asked.from, cmp.Or(asked.to, lastDay), asked.currency)
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		k := merchantFlow{flow: ledger.Flow{Currency: asked.currency}}
		f := &k.flow
		var sum ledger.Flow
		err := rows.Scan(&k.merchant, &f.Kind, &f.Primary, &f.Category, &f.State, &sum.In, &sum.Out, &sum.Count, &sum.Received)
		loans = loans || f.Primary == "LOAN_PAYMENTS" && f.State == ledger.StatePosted
		sums[k] = &sum
		return err
	})
	if err == nil && loans {
		err = db.tallyLoans(ctx, tally, asked, sums)
	}
	for k, sum := range sums {
		f := k.flow
		f.In, f.Out, f.Count, f.Received = sum.In, sum.Out, sum.Count, sum.Received
		tally.Add(k.merchant, f)
	}
	return err
}

// tallyLoans takes the loan payments of which something is known out of the sums
// and adds their parts.
func (db *DB) tallyLoans(ctx context.Context, tally *ledger.MerchantTally, asked flowsAsked, sums map[merchantFlow]*ledger.Flow) error {
	rows, splits, err := db.loanSplits(ctx)
	for i := range rows {
		r := &rows[i]
		split, some := splits[r.Row]
		if !some || !asked.has(r) {
			continue
		}
		one := r.flow()
		one.AccountID, one.AccountName = "", ""
		merchant := cmp.Or(r.merchant, r.transaction)
		if sum := sums[merchantFlow{merchant, keyOf(one)}]; sum != nil {
			sum.Out, sum.Count = ledger.AddMinor(sum.Out, -one.Out), sum.Count-1
		}
		for _, part := range split.Flows(one) {
			tally.Add(merchant, part)
		}
	}
	return err
}

// MerchantVisit is a past transaction with the same merchant.
type MerchantVisit struct {
	Date   ledger.Date
	Amount ledger.Money
	State  ledger.State
}

// MerchantVisits gives an entry's merchant's transactions since a day, newest
// first. An entry without a merchant has none.
func (db *DB) MerchantVisits(ctx context.Context, id string, since ledger.Date) ([]MerchantVisit, error) {
	rows, err := db.reader.QueryContext(ctx, `
		WITH own AS (SELECT m.name, m.entity_id FROM transactions t JOIN merchants m ON m.rowid = t.merchant WHERE t.id = ?),
			same AS (SELECT m.rowid FROM merchants m, own WHERE m.name <> '' AND m.name = own.name
				OR m.entity_id <> '' AND m.entity_id = own.entity_id)
		SELECT t.date, t.amount, u.code, `+stateOfRow+` FROM same CROSS JOIN transactions t ON t.merchant = same.rowid
			CROSS JOIN currencies u ON u.rowid = t.currency
		WHERE t.removed = 0 AND t.date >= ? ORDER BY t.date DESC, t.rowid DESC`, packedID(id), since)
	var visits []MerchantVisit
	err = eachRow(rows, err, func(rows *sql.Rows) error {
		var v MerchantVisit
		err := rows.Scan(&v.Date, &v.Amount.Minor, &v.Amount.Currency, &v.State)
		visits = append(visits, v)
		return err
	})
	return visits, explain("list a merchant's transactions", err)
}
