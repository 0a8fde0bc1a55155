package api

import (
	"encoding/json"
	"maps"
	"strings"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// SignalPrepare serves /signal/prepare: it adds the product to the Item.
func SignalPrepare(c *bank.Call, in itemRequest) (any, *wire.Error) {
	_, err := c.Reach(in.AccessToken, "signal")
	return wire.Object{}, err
}

// balanceOnly is the key of rules that look at the balance alone.
const balanceOnly = "balance-only"

// SignalEvaluate serves /signal/evaluate: the risk that a debit comes back.
// Some amounts have a fixed result, as in the Sandbox; others are judged by the
// available balance. Rules that look at the balance alone give no scores.
func SignalEvaluate(c *bank.Call, in struct {
	itemRequest
	AccountID string      `json:"account_id"`
	ID        string      `json:"client_transaction_id"`
	Amount    json.Number `json:"amount"`
	Ruleset   string      `json:"ruleset_key"`
},
) (any, *wire.Error) {
	it, err := c.Reach(in.AccessToken, "signal")
	if err != nil {
		return nil, err
	}
	a, err := it.Account(in.AccountID)
	if err != nil {
		return nil, err
	}
	if in.ID == "" || len(in.ID) > 36 {
		return nil, wire.InvalidField("client_transaction_id must be a non-empty string of at most 36 characters")
	}
	seen := c.Collection("signal")
	if seen.ByID[in.ID] != nil {
		return nil, &wire.Error{Type: "SIGNAL_ERROR", Code: "CLIENT_TRANSACTION_ID_ALREADY_IN_USE", Message: "the client_transaction_id is already in use"}
	}
	seen.Put(in.ID, wire.Object{"account_id": a.ID})
	key := in.Ruleset
	if key == "" {
		key = "default"
	}
	answer := wire.Object{"warnings": []wire.Object{}, "core_attributes": wire.Object{
		"available_balance": wire.Number(a.Available), "current_balance": wire.Number(a.Current), "balance_last_updated": wire.Timestamp(c.Now),
	}}
	risk, result := judge(in.Amount.String(), a.Available)
	answer["ruleset"] = wire.Object{"ruleset_key": key, "result": result, "triggered_rule_details": nil}
	if key == balanceOnly {
		return wire.With(answer, wire.Object{"scores": nil}), nil
	}
	score := func(n int) wire.Object { return wire.Object{"score": n, "risk_tier": 1 + n/20} }
	answer["scores"] = wire.Object{"customer_initiated_return_risk": score(risk), "bank_initiated_return_risk": score(max(1, risk-3))}
	maps.Copy(answer["core_attributes"].(wire.Object), wire.Object{
		"nsf_overdraft_transactions_count_30d": 0, "days_since_first_plaid_connection": int(draw.DayOf(c.Now) - draw.DayOf(it.Created)),
		"is_savings_or_money_market_account": a.Subtype == "savings" || a.Subtype == "money market",
		"total_plaid_connections_count":      1, "days_since_account_opening": 1000,
	})
	return answer, nil
}

// judge gives the score of a debit, and what the rules say of it.
func judge(amount, available string) (risk int, result string) {
	switch amount {
	case "3.53":
		return 10, "ACCEPT"
	case "12.17":
		return 60, "REVIEW"
	case "27.53":
		return 90, "REROUTE"
	}
	if draw.Rational(amount).Cmp(draw.Rational(available)) > 0 {
		return 75, "REVIEW"
	}
	return 10, "ACCEPT"
}

// SignalReport serves /signal/decision/report and /signal/return/report: thanks
// for the fate of an evaluated transaction.
func SignalReport(c *bank.Call, in struct {
	ID string `json:"client_transaction_id"`
},
) (any, *wire.Error) {
	if c.Collection("signal").ByID[in.ID] == nil {
		return nil, wire.InvalidField("client_transaction_id was not evaluated")
	}
	return wire.Object{}, nil
}

// SignalSchedule serves /signal/schedule: on which of the next banking days a
// debit is likely to go through. If the available balance does not cover it,
// that is after the account's next income.
func SignalSchedule(c *bank.Call, in struct {
	itemRequest
	AccountID string      `json:"account_id"`
	Amount    json.Number `json:"amount"`
},
) (any, *wire.Error) {
	it, err := c.Reach(in.AccessToken, "signal")
	if err != nil {
		return nil, err
	}
	a, err := it.Account(in.AccountID)
	if err != nil {
		return nil, err
	}
	today := draw.DayOf(c.Now)
	from := today + 1
	if draw.Rational(in.Amount.String()).Cmp(draw.Rational(a.Available)) > 0 {
		from = nextIncome(it, a, today)
	}
	recommendations, rank := []wire.Object{}, 0
	var best any
	for d := today + 1; len(recommendations) < 5; d++ {
		if !d.Civil().Workday() {
			continue
		}
		one := wire.Object{"date": d.String(), "recommendation": "NOT_RECOMMENDED", "rank": nil}
		if d >= from {
			rank++
			one["recommendation"], one["rank"] = "RECOMMENDED", rank
			if rank == 1 {
				best = one["date"]
			}
		}
		recommendations = append(recommendations, one)
	}
	return wire.Object{"optimal_date": best, "recommendations": recommendations, "warnings": []wire.Object{}}, nil
}

// nextIncome is the day after which income of the account is expected next; far
// in the future if none is.
func nextIncome(it *bank.Item, a *bank.Account, today draw.Day) draw.Day {
	next := today + profile.Future
	for _, s := range StreamsOf(it.History.Known(0, 1<<30, []*bank.Account{a})) {
		last := s.Rows[len(s.Rows)-1]
		if due := last.Date + draw.Day(s.interval.days); strings.HasPrefix(last.Amount, "-") && due >= today {
			next = min(next, due+1)
		}
	}
	return next
}
