package api

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// RecurringGet serves /transactions/recurring/get: transactions that come back
// at regular intervals, once the history is complete; before that
// PRODUCT_NOT_READY.
func RecurringGet(c *bank.Call, in struct {
	itemRequest
	IDs     []string    `json:"account_ids"`
	Options syncOptions `json:"options"`
},
) (any, *wire.Error) {
	it, list, err := c.ReachTransactions(in.AccessToken, 0, in.IDs)
	if err != nil {
		return nil, err
	}
	if it.History.Status != bank.HistoricalDone {
		return nil, wire.ErrNotReady
	}
	it.History.Recurring = true
	today, version := draw.DayOf(c.Now), c.Ledger.Taxonomy(in.Options.Version)
	inflow, outflow := []wire.Object{}, []wire.Object{}
	for _, s := range streamsOf(it.History.Between(0, 1<<30, list)) {
		one := s.json(it, today, version)
		if strings.HasPrefix(s.rows[len(s.rows)-1].Amount, "-") {
			inflow = append(inflow, one)
		} else {
			outflow = append(outflow, one)
		}
	}
	return wire.Object{
		"inflow_streams": inflow, "outflow_streams": outflow, "updated_datetime": wire.Timestamp(it.History.Updated),
		"personal_finance_category_version": version,
	}, nil
}

// stream is a series of transactions at regular intervals, oldest first.
type stream struct {
	rows     []*bank.Transaction
	interval interval
}

// interval is how many days the transactions of a stream are apart, give or
// take slack.
type interval struct {
	name        string
	days, slack int
}

// intervals are tried in this order.
var intervals = []interval{
	{"WEEKLY", 7, 1}, {"BIWEEKLY", 14, 2}, {"SEMI_MONTHLY", 15, 2}, {"MONTHLY", 30, 3}, {"ANNUALLY", 365, 7},
}

// streamsOf finds series of at least three transactions of an account with the
// same merchant (or name) and direction, at about equal intervals. Two are
// enough a year apart. The transactions are given newest first.
func streamsOf(newest []*bank.Transaction) []stream {
	var out []stream
	for _, rows := range alike(newest) {
		if r, ok := intervalOf(rows); ok {
			out = append(out, stream{rows, r})
		}
	}
	return out
}

// alike groups posted transactions of an account with the same merchant (or
// name) and direction, oldest first. They are given newest first.
func alike(newest []*bank.Transaction) [][]*bank.Transaction {
	groups := map[string][]*bank.Transaction{}
	var order []string
	for _, t := range slices.Backward(newest) {
		if t.Pending {
			continue
		}
		who := t.Merchant
		if who == "" {
			who = t.Name
		}
		key := fmt.Sprintf("%d\x00%v\x00%s", t.Account, strings.HasPrefix(t.Amount, "-"), who)
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], t)
	}
	out := make([][]*bank.Transaction, len(order))
	for i, key := range order {
		out[i] = groups[key]
	}
	return out
}

// intervalOf is the interval of four in five gaps.
func intervalOf(rows []*bank.Transaction) (interval, bool) {
	for _, r := range intervals {
		kept := 0
		for i := 1; i < len(rows); i++ {
			if gap := int(rows[i].Date - rows[i-1].Date); gap >= r.days-r.slack && gap <= r.days+r.slack {
				kept++
			}
		}
		if need := 2; kept >= need && kept*5 >= (len(rows)-1)*4 || r.days == 365 && kept > 0 && kept == len(rows)-1 {
			return r, true
		}
	}
	return interval{}, false
}

// json is the stream as Plaid shows it.
func (s stream) json(it *bank.Item, today draw.Day, version string) wire.Object {
	last := s.rows[len(s.rows)-1]
	a := &it.Accounts[last.Account]
	active := int(today-last.Date) <= s.interval.days+2*s.interval.slack
	status := "MATURE"
	if !active {
		status = "TOMBSTONED"
	}
	ids := make([]string, len(s.rows))
	for i, t := range s.rows {
		ids[i] = t.ID
	}
	money := func(amount any) wire.Object {
		code := last.Currency
		if code == "" {
			code = a.Currency
		}
		iso, unofficial := wire.Currencies(code)
		return wire.Object{"amount": amount, "iso_currency_code": iso, "unofficial_currency_code": unofficial}
	}
	out := wire.Object{
		"account_id": a.ID, "stream_id": draw.NewID(draw.MixString(it.Seed, s.rows[0].ID), draw.KindStream, 0), "category": nil, "category_id": nil,
		"description": last.Name, "merchant_name": wire.OrNull(last.Merchant), "first_date": s.rows[0].Date.String(), "last_date": last.Date.String(),
		"predicted_next_date": nil, "frequency": s.interval.name, "transaction_ids": ids,
		"average_amount": money(average(s.rows)), "last_amount": money(wire.Number(last.Amount)),
		"is_active": active, "status": status, "is_user_modified": false, "personal_finance_category": nil,
	}
	if active {
		out["predicted_next_date"] = (last.Date + draw.Day(s.interval.days)).String()
	}
	if last.Primary != "" {
		primary, detailed := wire.Category(last.Primary, last.Detailed, version)
		out["personal_finance_category"] = wire.Object{"primary": primary, "detailed": detailed, "confidence_level": wire.OrNull(last.Confidence), "version": version}
	}
	return out
}

// average is the mean of the amounts.
func average(rows []*bank.Transaction) json.Number {
	sum := new(big.Rat)
	for _, t := range rows {
		sum.Add(sum, draw.Rational(t.Amount))
	}
	return wire.TwoDecimals(sum.Quo(sum, big.NewRat(int64(len(rows)), 1)))
}
