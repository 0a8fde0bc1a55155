package plaidsim

import (
	"fmt"
	"math/big"
	"slices"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// assetOptions describe a report; the user is echoed.
type assetOptions struct {
	ClientReportID *string     `json:"client_report_id"`
	Webhook        string      `json:"webhook"`
	User           wire.Object `json:"user"`
}

func assetReportCreate(c *call, in struct {
	AccessTokens []string     `json:"access_tokens"`
	Days         int          `json:"days_requested"`
	Options      assetOptions `json:"options"`
},
) (any, *wire.Error) {
	if len(in.AccessTokens) == 0 {
		return nil, wire.InvalidField("access_tokens must be a non-empty array")
	}
	items := []wire.Object{}
	for _, token := range in.AccessTokens {
		it, err := c.reach(token, "assets")
		if err != nil {
			return nil, err
		}
		items = append(items, it.assets(draw.DayOf(c.now), in.Days, wire.Timestamp(c.now)))
	}
	user := in.Options.User
	if user == nil {
		user = wire.Object{}
	}
	return c.keepReport(in.Options.Webhook, wire.Object{
		"asset_report_id": draw.NewUUID(c.next()), "client_report_id": in.Options.ClientReportID, "date_generated": wire.Timestamp(c.now),
		"days_requested": in.Days, "user": user, "items": items,
	}), nil
}

// keepReport puts a report away, which is ready at once, and gives its token.
func (c *call) keepReport(webhook string, report wire.Object) wire.Object {
	token := c.uuidToken("assets")
	c.emit(webhook, "ASSETS", "PRODUCT_READY", wire.Object{"asset_report_id": report["asset_report_id"], "report_type": "FULL"})
	c.shelf("asset report").put(token, report)
	return wire.Object{"asset_report_token": token, "asset_report_id": report["asset_report_id"]}
}

// assets is the Item's part of a report.
func (it *item) assets(today draw.Day, days int, now string) wire.Object {
	accounts := []wire.Object{}
	list, _ := it.pick(nil)
	for _, a := range list {
		one := a.json()
		delete(one, "holder_category")
		one["balances"].(wire.Object)["margin_loan_amount"] = nil
		rows := it.history.between(today-draw.Day(days), today, []*account{a})
		transactions := []wire.Object{}
		for _, t := range rows {
			full := t.json(a, true, "")
			keep := wire.Object{}
			for _, k := range assetKeys {
				keep[k] = full[k]
			}
			transactions = append(transactions, keep)
		}
		one["days_available"], one["transactions"] = days, transactions
		one["owners"], one["ownership_type"] = ownersJSON(it.owners(a.index)), nil
		one["historical_balances"] = a.history(rows, today, days)
		accounts = append(accounts, one)
	}
	return wire.Object{
		"item_id": it.id, "institution_id": it.institution.id, "institution_name": it.institution.name,
		"date_last_updated": now, "accounts": accounts,
	}
}

// assetKeys are what a report keeps of a transaction.
var assetKeys = []string{
	"account_id", "account_owner", "amount", "category", "category_id", "check_number", "date", "iso_currency_code", "location", "merchant_name",
	"name", "original_description", "payment_meta", "pending", "pending_transaction_id", "transaction_id", "transaction_type", "unofficial_currency_code",
}

// history is the account's balance on the days up to today, newest first,
// walked back over its posted rows.
func (a *account) history(rows []*txn, today draw.Day, days int) []wire.Object {
	iso, unofficial := wire.Currencies(a.Currency)
	out := []wire.Object{}
	balance, sign := draw.Rational(a.Current), int64(1)
	if a.Type == "credit" || a.Type == "loan" {
		sign = -1
	}
	for d := today; d > today-draw.Day(days); d-- {
		out = append(out, wire.Object{"date": d.String(), "current": wire.TwoDecimals(balance), "iso_currency_code": iso, "unofficial_currency_code": unofficial})
		for _, t := range rows {
			if t.Date == d && !t.Pending {
				balance.Add(balance, new(big.Rat).Mul(draw.Rational(t.Amount), big.NewRat(sign, 1)))
			}
		}
	}
	return out
}

// assetToken is the body of endpoints that want one report.
type assetToken struct {
	Token string `json:"asset_report_token"`
}

// report finds a report.
func (c *call) report(token string) (wire.Object, *wire.Error) {
	if r := c.shelf("asset report").byID[token]; r != nil {
		return r, nil
	}
	return nil, &wire.Error{Type: "INVALID_INPUT", Code: "INVALID_ASSET_REPORT_TOKEN", Message: "provided asset report token is in an invalid format or does not exist"}
}

func assetReportGet(c *call, in assetToken) (any, *wire.Error) {
	r, err := c.report(in.Token)
	if err != nil {
		return nil, err
	}
	return wire.Object{"report": r, "warnings": []wire.Object{}}, nil
}

func assetReportPDF(c *call, in assetToken) (any, *wire.Error) {
	r, err := c.report(in.Token)
	if err != nil {
		return nil, err
	}
	lines := []string{"Asset report", fmt.Sprint(r["date_generated"]), ""}
	for _, it := range r["items"].([]wire.Object) {
		lines = append(lines, fmt.Sprint(it["institution_name"]))
		for _, a := range it["accounts"].([]wire.Object) {
			lines = append(lines, fmt.Sprintf("  %-44.44v %14v", a["name"], a["balances"].(wire.Object)["current"]))
		}
	}
	return wire.Document{ContentType: "application/pdf", Body: wire.PDF(append(lines, "", "Made by plaidsim: no bank wrote this."))}, nil
}

func assetReportFilter(c *call, in struct {
	assetToken
	Exclude []string `json:"account_ids_to_exclude"`
},
) (any, *wire.Error) {
	r, err := c.report(in.Token)
	if err != nil {
		return nil, err
	}
	items := []wire.Object{}
	for _, it := range r["items"].([]wire.Object) {
		kept := slices.DeleteFunc(slices.Clone(it["accounts"].([]wire.Object)), func(a wire.Object) bool { return slices.Contains(in.Exclude, a["account_id"].(string)) })
		items = append(items, wire.With(it, wire.Object{"accounts": kept}))
	}
	return c.keepReport("", wire.With(r, wire.Object{"asset_report_id": draw.NewUUID(c.next()), "items": items})), nil
}

func assetReportRefresh(c *call, in struct {
	assetToken
	Days    *int         `json:"days_requested"`
	Options assetOptions `json:"options"`
},
) (any, *wire.Error) {
	r, err := c.report(in.Token)
	if err != nil {
		return nil, err
	}
	days := wire.CountOr(in.Days, r["days_requested"].(int))
	items := []wire.Object{}
	for _, old := range r["items"].([]wire.Object) {
		for _, it := range c.linked {
			if it.id == old["item_id"] && !it.removed {
				items = append(items, it.assets(draw.DayOf(c.now), days, wire.Timestamp(c.now)))
			}
		}
	}
	return c.keepReport(in.Options.Webhook, wire.With(r, wire.Object{"asset_report_id": draw.NewUUID(c.next()), "date_generated": wire.Timestamp(c.now), "days_requested": days, "items": items})), nil
}

func assetReportRemove(c *call, in assetToken) (any, *wire.Error) {
	if _, err := c.report(in.Token); err != nil {
		return nil, err
	}
	c.shelf("asset report").remove(in.Token)
	return wire.Object{"removed": true}, nil
}

func auditCopyCreate(c *call, in assetToken) (any, *wire.Error) {
	r, err := c.report(in.Token)
	if err != nil {
		return nil, err
	}
	token := "a-sandbox-" + string(draw.AppendBase62(nil, c.next(), 24))
	c.shelf("audit copy").put(token, r)
	return wire.Object{"audit_copy_token": token}, nil
}

// auditToken is the body of endpoints that want one audit copy.
type auditToken struct {
	Token string `json:"audit_copy_token"`
}

func (c *call) auditCopy(token string) (wire.Object, *wire.Error) {
	if r := c.shelf("audit copy").byID[token]; r != nil {
		return r, nil
	}
	return nil, &wire.Error{Type: "INVALID_INPUT", Code: "INVALID_AUDIT_COPY_TOKEN", Message: "invalid audit copy token provided"}
}

func auditCopyGet(c *call, in auditToken) (any, *wire.Error) {
	r, err := c.auditCopy(in.Token)
	if err != nil {
		return nil, err
	}
	return wire.Object{"report": r, "warnings": []wire.Object{}}, nil
}

func auditCopyRemove(c *call, in auditToken) (any, *wire.Error) {
	if _, err := c.auditCopy(in.Token); err != nil {
		return nil, err
	}
	c.shelf("audit copy").remove(in.Token)
	return wire.Object{"removed": true}, nil
}
