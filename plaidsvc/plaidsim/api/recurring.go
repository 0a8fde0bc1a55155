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
	for _, s := range StreamsOf(it.History.Between(0, 1<<30, list)) {
		one := s.json(it, today, version)
		if s.Incoming() {
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

// Stream is a series of transactions at regular intervals, oldest first.
type Stream struct {
	Rows     []*bank.Transaction
	interval interval
}

// Incoming reports whether the stream brings money.
func (s Stream) Incoming() bool { return strings.HasPrefix(s.Rows[len(s.Rows)-1].Amount, "-") }

// Frequency is Plaid's word for the interval.
func (s Stream) Frequency() string { return s.interval.name }

// State reports whether the stream goes on, with Plaid's word for that.
func (s Stream) State(today draw.Day) (active bool, status string) {
	if int(today-s.Rows[len(s.Rows)-1].Date) <= s.interval.days+2*s.interval.slack {
		return true, "MATURE"
	}
	return false, "TOMBSTONED"
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

// StreamsOf finds series of at least three transactions of an account with the
// same merchant (or name) and direction, at about equal intervals. Two are
// enough a year apart. The transactions are given newest first.
func StreamsOf(newest []*bank.Transaction) []Stream {
	var out []Stream
	for _, rows := range alike(newest) {
		if r, ok := intervalOf(rows); ok {
			out = append(out, Stream{rows, r})
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
func (s Stream) json(it *bank.Item, today draw.Day, version string) wire.Object {
	last := s.Rows[len(s.Rows)-1]
	a := &it.Accounts[last.Account]
	active, status := s.State(today)
	ids := make([]string, len(s.Rows))
	for i, t := range s.Rows {
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
		"account_id": a.ID, "stream_id": draw.NewID(draw.MixString(it.Seed, s.Rows[0].ID), draw.KindStream, 0), "category": nil, "category_id": nil,
		"description": last.Name, "merchant_name": wire.OrNull(last.Merchant), "first_date": s.Rows[0].Date.String(), "last_date": last.Date.String(),
		"predicted_next_date": nil, "frequency": s.Frequency(), "transaction_ids": ids,
		"average_amount": money(s.Average()), "last_amount": money(wire.Number(last.Amount)),
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

// Average is the mean of the amounts.
func (s Stream) Average() json.Number {
	sum := new(big.Rat)
	for _, t := range s.Rows {
		sum.Add(sum, draw.Rational(t.Amount))
	}
	return wire.TwoDecimals(sum.Quo(sum, big.NewRat(int64(len(s.Rows)), 1)))
}
