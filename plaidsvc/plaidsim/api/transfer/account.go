package transfer

import (
	"math/big"
	"strings"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// Balance serves /transfer/balance/get: what the client holds with Plaid, which
// never changes.
func Balance(_ *bank.Call, in struct {
	Type string `json:"type"`
},
) (any, *wire.Error) {
	if in.Type == "" {
		in.Type = "prefunded_rtp_credits"
	}
	return wire.Object{"balance": wire.Object{"available": "1721.70", "current": "1721.70", "type": in.Type}}, nil
}

// Capabilities serves /transfer/capabilities/get: whether money can be sent to
// an account and asked of it at once. That is so of checking and savings.
func Capabilities(c *bank.Call, in struct {
	AccessToken string `json:"access_token"`
	AccountID   string `json:"account_id"`
},
) (any, *wire.Error) {
	it, err := c.Reach(in.AccessToken, "")
	if err != nil {
		return nil, err
	}
	a, err := it.Account(in.AccountID)
	if err != nil {
		return nil, err
	}
	instant := a.Type == "depository" && (a.Subtype == "checking" || a.Subtype == "savings")
	return wire.Object{"institution_supported_networks": wire.Object{"rtp": wire.Object{"credit": instant}, "rfp": wire.Object{"debit": instant}}}, nil
}

// The client's limits: of one transfer, of a day, and of a month.
const (
	mostAtOnce = "100000.00"
	mostADay   = "250000.00"
	mostAMonth = "1000000.00"
)

// Configuration serves /transfer/configuration/get: the client's limits, the
// same for everybody.
func Configuration(*bank.Call, struct{}) (any, *wire.Error) {
	return wire.Object{
		"max_single_transfer_amount": mostAtOnce, "max_single_transfer_credit_amount": mostAtOnce, "max_single_transfer_debit_amount": mostAtOnce,
		"max_daily_credit_amount": mostADay, "max_daily_debit_amount": mostADay, "max_monthly_amount": mostAMonth,
		"max_monthly_credit_amount": mostAMonth, "max_monthly_debit_amount": mostAMonth, "iso_currency_code": "USD",
	}, nil
}

// Metrics serves /transfer/metrics/get: the sums of what was transferred today
// and this month, without what was cancelled and what failed.
func Metrics(c *bank.Call, _ struct{}) (any, *wire.Error) {
	today := draw.DayOf(c.Now).String()
	volume := func(kind, since string) string {
		sum := new(big.Rat)
		for _, t := range c.Collection("transfer").All() {
			counts := t["status"] != "cancelled" && t["status"] != "failed" && strings.HasPrefix(t["created"].(string), since)
			if counts && (kind == "" || t["type"] == kind) {
				sum.Add(sum, draw.Rational(t["amount"].(string)))
			}
		}
		return sum.FloatString(2)
	}
	month := today[:len("2006-01")]
	return wire.Object{
		"daily_debit_transfer_volume": volume("debit", today), "daily_credit_transfer_volume": volume("credit", today),
		"monthly_transfer_volume": volume("", month), "monthly_debit_transfer_volume": volume("debit", month),
		"monthly_credit_transfer_volume": volume("credit", month), "iso_currency_code": "USD",
	}, nil
}
