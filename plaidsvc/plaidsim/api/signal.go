package api

import (
	"encoding/json"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// SignalPrepare serves /signal/prepare: it adds the product to the Item.
func SignalPrepare(c *bank.Call, in itemRequest) (any, *wire.Error) {
	_, err := c.Reach(in.AccessToken, "signal")
	return wire.Object{}, err
}

// SignalEvaluate serves /signal/evaluate: the risk that a debit comes back.
// Some amounts have a fixed result, as in the Sandbox; others are judged by the
// available balance.
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
	risk, result := 10, "ACCEPT"
	switch in.Amount.String() {
	case "3.53":
	case "12.17":
		risk, result = 60, "REVIEW"
	case "27.53":
		risk, result = 90, "REROUTE"
	default:
		if draw.Rational(in.Amount.String()).Cmp(draw.Rational(a.Available)) > 0 {
			risk, result = 75, "REVIEW"
		}
	}
	key := in.Ruleset
	if key == "" {
		key = "default"
	}
	score := func(n int) wire.Object { return wire.Object{"score": n, "risk_tier": 1 + n/20} }
	return wire.Object{
		"scores": wire.Object{"customer_initiated_return_risk": score(risk), "bank_initiated_return_risk": score(max(1, risk-3))},
		"core_attributes": wire.Object{
			"available_balance": wire.Number(a.Available), "current_balance": wire.Number(a.Current), "balance_last_updated": wire.Timestamp(c.Now),
			"nsf_overdraft_transactions_count_30d": 0, "days_since_first_plaid_connection": int(draw.DayOf(c.Now) - draw.DayOf(it.Created)),
			"is_savings_or_money_market_account": a.Subtype == "savings" || a.Subtype == "money market",
			"total_plaid_connections_count":      1, "days_since_account_opening": 1000,
		},
		"ruleset":  wire.Object{"ruleset_key": key, "result": result, "triggered_rule_details": nil},
		"warnings": []wire.Object{},
	}, nil
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
